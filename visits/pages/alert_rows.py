"""What a list of 要対応 shows: open ones by when they are due, with what the visit said, opened for one reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import F, Q, UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from casework.models import Person
from privacy import asked
from privacy.reading import first
from privacy.together import Given, Wanted, alone, question
from visits.codes import AlertKind, Check, Finding
from visits.models import Alert, Visit
from visits.pages.clock import Limit, limit
from visits.pages.doorstep import named

PAGE = 50
EXCERPT = 80
CLOSED_SINCE = timedelta(days=30)
WITHOUT_WORDS = {
    AlertKind.OVERDUE: gettext_lazy("Not visited in time."),
    AlertKind.ABSENCES: gettext_lazy("Nobody answered twice in a row."),
}


@dataclass(frozen=True)
class Deed:
    """したこと: what one person did, and when they wrote it."""

    text: str
    at: datetime
    who: str


def deeds(alert) -> list[Deed]:
    """All of them, the first one first. The alert keeps the last one; those before stand in its history. It must be open to the reader."""
    versions = Alert.history.filter(id=alert.pk, acted_at__isnull=False).order_by("acted_at", "history_date", "history_id")
    firsts = [next(same) for _at, same in groupby(versions, key=lambda version: version.acted_at)]
    names = dict(User.objects.filter(pk__in={one.history_user_id for one in firsts}).values_list("pk", "display_name"))
    return [Deed(one.action_text, one.acted_at, names.get(one.history_user_id, "")) for one in firsts]


@dataclass(frozen=True)
class AlertRow:
    alert: Alert
    person: Person | None
    visit: Visit | None
    limit: Limit

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return AlertKind(self.alert.kind).chip

    @property
    def name(self) -> str:
        return self.person.name if self.person else _("(no name)")

    @property
    def state(self) -> tuple[str, str, str]:
        """(word, kind, icon): closed, taken, with the manager, or nobody's."""
        if self.alert.closed_at:
            return _("Closed"), "off", "check"
        if self.is_held:
            return _("Taken"), "ok", "check"
        if self.alert.escalated_at:
            return _("With the manager"), "bad", "up"
        return _("Taken by nobody"), "warn", "tri"

    @property
    def is_held(self) -> bool:
        """Somebody has it who can act on it, as `alerts_of` asked."""
        return self.alert.is_held

    @property
    def is_lost(self) -> bool:
        """Nobody took it in time, nor since."""
        return self.alert.escalated_at is not None and not self.is_held

    @property
    def what(self) -> str:
        """What somebody said, else the signs they ticked, else what happened without anybody's words."""
        return self.said or "、".join(signs_of(self.visit)) or str(WITHOUT_WORDS.get(AlertKind(self.alert.kind), ""))

    @property
    def said(self) -> str:
        note = self.visit.note.strip() if self.visit else ""
        return note if len(note) <= EXCERPT else f"{note[: EXCERPT - 1]}…"


def signs_of(visit) -> list[str]:
    """What was found changed at the door, in the order of the form."""
    found = (visit.checks or {}) if visit else {}
    return [str(sign.label) for sign in Check if found.get(sign.value) == Finding.CHANGED]


@dataclass(frozen=True)
class Cursor:
    at: datetime
    id: UUID

    def __str__(self):
        return f"{self.at.isoformat()},{self.id}"

    @classmethod
    def read(cls, text):
        found = asked.mark(text)
        return cls(*found) if found else None


def alerts_of(user):
    return with_about(Alert.objects.visible_to(user, "enrolment.read"), timezone.localdate())


def with_about(alerts, today):
    """Each with the id of whom it is about, and whether somebody has it."""
    return alerts.with_holder(today).annotate(about=F("enrolment__person")).select_related("area", "owner")


def page(user, show, now, cursor=None, size=PAGE) -> tuple[list[AlertRow], Cursor | None]:
    """`show`: open, mine, waiting (nobody has it who can act) or closed (in the last 30 days, newest first)."""
    if show == "closed":
        rows = alerts_of(user).filter(closed_at__gte=now - CLOSED_SINCE).order_by("-closed_at", "-id")
        if cursor:
            rows = rows.filter(Q(closed_at__lt=cursor.at) | Q(closed_at=cursor.at, id__lt=cursor.id))
    else:
        rows = alerts_of(user).open().order_by("due_at", "id")
        if cursor:
            rows = rows.filter(Q(due_at__gt=cursor.at) | Q(due_at=cursor.at, id__gt=cursor.id))
    if show == "mine":
        rows = rows.filter(owner=user)
    elif show == "waiting":
        rows = rows.filter(is_held=False)
    shown, more = first(rows.select_related("area", "owner", "closed_by"), size)
    last = shown[-1] if more else None
    after = Cursor(last.closed_at if show == "closed" else last.due_at, last.pk) if last else None
    return rows_of(user, shown, now), after


VISITS = Given("visits", UUIDField(), many=True)


@question
def of_alerts(asker):
    return asker.sees(Visit).filter(pk__in=VISITS).select_related("visitor")


def rows_of(user, alerts, now) -> list[AlertRow]:
    """Of `alerts_of`, in the given order, with the visits that this reader may read."""
    return alone(user, drawn(user, alerts, now))


def drawn(user, alerts, now):
    """As `rows_of`, of a page that asks for more."""
    if not alerts:
        return []
    asked, given = named(user, [alert.about for alert in alerts])
    found = yield Wanted([asked, of_alerts], {**given, VISITS: [one.visit_id for one in alerts if one.visit_id]})
    people, visits = ({one.pk: one for one in found[rows]} for rows in (asked, of_alerts))
    return [
        AlertRow(alert, people.get(alert.about), visits.get(alert.visit_id), limit(alert.due_at, now, rough=True))
        for alert in alerts
    ]
