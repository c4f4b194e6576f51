"""Taking up what a visit raised: what was done, why it can be closed, and the person's consent to a consultation."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.codes import Topic
from ui.fields import LongText
from visits.codes import AlertClosed, Need

WORDS = 5_000
# What a consultation is likely to be about, until somebody says otherwise.
TOPICS = {Need.FIFTY_EIGHTY: Topic.FIFTY_EIGHTY, Need.HOSPITAL: Topic.HEALTH, Need.DISABILITY: Topic.HEALTH}


class Ground(TextChoices):
    """Why what was seen at a door may become a consultation (個人情報保護法 第18条第3項第2号 for the second)."""

    AGREED = "agreed", _("Told the person, who agrees")
    PROTECTION = "protection", _("To protect life, body or property, without waiting for consent")


class ActForm(forms.Form):
    text = LongText(
        label=_("What was done"), limit=WORDS, rows=3, required=True, error_messages={"required": _("Write what was done.")}
    )


class CloseForm(forms.Form):
    how = forms.ChoiceField(
        label=_("Why it can be closed"), choices=[choice for choice in AlertClosed.choices if choice[0] not in AlertClosed.by_itself()],
        widget=forms.RadioSelect, error_messages={"required": _("Choose the reason.")},
    )  # fmt: skip
    text = LongText(label=_("In words"), limit=WORDS, rows=2)


class CaseForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("The person's consent"), choices=Ground.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Ask the person first, or write why it cannot wait.")},
    )  # fmt: skip
    words = LongText(label=_("Why it cannot wait"), limit=1_000, rows=2)
    topic = forms.ChoiceField(label=_("Main topic"), choices=Topic.choices)

    def clean(self):
        values = super().clean()
        if values.get("ground") == Ground.PROTECTION and not values.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", _("Write why it cannot wait."))
        return values

    @property
    def reason(self) -> str:
        """For the history: on what ground the consultation was made."""
        values = self.cleaned_data
        return " ".join(filter(None, [str(Ground(values["ground"]).label), values["words"].strip()]))
