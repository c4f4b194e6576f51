"""What was tried at a door where nobody answered, who goes on, and how it ended."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import PersonChoiceField
from ui.fields import GuessingForm, LongText, ShortText, TimeOfDayField, WrittenDateField, moment_of
from visits.codes import SEEN_OR_HEARD, Confirmed, Step

WORDS = 2_000
# Of whom it may have been: nobody of the list.
ANOTHER = "another"


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
    """`people`: who may have met or spoken with the person, the writer first."""

    how = forms.ChoiceField(
        label=_("How was it confirmed?"), choices=Confirmed.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how.")},
    )  # fmt: skip
    who = forms.ChoiceField(label=_("Who met or spoke with them"), required=False, widget=forms.RadioSelect)
    text = LongText(label=_("In words"), limit=WORDS, rows=2)

    field_order = ["how", "who", "on_date", "at_time", "text"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(pk, person.display_name) for pk, person in self.people.items()]
        self.fields["who"].choices = [*named, (ANOTHER, _("Somebody else: write who"))]

    def clean(self):
        values = super().clean()
        how, said = values.get("how"), values.get("text", "").strip()
        if how in SEEN_OR_HEARD and not values.get("who") and "who" not in self.errors:
            self.add_error("who", _("Choose who met or spoke with them."))
        must_say = how and (how not in SEEN_OR_HEARD or values.get("who") == ANOTHER)
        if must_say and not said and "text" not in self.errors:
            self.add_error("text", _("Write who said it, or what was found."))
        return values

    def values(self) -> dict:
        found = self.cleaned_data
        who = self.people.get(found["who"]) if found["how"] in SEEN_OR_HEARD else None
        return {name: found[name] for name in ("how", "at", "text")} | {"who": who}


class TakeBackForm(forms.Form):
    reason = ShortText(
        label=_("Why it is taken back"), required=True, error_messages={"required": _("Say why it is taken back.")}
    )

    def values(self) -> dict:
        return {"reason": self.cleaned_data["reason"]}


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
