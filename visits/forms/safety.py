"""What was tried at a door where nobody answered, who goes on, and how it ended."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import PersonChoiceField
from ui.fields import GuessingForm, LongText, TimeOfDayField, WrittenDateField, moment_of
from visits.codes import Confirmed, Step

# Met or spoken with: that says it all. Whatever was heard from others says from whom.
SEEN_OR_HEARD = (Confirmed.MET, Confirmed.PHONE)
WORDS = 2_000


class _MomentForm(GuessingForm):
    """A day and a time; without both it was just now. Cleans to `at`."""

    on_date = WrittenDateField(label=_("Day"), assume="past", latest_today=True)
    at_time = TimeOfDayField(label=_("Time"), limit=10)

    def clean(self):
        values = super().clean()
        if {"on_date", "at_time"} & set(self.errors):
            return values
        day, clock = values.get("on_date"), values.get("at_time")
        now = timezone.localtime()
        if clock is None and day not in (None, now.date()):
            self.add_error("at_time", _("Write the time too."))
        elif clock is None:
            values["at"] = now
        else:
            values["at"] = moment_of(day, clock, now)
        return values


class StepForm(_MomentForm):
    step = forms.ChoiceField(
        label=_("What was tried"),
        choices=Step.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the step.")},
    )
    result = LongText(label=_("What came of it"), limit=WORDS, rows=2)

    field_order = ["step", "on_date", "at_time", "result"]

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("step", "at", "result")}


class ConfirmForm(_MomentForm):
    how = forms.ChoiceField(
        label=_("How was it confirmed?"), choices=Confirmed.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how.")},
    )  # fmt: skip
    text = LongText(label=_("In words"), limit=WORDS, rows=2)

    field_order = ["how", "on_date", "at_time", "text"]

    def clean(self):
        values = super().clean()
        how, said = values.get("how"), values.get("text", "").strip()
        if how and how not in SEEN_OR_HEARD and not said and "text" not in self.errors:
            self.add_error("text", _("Write who said it, or what was found."))
        return values

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("how", "at", "text")}


class NextForm(GuessingForm):
    step = forms.ChoiceField(
        label=pgettext_lazy("safety", "Next step"),
        choices=Step.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the step.")},
    )
    who = PersonChoiceField(label=_("Who does it"), queryset=None, required=False, empty_label=_("Not decided"))
    by_date = WrittenDateField(label=pgettext_lazy("limit", "Until which day"), assume="future")
    by_time = TimeOfDayField(
        label=pgettext_lazy("limit", "Until what time"),
        limit=10,
        looks_back=False,
        required=True,
        error_messages={"required": _("Write a time like 14:25.")},
    )
    text = LongText(label=_("What exactly"), limit=WORDS, rows=2)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = people

    def clean_by_time(self):
        clock = self.cleaned_data["by_time"]
        if clock is None:
            raise ValidationError(_("Write a time like 14:25."))
        return clock

    def clean(self):
        values = super().clean()
        clock = values.get("by_time")
        if clock is None or "by_date" in self.errors:
            return values
        now = timezone.localtime()
        values["by"] = datetime.combine(values.get("by_date") or now.date(), clock, tzinfo=now.tzinfo)
        if values["by"] <= now:
            self.add_error("by_time", _("This moment has passed."))
        return values

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("step", "by", "who", "text")}
