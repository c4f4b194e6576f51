"""How far a school district has come, and since when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import GuessingForm, WrittenDateField
from visits.codes import RolloutStatus


class RolloutForm(GuessingForm):
    status = forms.ChoiceField(
        label=_("Status"), choices=RolloutStatus.choices, widget=forms.RadioSelect(attrs={"class": "choices--tight"}),
        error_messages={"required": _("Choose the status.")},
    )  # fmt: skip
    from_date = WrittenDateField(label=_("Since"), assume="past", latest_today=True, required=True)
