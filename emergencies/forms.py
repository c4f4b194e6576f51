"""What is typed to open a record in an emergency, and what is said of it afterwards."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.pages.search import case_number
from privacy.models import Emergency
from ui.fields import GuessingForm, LongText, ShortText, WrittenDateField

MINUTES = ((15, _("15 minutes")), (30, _("30 minutes")), (60, _("60 minutes")))


class OpenForm(GuessingForm):
    number = ShortText(label=_("Case number"), limit=20, help_text=_("As it stands on a paper: 2026-0012."))
    name = ShortText(label=_("Full name, or its reading in kana"), limit=80)
    born = WrittenDateField(label=_("Date of birth"), assume="past", latest_today=True)
    why = forms.ChoiceField(label=_("What is the emergency?"), choices=Emergency.Why.choices, widget=forms.RadioSelect)
    text = LongText(label=_("What happens just now"), limit=1000, rows=3, required=True)
    minutes = forms.TypedChoiceField(label=_("For how long"), choices=MINUTES, coerce=int, initial=30, widget=forms.RadioSelect)

    def clean(self):
        said = super().clean()
        number, name = said.get("number"), said.get("name")
        if number and not case_number(number)[1]:
            self.add_error("number", _("This is no case number."))
        if not number and not name and "number" not in self.errors:
            self.add_error("name", _("Write the case number, or the full name and the date of birth."))
        if not number and name and not said.get("born") and "born" not in self.errors:
            self.add_error("born", _("Beside the name the date of birth is needed, so that it is this person."))
        return said


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Was it needed?"), choices=Emergency.Verdict.choices, widget=forms.RadioSelect)
    text = LongText(label=_("What you found, and what follows"), limit=1000, rows=3)

    def __init__(self, *args, has_words, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_words:
            del self.fields["text"]

    def clean(self):
        said = super().clean()
        if said.get("verdict") == Emergency.Verdict.WRONG and "text" in self.fields and not said.get("text"):
            self.add_error("text", ValidationError(_("Write what was not right.")))
        return said
