"""What is typed while a meeting runs: the minutes, what was decided, who does what until when."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.acting import able
from accounts.forms import PersonChoiceField
from conferences.codes import DecisionKind
from conferences.services.minutes import LONGEST
from ui.fields import LongText, ShortText, WrittenDateField

OUTSIDE = "outside-"


class MinutesForm(forms.Form):
    """`tab`: the page that writes. `mark`: of what it has read."""

    text = LongText(label=pgettext_lazy("conference", "Minutes"), limit=LONGEST, rows=14)
    tab = forms.UUIDField(required=False, widget=forms.HiddenInput)
    mark = ShortText(limit=60, widget=forms.HiddenInput)
    take_over = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def said(self) -> dict:
        """For the service."""
        values = self.cleaned_data
        return {"text": values["text"], "tab": values["tab"], "seen": values["mark"], "take_over": values["take_over"]}


class MinutesEditForm(forms.Form):
    text = LongText(label=pgettext_lazy("conference", "Minutes"), limit=LONGEST, rows=14)


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=DecisionKind.choices)
    text = ShortText(label=pgettext_lazy("conference", "Decision"), limit=500, required=True)


class ActionForm(forms.Form):
    """`who`: one of the staff, or somebody from outside who takes part; anybody else is written down by name."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    outsider = ShortText(label=_("or a name"), limit=80)
    what = ShortText(label=_("What is done"), limit=500, required=True)
    until_date = WrittenDateField(label=_("Until"), required=True)

    def __init__(self, *args, staff, outsiders, **kwargs):
        """`outsiders`: attendees, read with their names."""
        super().__init__(*args, **kwargs)
        self.staff = {str(one.pk): one for one in staff}
        self.outsiders = {f"{OUTSIDE}{one.pk}": one.shown_name for one in outsiders}
        people = [(key, one.display_name) for key, one in self.staff.items()]
        self.fields["who"].choices = [("", "—"), *people, *self.outsiders.items()]

    @property
    def said(self) -> dict:
        values = self.cleaned_data
        who = values["who"]
        return {
            "what": values["what"], "until_date": values["until_date"], "owner": self.staff.get(who) if not values["outsider"] else None,
            "outsider": values["outsider"] or self.outsiders.get(who, ""),
        }  # fmt: skip


class CorrectionForm(forms.Form):
    text = LongText(label=_("Correction"), limit=2000, rows=2, required=True)


class DoneForm(forms.Form):
    done_date = WrittenDateField(label=_("Done on"), assume="past", latest_today=True, required=True)
    text = LongText(label=_("What came of it"), limit=2000, rows=3)


class HandoverForm(forms.Form):
    """What is left empty stays as it is."""

    to = PersonChoiceField(label=_("Who does it from now on"), queryset=None, required=False, empty_label=_("(stays as it is)"))
    until_date = WrittenDateField(label=_("Until"), assume="future")

    def __init__(self, *args, council_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = able("action_item.complete", council_id, timezone.localdate()).order_by("kana", "id")

    def clean(self):
        values = super().clean()
        if not self.errors and not any(values.values()):
            self.add_error("to", _("Choose who does it, or write another day."))
        return values
