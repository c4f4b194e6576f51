"""A visit as its visitor writes it down: what was found in one tap, and only as much more as there is to say."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.dates import at_text
from ui.fields import NIGHT_ENDS, GuessingForm, LongText, ShortText, TimeOfDayField, WrittenDateField, moment_of
from ui.form_tags import field_context
from visits.codes import Answered, Check, Manner, Outcome, Source, Step
from visits.questions import ANSWERS, CLOCK, FINDINGS, FIRST_CHECKS, LARGE, LONGEST_VISIT, NOTE_LENGTH, TRIED, WITH_STEPS


def check_name(code) -> str:
    return f"check_{code}"


def at_name(step) -> str:
    return f"step_{step}_at"


def result_name(step) -> str:
    return f"step_{step}_result"


class VisitForm(GuessingForm):
    """`pair`: whoever else goes to this door. `visitors`: for the office, whose visit it may have been. `visit`: the one that is
    corrected; `correcting` asks why."""

    outcome = forms.ChoiceField(
        label=_("How it is today"), choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found.")},
    )  # fmt: skip
    note = LongText(label=_("A word"), limit=NOTE_LENGTH, rows=2)
    answered = forms.ChoiceField(label=_("Who answered"), choices=Answered.choices, required=False, widget=forms.RadioSelect)
    manner = forms.ChoiceField(label=_("Manner"), choices=Manner.choices, required=False, widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=LONGEST_VISIT,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    visited_date = WrittenDateField(label=_("Day"), assume="past", latest_today=True)
    visited_time = TimeOfDayField(label=_("Time"), limit=10)

    def __init__(self, *args, enrolment, pair=(), visitors=(), visit=None, correcting=False, **kwargs):
        kwargs.setdefault("initial", _initial(visit) if visit else {"manner": enrolment.manner})
        super().__init__(*args, **kwargs)
        self.visit, self.enrolment = visit, enrolment
        for code, label in Check.choices:
            self.fields[check_name(code)] = forms.ChoiceField(
                label=label, choices=FINDINGS, required=False, widget=forms.RadioSelect
            )
        if pair:
            self.fields["companions"] = forms.MultipleChoiceField(
                label=_("Together with"), choices=_named(pair), required=False, widget=forms.CheckboxSelectMultiple
            )
        if visitors:
            self.fields["visitor"] = forms.ChoiceField(
                label=_("Who visited"), choices=[("", _("Choose")), *_named(visitors)],
                error_messages={"required": _("Choose who visited.")},
            )  # fmt: skip
        if visit is None:
            self._ask_for_steps()
            self.fields["once_more"] = forms.BooleanField(label=_("This was another visit on the same day"), required=False)
        if correcting:
            self.fields["reason"] = ShortText(
                label=_("Reason for the correction"), required=True, error_messages={"required": _("Say why it is corrected.")}
            )

    def _ask_for_steps(self):
        for step in TRIED:
            self.fields[f"step_{step}"] = forms.BooleanField(label=step.label, required=False)
            self.fields[at_name(step)] = TimeOfDayField(label=_("Time"), limit=10)
            self.fields[result_name(step)] = ShortText(label=_("What came of it"))

    def clean(self):
        super().clean()
        values, now = self.cleaned_data, timezone.now()
        values["visited_at"] = self._visited_at(values, now)
        values["steps"] = self._steps(values, now) if self.visit is None else []
        tried = [moment for _step, moment, _result in values["steps"]]
        if values["visited_at"] is None and tried and timezone.localdate(min(tried)) < timezone.localdate(now):
            # What was tried before midnight followed an absence before midnight.
            values["visited_at"] = min(tried)
        return values

    def values(self) -> dict:
        """The fields of the service."""
        found = self.cleaned_data
        checks = {code: found[check_name(code)] for code in Check.values if found.get(check_name(code))}
        values = {name: found[name] for name in ("outcome", "note", "answered", "minutes", "visited_at")}
        values |= {"manner": found["manner"] or self.enrolment.manner, "checks": checks or None}
        visitor = found.get("visitor")
        values["companions"] = sorted(UUID(pk) for pk in found.get("companions", ()) if pk != visitor)
        return values

    def asks_once_more(self, before) -> bool:
        """`before`: what this visitor recorded at this door on that day. Help that is needed asks for nothing."""
        if not before or self.cleaned_data["once_more"] or self.cleaned_data["outcome"] == Outcome.EMERGENCY:
            return False
        said = {"time": at_text(before.visited_at, "time"), "outcome": before.get_outcome_display()}
        self.add_error(
            "once_more", _("Recorded already on that day: %(time)s %(outcome)s. If you went there twice, say so here.") % said
        )
        return True

    def source(self, today, by_somebody_else) -> Source:
        """What is written down for another day, or for another person, lay on paper before."""
        late = self.cleaned_data.get("visited_date") not in (None, today)
        return Source.PAPER if late or by_somebody_else else Source.PAGE

    @property
    def places(self) -> dict[str, str]:
        return {"visited_at": "visited_date" if self.cleaned_data.get("visited_date") else "visited_time"}

    def _visited_at(self, values, now) -> datetime | None:
        """None: just now. Without a time on a past day, noon."""
        day, clock = values.get("visited_date"), values.get("visited_time")
        if self.visit and (day, clock) == _day_and_clock(self.visit.visited_at):
            return self.visit.visited_at
        today = timezone.localdate(now)
        if clock is None and day in (None, today):
            return self.visit.visited_at if self.visit else None
        moment = moment_of(day, clock, now) if clock else _moment(day or today, time(12))
        if moment > now + CLOCK and "visited_date" not in self.errors:
            self.add_error("visited_time" if clock else "visited_date", _("A visit cannot lie in the future."))
        return moment

    def _steps(self, values, now) -> list[tuple]:
        """A time or a word without its tick was tried all the same."""
        if values.get("outcome") not in WITH_STEPS:
            return []
        visited, found = values["visited_at"] or now, []
        for step in TRIED:
            clock, result = values.get(at_name(step)), values.get(result_name(step), "")
            if not (values.get(f"step_{step}") or clock or result):
                continue
            moment = self._tried_at(clock, values, now) if clock else visited
            if clock and values.get("visited_time") and moment < visited:
                self.add_error(at_name(step), _("This lies before the visit."))
            elif moment > now + CLOCK:
                self.add_error(at_name(step), _("This moment has not come yet."))
            found.append((step, moment, result))
        return found

    def _tried_at(self, clock, values, now) -> datetime:
        """0:05 after 23:50 is the next day, if that has come. Where no time of the visit is written, it was just before."""
        visited = values["visited_at"]
        if visited is None:
            return moment_of(None, clock, now)
        moment = _moment(timezone.localdate(visited), clock)
        next_day = moment + timedelta(days=1)
        is_after_midnight = clock < NIGHT_ENDS and moment < visited and next_day <= now + CLOCK
        return next_day if is_after_midnight and values.get("visited_time") else moment

    # How the page draws it.

    def answers(self) -> list[dict]:
        options = {option["value"]: option for option in field_context(self["outcome"])["options"]}
        found = []
        for outcome, hint in ANSWERS.items():
            _word, kind, icon = outcome.chip
            found.append({**options[outcome.value], "kind": kind, "icon": icon, "hint": hint})
        return found

    def large_answers(self):
        return self.answers()[:LARGE]

    def other_answers(self):
        return self.answers()[LARGE:]

    def other_is_chosen(self) -> bool:
        return any(answer["checked"] for answer in self.other_answers())

    def checks(self) -> list[dict]:
        return [_row(self[check_name(code)]) for code in Check.values]

    def first_checks(self):
        return self.checks()[:FIRST_CHECKS]

    def more_checks(self):
        return self.checks()[FIRST_CHECKS:]

    def more_is_checked(self) -> bool:
        return any(self[check_name(code)].value() for code in Check.values[FIRST_CHECKS:])

    def steps(self) -> list[dict]:
        return [
            {
                "calls_door": step == Step.PHONE,
                "done": self[f"step_{step}"],
                "at": self[at_name(step)],
                "result": self[result_name(step)],
            }
            for step in TRIED
            if f"step_{step}" in self.fields
        ]

    def says_when(self) -> bool:
        """The office mostly copies paper."""
        written = bool(self["visited_date"].value() or self["visited_time"].value())
        return written or "visitor" in self.fields or self._has_errors("visited_date", "visited_time")

    def says_more(self) -> bool:
        return bool(self["answered"].value() or self["minutes"].value()) or self._has_errors("answered", "minutes", "manner")

    def _has_errors(self, *names) -> bool:
        return any(name in self.errors for name in names)


def _row(bound) -> dict:
    """A sign with its two answers, and the quiet third that takes a mistaken tap back."""
    value = str(bound.value() or "")
    options = [
        {"id": f"{bound.auto_id}_{number}", "value": code, "label": label, "checked": value == code and bool(code)}
        for number, (code, label) in enumerate(FINDINGS)
    ]
    return {"name": bound.html_name, "label": bound.label, "pair": options[:2], "none": options[2], "errors": bound.errors}


def _named(people) -> list[tuple[str, str]]:
    return [(str(person.pk), person.display_name) for person in people]


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_current_timezone())


def _day_and_clock(moment) -> tuple[date, time]:
    local = timezone.localtime(moment)
    return local.date(), time(local.hour, local.minute)


def _initial(visit) -> dict:
    day, clock = _day_and_clock(visit.visited_at)
    found = {name: getattr(visit, name) for name in ("outcome", "note", "answered", "manner", "minutes")}
    found |= {check_name(code): value for code, value in (visit.checks or {}).items()}
    return found | {
        "companions": [str(pk) for pk in visit.companions], "visited_date": day, "visited_time": f"{clock.hour}:{clock.minute:02d}",
    }  # fmt: skip
