"""問い合わせ in one line: no name, no case number, still counted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.codes import Topic
from casework.forms.intake import TakenOn
from ui.fields import ShortText


class EnquiryForm(TakenOn):
    topic = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices, widget=forms.RadioSelect)
    words = ShortText(label=_("In one line"), limit=300, required=True, help_text=_("No name, no telephone number"))

    def enquiry(self) -> dict:
        """What `enquiry_record` takes."""
        found = self.cleaned_data
        return {
            "on_date": found["intake_date"],
            "route": found["route"],
            "means": found["means"],
            "text": found["words"],
            "topic": found["topic"],
        }
