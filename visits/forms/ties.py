"""What a visitor says of a tie, and what is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.models import Recusal
from ui.fields import LongText
from visits.codes import TieAnswer


class TieForm(forms.Form):
    why = forms.ChoiceField(
        label=_("How you know them"), choices=Recusal.Why, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )  # fmt: skip


class TieAnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Answer"), choices=TieAnswer, widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}
    )
    text = LongText(label=_("Why they may stay"), limit=500, rows=2)
