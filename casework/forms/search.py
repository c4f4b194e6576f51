"""The search box: one line, never in an address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import ShortText


class SearchForm(forms.Form):
    q = ShortText(label=_("Search by name, kana, telephone or case number"), limit=100)
    notes = forms.BooleanField(label=_("Look inside the notes too"), required=False)
