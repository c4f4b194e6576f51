"""Settling what a tablet brought: at which door, when, or why not."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.fields import GuessingForm, ShortText, TimeOfDayField, WrittenDateField
from visits.codes import Outcome


class TakeForm(GuessingForm):
    """`doors`: (id, words) of those that it may be. `moment`: when it was, as far as is known. `asks_outcome`: it says none itself."""

    door = forms.ChoiceField(label=_("Door"), error_messages={"required": _("Choose the door.")})
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("Choose")), *Outcome.choices],
        error_messages={"required": _("Choose what was found.")},
    )
    visited_date = WrittenDateField(label=_("Day"), assume="past", latest_today=True, required=True)
    visited_time = TimeOfDayField(label=_("Time"), limit=10, required=True)

    def __init__(self, *args, doors, moment, first="", asks_outcome=False, **kwargs):
        local = timezone.localtime(moment)
        shown = {"door": first, "visited_date": local.date(), "visited_time": f"{local.hour}:{local.minute:02d}"}
        kwargs.setdefault("initial", shown)
        super().__init__(*args, **kwargs)
        self.moment = local
        self.fields["door"].choices = [("", _("Choose")), *doors]
        if not asks_outcome:
            del self.fields["outcome"]

    def visited_at(self) -> datetime:
        """To the second where nothing was changed."""
        day, clock = self.cleaned_data["visited_date"], self.cleaned_data["visited_time"]
        if (day, clock.hour, clock.minute) == (self.moment.date(), self.moment.hour, self.moment.minute):
            return self.moment
        return datetime.combine(day, clock, tzinfo=timezone.get_current_timezone())


class AsideForm(GuessingForm):
    why = ShortText(
        label=_("Why it is put aside"), required=True, limit=200, error_messages={"required": _("Say why it is put aside.")},
        help_text=_("Example: asked the visitor, it was a trial"),
    )  # fmt: skip
