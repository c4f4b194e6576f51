"""What is typed about those who help, those who ask, and where they are taken in."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.forms.namesakes import AsksWhoItIs
from casework.forms.people import PersonForm
from programs.forms.numbers import NumberText
from supporters.codes import Band, Course, EndReason, Kind, Task, Weekday
from ui.fields import GuessingForm, LongText, ShortText, WrittenDateField

ANYWHERE = _("None: everywhere.")
ANY_TIME = _("None: any.")


def ticks(label, choices, *, required=False, coerce=str, **kwargs):
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices, required=required, coerce=coerce, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class TimesForm(GuessingForm):
    weekdays = ticks(_("Weekdays"), Weekday.choices, coerce=int, help_text=ANY_TIME)
    bands = ticks(_("Time of day"), Band.choices, help_text=ANY_TIME)


class SupporterForm(TimesForm):
    kinds = ticks(_("For what"), Kind.choices, required=True, error_messages={"required": _("Choose for what they help.")})
    tasks = ticks(
        _("What they can do"), Task.choices, required=True, error_messages={"required": _("Choose what they can do.")}
    )
    districts = ticks(_("Where"), (), coerce=int, help_text=ANYWHERE)
    active_at = ShortText(label=_("Where they are active already"), limit=200)
    remarks = LongText(label=_("Notes"), limit=2000, rows=2)
    registered_date = WrittenDateField(label=_("Registered on"), required=True, assume="past", latest_today=True)
    pledge_date = WrittenDateField(
        label=_("Pledge signed on"), assume="past", latest_today=True, help_text=_("It holds for a year.")
    )

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["districts"].choices = [(one.pk, one.label) for one in areas]

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in SupporterForm.base_fields}

    @property
    def own(self) -> list:
        """In the order in which they are asked."""
        order = ("kinds", "tasks", "districts", "weekdays", "bands", "active_at", "registered_date", "pledge_date", "remarks")
        return [self[name] for name in order]


class HelpRequestForm(TimesForm):
    kind = forms.ChoiceField(label=_("For what"), choices=Kind.choices, widget=forms.RadioSelect)
    task = forms.ChoiceField(label=pgettext_lazy("request", "What"), choices=[("", "—"), *Task.choices])
    text = LongText(label=_("In their own words"), limit=2000, rows=3)
    district = forms.TypedChoiceField(label=_("Where"), coerce=int)
    asked_date = WrittenDateField(label=_("Asked on"), required=True, assume="past", latest_today=True)

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = {one.pk: one for one in areas}
        self.fields["district"].choices = [("", "—"), *((one.pk, one.label) for one in areas)]

    @property
    def said(self) -> dict:
        values = {name: self.cleaned_data[name] for name in HelpRequestForm.base_fields}
        return values | {"district": self.areas[values["district"]]}

    @property
    def own(self) -> list:
        return [self[name] for name in ("kind", "task", "text", "district", "weekdays", "bands", "asked_date")]


class NewPersonForm(AsksWhoItIs, PersonForm):
    """The first lines of the paper, of somebody who has no record yet."""

    death_date = notes = reason = None  # type: ignore[assignment]  # Django's way to leave fields out

    def clean(self):
        cleaned = super().clean()
        self.ask_who_it_is(cleaned)
        return cleaned | {"death_date": None, "notes": ""}


class NewSupporterForm(NewPersonForm, SupporterForm):
    """Somebody who has no record yet, and for what they are registered."""


class NewHelpRequestForm(NewPersonForm, HelpRequestForm):
    """Somebody who has no record yet, and for what they ask."""


class TrainingForm(GuessingForm):
    course = forms.ChoiceField(label=_("Course"), choices=Course.choices)
    date = WrittenDateField(label=_("Day"), required=True, assume="past", latest_today=True)


class EndForm(GuessingForm):
    on_date = WrittenDateField(label=pgettext_lazy("supporter", "Last day"), required=True, assume="past", latest_today=True)
    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=[(one.value, one.label) for one in EndReason if one not in (EndReason.DIED, EndReason.JOINED)],
        error_messages={"required": _("Choose the reason.")},
    )


class StepForm(forms.Form):
    """`who`: "supporter <id>" or "host <id>", of the step that finds somebody."""

    step = ShortText(limit=10)
    who = ShortText(limit=60)
    text = ShortText(label=_("Words about it"), limit=500)


class DeedForm(GuessingForm):
    date = WrittenDateField(label=_("Day"), required=True, assume="past", latest_today=True)
    hours = NumberText(label=pgettext_lazy("deed", "Hours"), required=True)
    text = ShortText(label=pgettext_lazy("deed", "How it went"), limit=500)


class HostForm(forms.Form):
    name = ShortText(label=_("Name of the place"), limit=80, required=True)
    district = forms.TypedChoiceField(label=_("School district"), required=False, coerce=int, empty_value=None)
    tasks = ticks(_("What one can do there"), Task.choices, required=True, error_messages={"required": _("Choose something.")})
    weekdays = ticks(_("Weekdays"), Weekday.choices, coerce=int, help_text=ANY_TIME)
    bands = ticks(_("Time of day"), Band.choices, help_text=ANY_TIME)
    notes = ShortText(label=_("Notes"), limit=200, help_text=_("Nobody's name."))
    closed = forms.BooleanField(label=_("Takes nobody in any more"), required=False)

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = {one.pk: one for one in areas}
        self.fields["district"].choices = [("", "—"), *((one.pk, one.label) for one in areas)]

    @property
    def said(self) -> dict:
        return self.cleaned_data | {"district": self.areas.get(self.cleaned_data["district"])}
