"""What narrows the board. Codes and ids only: what stands in an address must say nothing about anybody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.codes import LATE, MINE, NOBODY, RECEIVED, SILENT, WAITING, Kind, State


class FilterForm(forms.Form):
    STATES = [("", _("All open")), (WAITING, _("Waits for approval")), *[(one.value, one.label) for one in State]]
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Kind.choices], required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    owner = forms.ChoiceField(label=_("Followed by"), required=False)
    DUE = [
        ("", _("Any")), (SILENT, _("No answer in time")), (LATE, _("Received late, of those counted")),
        (RECEIVED, _("Received, of those counted")),
    ]  # fmt: skip
    due = forms.ChoiceField(label=_("Deadline"), choices=DUE, required=False)
    year = forms.TypedChoiceField(label=_("As the plan counts them"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, agencies=(), people=(), years=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("Not narrowed")), *years]
        self.fields["agency"].choices = [("", _("All")), *((str(pk), name) for pk, name in agencies)]
        who = [("", _("Everybody")), (MINE, _("Mine")), (NOBODY, _("Nobody who can act"))]
        self.fields["owner"].choices = [*who, *((str(pk), name) for pk, name in people)]
