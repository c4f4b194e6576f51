"""What is asked about the register, a copy and a withdrawal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonChoiceField
from documents import kinds
from documents.codes import STEPS, Holding
from ui.fields import GuessingForm, ShortText, WrittenDateField


def _kinds():
    return [("", _("All")), *kinds.choices()]


class RegisterForm(GuessingForm):
    kind = forms.ChoiceField(label=_("Kind of document"), choices=_kinds, required=False)
    holding = forms.ChoiceField(label=_("Where a copy is"), choices=[("", _("All")), *Holding.choices], required=False)
    since = WrittenDateField(label=_("From"), assume="past")
    until = WrittenDateField(label=_("Until (inclusive)"), assume="past")
    maker = PersonChoiceField(label=_("Made by"), queryset=None, required=False, empty_label=_("Everybody"))

    def __init__(self, *args, makers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["maker"].queryset = makers

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This lies before the first day."))
        return cleaned


class CopyForm(forms.Form):
    holding = forms.ChoiceField(label=_("Where it is"), widget=forms.RadioSelect)
    whom = ShortText(label=_("With whom"), limit=100, help_text=_("Example: the consultation centre, Ms Tanaka"))

    def __init__(self, *args, copy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holding"].choices = [(step.value, step.label) for step in STEPS[Holding(copy.holding)]]


class WithdrawForm(forms.Form):
    reason = ShortText(label=_("Why it no longer counts"), limit=200, required=True)
