"""What tablets brought and a person must settle: rows of the list, and one of them with what can be read."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from casework.joined import one_with
from field import payload
from field.codes import Reason
from field.models import Arrival, Held
from field.pages.devices import clock_words
from field.services.placing import right_clock
from field.services.settling import recorder_of
from privacy.reading import first
from visits.codes import Check, Finding, Outcome, Step
from visits.models import Assignment, Enrolment, Visit
from visits.pages.doorstep import names_of

MOST_ROWS, MOST_DOORS = 100, 60
# What a person can do about each reason, in a sentence.
ADVICE = {
    Reason.UNOPENED: gettext_lazy(
        "Nobody can read it. Ask the visitor what they recorded, write it by hand, and put this aside."
    ),
    Reason.VERSION: gettext_lazy("Ask the visitor what they recorded, write it by hand, and put this aside."),
    Reason.INVALID: gettext_lazy("Ask the visitor what they recorded, write it by hand, and put this aside."),
    Reason.LARGE: gettext_lazy("Look at what it says, and take it up if it is right."),
    Reason.CLOCK: gettext_lazy("Ask the visitor when it was, and take it up with the right time."),
    Reason.REVOKED: gettext_lazy("Ask the visitor whether they recorded it themselves before you take it up."),
    Reason.BEGUN: gettext_lazy(
        "The list ran out, or the tablet was shut, while somebody was writing. Ask the visitor how it was, then take it up or put it aside."
    ),
    Reason.DEVICE: gettext_lazy(
        "Ask both visitors who recorded it. Taken up, it is a visit of the one under whose name it was recorded."
    ),
    Reason.APART: gettext_lazy("Compare it with the record that arrived first. Taken up, it is a visit of its own."),
    Reason.EARLY: gettext_lazy("If the first record does not arrive, take it up: it becomes the visit itself."),
    Reason.OLDER: gettext_lazy("The visit says what the newer correction says. Take it up only if this one is right."),
    Reason.UNKNOWN: gettext_lazy("Ask the visitor whose door it was, and choose it."),
    Reason.ENDED: gettext_lazy("Ask the visitor when it was. A day within the watch-over can be taken up."),
    Reason.VISITOR: gettext_lazy(
        "Their role or pledge has ended, or the door is not theirs. Ask them, then take it up or put it aside."
    ),
    Reason.REFUSED: gettext_lazy("Ask the visitor when and with whom it was, then take it up with the right time."),
}


@dataclass(frozen=True)
class Row:
    held: Held
    name: str
    area: str
    visitor: str
    device: str
    received_at: datetime
    reason: str


def rows(user, *, settled) -> list[Row]:
    """Waiting, the oldest first; or put aside, the newest first. A few queries, however many there are."""
    found = Held.objects.visible_to(user).in_order().select_related("enrolment__area", "arrival__device__visitor")
    found = found.exclude(settled="").order_by("-settled_at", "id") if settled else found.waiting()
    held, _more = first(found, MOST_ROWS)
    people = names_of(user, {one.enrolment.person_id for one in held if one.enrolment})
    return [_row(one, people) for one in held]


def _row(held, people) -> Row:
    arrival, door = held.arrival, held.enrolment
    person = people.get(door.person_id) if door else None
    return Row(
        held, person.name if person else _("(unknown)"), door.area.label if door else "", arrival.device.visitor.display_name,
        arrival.device.name, arrival.received_at, str(Reason(arrival.reason).label),
    )  # fmt: skip


@dataclass
class Reading:
    """One of them, as far as it can be read. `lines` are (label, words); `raw` is what nobody could place in a field."""

    row: Row
    advice: str
    outcome: tuple[str, str, str] | None = None
    lines: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""
    raw: str = ""
    clock: str = ""
    moment: datetime | None = None
    can_take: bool = False
    other: Visit | None = None


def reading(user, held) -> Reading:
    people = names_of(user, {held.enrolment.person_id} if held.enrolment else ())
    found = Reading(_row(held, people), str(ADVICE[Reason(held.arrival.reason)]))
    found.clock = clock_words(held.arrival.offset)
    if held.arrival.reason in (Reason.APART, Reason.OLDER, Reason.EARLY):
        found.other = _other(user, held.arrival)
    content = held.content
    if content is None:
        return found
    try:
        recorded = payload.read(content)
    except payload.Unreadable:
        found.raw = str(content.get("raw") or _raw(content))
        return found
    recorded = recorded.by(right_clock(timedelta(seconds=held.arrival.offset)))
    values = recorded.values
    found.can_take, found.moment, found.note = True, values["visited_at"], values["note"]
    found.outcome = Outcome(values["outcome"]).chip if values["outcome"] else None
    found.lines = list(_lines(values, recorded))
    recorder = recorder_of(content, held.arrival)
    if recorder.pk != held.arrival.device_id:
        found.lines.append((_("Recorded under"), f"{recorder.visitor.display_name}（{recorder.name}）"))
    return found


def _lines(values, recorded):
    visit = Visit(**{name: values[name] for name in ("manner", "answered", "minutes")})
    for column in ("manner", "answered"):
        if values[column]:
            yield str(Visit._meta.get_field(column).verbose_name), str(getattr(visit, f"get_{column}_display")())
    if values["minutes"] is not None:
        yield str(Visit._meta.get_field("minutes").verbose_name), str(values["minutes"])
    if values["companions"]:
        people = User.objects.filter(pk__in=values["companions"]).order_by("kana", "id")
        yield _("Together with"), "、".join(person.display_name for person in people)
    for code, finding in (values["checks"] or {}).items():
        yield str(Check(code).label), str(Finding(finding).label)
    for step, at, result in recorded.steps:
        yield f"{Step(step).label} {timezone.localtime(at):%H:%M}", result
    if recorded.is_unfinished:
        yield _("Written down"), _("Not to its end")
    if recorded.is_paper:
        yield _("Written down"), _("From paper")


def _raw(content) -> str:
    return "\n".join(f"{name}: {value}" for name, value in content.items())


def _other(user, arrival) -> Visit | None:
    before = Arrival.objects.filter(item__in=[arrival.item, arrival.corrects]).exclude(visit=None).order_by("pk").first()
    if before is None:
        return None
    return Visit.objects.visible_to(user).filter(pk=before.visit).select_related("visitor").first()


def doors_for(user, held) -> tuple[list[tuple[str, str]], str]:
    """(the doors that it may be, as choices; the one that it names or that goes on for the same person)"""
    theirs = Assignment.objects.filter(user=held.arrival.device.visitor_id).values("enrolment")
    visible = Enrolment.objects.visible_to(user, "visit.write").select_related("area")
    near = list(visible.filter(person__in=one_with(held.enrolment.person_id))) if held.enrolment else []
    found = {door.pk: door for door in [*near, *visible.filter(pk__in=theirs).order_by("ended_date", "id")[:MOST_DOORS]]}
    people = names_of(user, {door.person_id for door in found.values()})
    choices = [(str(door.pk), _words(door, people)) for door in found.values()]
    running = [door for door in near if door.ended_date is None]
    named = held.enrolment_id if held.enrolment_id in found else ""
    return choices, str(running[0].pk if held.arrival.reason == Reason.ENDED and running else named)


def _words(door, people) -> str:
    person = people.get(door.person_id)
    words = f"{person.name if person else _('(unknown)')}（{door.area.label}）"
    return words + (" " + _("ended") if door.ended_date else "")
