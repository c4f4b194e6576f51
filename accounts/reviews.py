"""Who may see what, for the manager who confirms it once a month: roles, and how many records stand open to somebody by name.

Restricted records are in no number here: how many somebody has would tell others that they exist.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import AccessReview, Membership, User
from accounts.people import needing_pledge
from accounts.unused import unused_since
from privacy.areas import Area
from privacy.roles import CONTENT_ROLES, Role

# By this day of a month it is to be done; home says so from the first.
DUE_DAY = 10
# Up to here the records are counted. Who has more stands out by that alone, and a council's grants are a million.
COUNTED = 200
# Each person's own are looked at in the order of an index until that many are found; the inner question keeps it so.
NAMED = """
SELECT person, (
    SELECT count(*) FROM (
        SELECT DISTINCT content_object_id FROM privacy_grant given
        WHERE user_id = person AND from_date <= %(today)s AND (until_date IS NULL OR until_date >= %(today)s)
        AND (SELECT council_id = %(council)s AND NOT sealed FROM privacy_dossier WHERE id = given.content_object_id)
        LIMIT %(most)s
    ) found
) FROM unnest(%(people)s::uuid[]) person
"""


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
    def counted(self) -> str:
        return _("%(n)d or more") % {"n": COUNTED} if self.named >= COUNTED else str(self.named)

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
    pledged, named = dict(people.values_list("pk", "pledged_until")), _named({row.user_id for row in rows}, council_id, today)
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


def _named(people, council_id, today) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"people": list(people), "council": council_id, "today": today, "most": COUNTED})
        return dict(cursor.fetchall())


def _gone(keys) -> list[Gone]:
    names = dict(User.objects.filter(pk__in=[user for user, _role, _area in keys]).values_list("pk", "display_name"))
    areas = {area.pk: area.label for area in Area.objects.filter(pk__in=[area for _user, _role, area in keys])}
    found = [
        Gone(next((name for pk, name in names.items() if str(pk) == user), ""), str(Role(role).label), areas.get(area, ""))
        for user, role, area in keys
    ]
    return sorted(found, key=lambda one: (one.name, one.role, one.area))
