"""Who may see what, for the manager who confirms it once a month: roles, and how many records stand open to somebody by name.

Restricted records are in no number here: how many somebody has would tell others that they exist.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from accounts.models import AccessReview, Membership, User
from accounts.people import needing_pledge
from accounts.unused import unused_since
from privacy.areas import Area
from privacy.models import Grant
from privacy.roles import CONTENT_ROLES, Role

# By this day of a month it is to be done; home says so from the first.
DUE_DAY = 10


@dataclass(frozen=True)
class Held:
    """`is_new`: since the last confirmation."""

    membership: Membership
    is_new: bool

    @property
    def sees_content(self) -> bool:
        return self.membership.role in CONTENT_ROLES


@dataclass
class Line:
    """One person: what they hold, until when they may use it, when they last did."""

    person: User
    pledged_until: date | None = None
    named: int = 0
    is_unused: bool = False
    roles: list[Held] = field(default_factory=list)

    @property
    def needs_pledge(self) -> bool:
        return any(held.sees_content for held in self.roles)


@dataclass(frozen=True)
class Gone:
    name: str
    role: str
    area: str


@dataclass(frozen=True)
class Review:
    lines: list[Line]
    gone: list[Gone]
    last: AccessReview | None
    this_month: AccessReview | None
    # Of what is shown, so that nothing else is confirmed by it.
    mark: str


def month_of(day: date) -> date:
    return day.replace(day=1)


def held_in(council_id, today: date):
    """The roles that count today in the council, and those above it that reach into it."""
    above = Area.objects.get(pk=council_id).path
    held = Membership.objects.confirmed().valid(today).filter(user__is_active=True)
    return held.filter(area__path__contains=[council_id]) | held.filter(area__in=above)


def keys_of(memberships) -> list[list]:
    return sorted({(str(row.user_id), str(row.role), row.area_id) for row in memberships})


def mark_of(keys) -> str:
    return hashlib.sha256(json.dumps(keys).encode()).hexdigest()[:16]


def review_of(council_id, today: date) -> Review:
    rows = list(
        held_in(council_id, today).select_related("user", "area").order_by("user__kana", "user_id", "area__path", "role")
    )
    last = AccessReview.objects.filter(council=council_id).select_related("confirmed_by").first()
    before = {tuple(key) for key in last.held} if last else None
    people = needing_pledge(User.objects.filter(pk__in=[row.user_id for row in rows]), today)
    pledged, named = dict(people.values_list("pk", "pledged_until")), _named(council_id, today)
    lines: dict = {}
    for row in rows:
        person = row.user
        line = lines.setdefault(
            person.pk,
            Line(person, pledged.get(person.pk), named.get(person.pk, 0), unused_since(person, today) is not None),
        )
        key = (str(row.user_id), str(row.role), row.area_id)
        line.roles.append(Held(row, before is not None and key not in before))
    keys = keys_of(rows)
    this_month = last if last and last.month == month_of(today) else None
    return Review(list(lines.values()), _gone((before or set()) - set(map(tuple, keys))), last, this_month, mark_of(keys))


def due_in(council_id, today: date) -> bool:
    return not AccessReview.objects.filter(council=council_id, month=month_of(today)).exists()


def _named(council_id, today) -> dict:
    rows = Grant.objects.valid(today).filter(content_object__council=council_id, content_object__restricted=False)
    return dict(rows.values_list("user").annotate(number=Count("content_object", distinct=True)).order_by("user"))


def _gone(keys) -> list[Gone]:
    names = dict(User.objects.filter(pk__in=[user for user, _role, _area in keys]).values_list("pk", "display_name"))
    areas = {area.pk: area.label for area in Area.objects.filter(pk__in=[area for _user, _role, area in keys])}
    found = [
        Gone(next((name for pk, name in names.items() if str(pk) == user), ""), str(Role(role).label), areas.get(area, ""))
        for user, role, area in keys
    ]
    return sorted(found, key=lambda one: (one.name, one.role, one.area))
