"""同意: what may be told to whom, for what, until when, given how, by whom; a refusal is recorded the same way."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import receivers
from casework.codes import Content, Decision, GivenBy, Manner, Purpose, Recipient
from casework.disclosure import flaws
from ui.fields import GuessingForm, ShortText, WrittenDateField

UNASKED = "unasked"
ASKED_AT_INTAKE = (
    (Manner.ORAL.value, _("Agrees orally")),
    (Manner.WRITTEN.value, _("Agrees in writing")),
    (UNASKED, _("Not asked yet")),
    (Decision.REFUSED.value, _("Does not agree")),
)
AGENCIES = [code.value for code in Recipient if code not in (Recipient.FAMILY, Recipient.CONFERENCE, Recipient.ANYBODY)]
ORDINARY = [code.value for code in Content if code != Content.ABUSE]


def asked_at_intake(answer, on) -> dict | None:
    """The short question of the intake as a whole consent: a yes to every agency, not to the family, and to nothing about abuse; a no to all."""
    if answer in ("", UNASKED):
        return None
    if answer == Decision.REFUSED:
        said = {
            "decision": Decision.REFUSED,
            "contents": list(Content.values),
            "recipients": [Recipient.ANYBODY],
            "manner": Manner.ORAL,
        }
    else:
        said = {
            "decision": Decision.GRANTED, "contents": ORDINARY, "recipients": AGENCIES, "manner": answer,
            "purposes": [Purpose.SUPPORT, Purpose.APPLICATION], "purpose": gettext("Support after the consultation"),
        }  # fmt: skip
    return {**said, "given_date": on}


class ConsentForm(GuessingForm):
    decision = forms.ChoiceField(label=_("What the person says"), choices=Decision.choices, widget=forms.RadioSelect)
    contents = forms.MultipleChoiceField(
        label=_("What may be told"), choices=Content.choices, widget=forms.CheckboxSelectMultiple
    )
    recipients = forms.MultipleChoiceField(
        label=_("To whom"), choices=Recipient.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    one_receiver = forms.ChoiceField(
        label=_("One of them alone"), required=False, help_text=_("Where the person means this one and no other of its kind")
    )
    recipient_detail = ShortText(label=_("Names of the receivers"), limit=200, help_text=_("Where only some of them are meant"))
    purposes = forms.MultipleChoiceField(
        label=_("Kinds of purpose"), choices=Purpose.choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Nothing ticked means for whatever purpose"),
    )  # fmt: skip
    purpose = ShortText(
        label=_("For what"), limit=200, required=True, help_text=_("Example: so that the centre can arrange care")
    )
    given_date = WrittenDateField(label=_("Given on"), assume="past", latest_today=True, help_text=_("Empty means today"))
    until_date = WrittenDateField(
        label=_("Until"), assume="future", help_text=_("Counts whole. Empty means until it is withdrawn")
    )
    manner = forms.ChoiceField(label=_("How"), choices=Manner.choices, widget=forms.RadioSelect)
    given_by = forms.ChoiceField(label=_("By whom"), choices=GivenBy.choices, initial=GivenBy.SELF, widget=forms.RadioSelect)
    ground = ShortText(
        label=_("Who represents them, and on what ground"), limit=200, help_text=_("Example: guardian, by the court's decision")
    )

    def __init__(self, *args, council_id, **kwargs):
        super().__init__(*args, **kwargs)
        named = receivers.offered(council_id)
        self.fields["one_receiver"].choices = [("", _("Not one alone")), *named]
        if not named:
            del self.fields["one_receiver"]

    def clean_given_date(self):
        return self.cleaned_data["given_date"] or timezone.localdate()

    def clean(self):
        cleaned = super().clean()
        if one := cleaned.pop("one_receiver", ""):
            cleaned["recipients"] = [*cleaned.get("recipients", ()), one]
        if not cleaned.get("recipients") and not {"recipients", "one_receiver"} & set(self.errors):
            self.add_error("recipients", self.fields["recipients"].error_messages["required"])
        for name, message in flaws(cleaned).items():
            self.add_error(name, message)
        return cleaned


class WithdrawForm(GuessingForm):
    withdrawn_date = WrittenDateField(
        label=_("Withdrawn on"), assume="past", latest_today=True, help_text=_("Empty means today")
    )
    reason = ShortText(label=_("What the person said"), limit=200)

    def __init__(self, *args, given, **kwargs):
        """`given`: the day of the consent, before which nothing can be withdrawn."""
        super().__init__(*args, **kwargs)
        self.given = given

    def clean_withdrawn_date(self):
        day = self.cleaned_data["withdrawn_date"] or timezone.localdate()
        if day < self.given:
            raise ValidationError(_("This lies before the day it was given."), code="before")
        return day
