"""To whom, and for what: the question about what may be told; and the legal ground where nobody could be asked."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import receivers
from casework.codes import Content, GroundKind, Purpose, Recipient
from ui.fields import GuessingForm, LongText, WrittenDateField

KINDS = [one for one in Recipient.choices if one[0] != Recipient.ANYBODY]


def receiver_choices(council_id) -> list:
    """The kinds, and behind them each one that can be named alone."""
    named = receivers.offered(council_id)
    return [(_("Kinds"), KINDS), *named] if named else KINDS


class MayTellForm(forms.Form):
    to = forms.ChoiceField(label=_("To whom"))
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose.choices, initial=Purpose.SUPPORT)

    def __init__(self, *args, council_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = receiver_choices(council_id)


class GroundForm(GuessingForm):
    kind = forms.ChoiceField(label=_("Legal ground"), choices=GroundKind.choices, widget=forms.RadioSelect)
    text = LongText(
        label=_("What makes it necessary"), limit=2000, required=True,
        help_text=_("What was seen or heard, by whom, and why the person's consent cannot be waited for"),
    )  # fmt: skip
    receiver = forms.ChoiceField(label=_("To whom"), help_text=_("One receiver: for another one, another ground"))
    contents = forms.MultipleChoiceField(
        label=_("What may be told"), choices=Content.choices, widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose.choices, initial=Purpose.EMERGENCY)
    from_date = WrittenDateField(label=_("From"), assume="near", help_text=_("Empty means today"))
    until_date = WrittenDateField(label=_("Until"), assume="future", help_text=_("Counts whole. Empty means without an end"))
    cannot_wait = forms.BooleanField(
        label=_("It cannot wait for a second person"), required=False,
        help_text=_("It may be used at once. A manager looks at it by the end of the next working day."),
    )  # fmt: skip

    def __init__(self, *args, council_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [("", ""), *receiver_choices(council_id)]

    def clean_from_date(self):
        return self.cleaned_data["from_date"] or timezone.localdate()

    def clean(self):
        values = super().clean()
        if values.get("until_date") and values.get("from_date") and values["until_date"] < values["from_date"]:
            self.add_error("until_date", _("This lies before the first day."))
        return values


class AdditionForm(forms.Form):
    text = LongText(label=_("What is to be added"), limit=2000, required=True)
