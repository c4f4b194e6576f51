"""To whom, and for what: the question about what may be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.codes import Purpose, Recipient


class MayTellForm(forms.Form):
    to = forms.ChoiceField(label=_("To whom"), choices=[one for one in Recipient.choices if one[0] != Recipient.ANYBODY])
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose.choices, initial=Purpose.SUPPORT)
