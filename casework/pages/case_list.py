"""The case list: the first fifty of however many, by newest activity.

One OR over areas and grants would make PostgreSQL read everything. So each way to see a case (the areas of a role, and what is
granted by name) is a branch of its own, which follows its index and stops after one page: the cost depends on what is shown.
A test compares the result with `Case.objects.visible_to`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet, UUIDField
from django.utils import timezone

from casework.codes import OPEN_STATUSES
from casework.models import Case, Person
from japan.kana import sort_key
from privacy import reach
from privacy.models import Grant
from privacy.reading import show, unshown
from privacy.together import Given, Wanted, alone, question

PAGE = 50
# A filter without an index sees this many rows at most; the page then offers to look further back.
WINDOW = 5_000
KANA_LIMIT = 2_000
COUNTED = 1_000
# What a line of a list shows of somebody.
NAMES = ("dossier_id", "family_name", "given_name", "family_kana", "given_kana", "birth_date", "birth_precision", "death_date")
CASES = Given("cases", UUIDField(), many=True)


@dataclass(frozen=True)
class Filters:
    """`status`: a code, "open" or "" for all. `areas`: districts chosen, none for all. `staff`: who is named to it. `due`: next contact
    on or before; `undated`: without one. `quiet_since`: nothing happened after this moment. `year`: the fiscal year of the intake.
    `counted`: the ids of those that a figure counted."""

    status: str = "open"
    areas: tuple[int, ...] = ()
    staff: UUID | None = None
    topic: str = ""
    due: date | None = None
    undated: bool = False
    quiet_since: datetime | None = None
    enquiries: bool = False
    year: int = 0
    counted: QuerySet | None = None

    @property
    def statuses(self) -> tuple[str, ...]:
        return tuple(OPEN_STATUSES) if self.status == "open" else (self.status,) if self.status else ()


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before, or with `backwards` the first of the page after."""

    at: datetime
    id: UUID
    backwards: bool = False


@dataclass(frozen=True)
class ListedCase:
    """A case and whom it is about, as far as the reader may find them."""

    case: Case
    subject: Person | None


@dataclass(frozen=True)
class Page:
    cases: list[ListedCase]
    older: Cursor | None
    newer: Cursor | None


def page(user, filters: Filters, cursor: Cursor | None = None, size: int = PAGE) -> Page:
    """One page with its subjects opened."""
    backwards = bool(cursor and cursor.backwards)
    keys = _keys(user, filters, cursor, size + 1)
    more = len(keys) > size
    keys = keys[:size]
    if backwards:
        keys.reverse()
    cases = open_cases(user, [key for key, _at in keys])
    first, last = (keys[0], keys[-1]) if keys else (None, None)
    has_older = more if not backwards else bool(keys)
    has_newer = (cursor is not None) if not backwards else more
    return Page(
        cases,
        Cursor(last[1], last[0]) if has_older and last else None,
        Cursor(first[1], first[0], True) if has_newer and first else None,
    )


def open_cases(user, ids) -> list[ListedCase]:
    """These cases in this order; one query, however many."""
    return alone(user, opened(ids))


def opened(ids):
    """As `open_cases`, of a part of a page that others go along with."""
    if not ids:
        return []
    found = yield Wanted([listed, subjects], {CASES: ids})
    cases, people = ({record.pk: record for record in found[one]} for one in (listed, subjects))
    return [ListedCase(case, people.get(case.subject_id)) for case in map(cases.get, ids) if case]


@question
def listed(asker):
    return asker.sees(Case).filter(pk__in=CASES).defer("words", "topics", "route").select_related("area")


@question
def subjects(asker):
    about = asker.sees(Case).filter(pk__in=CASES).values("subject")
    return asker.sees(Person, "person.find").filter(pk__in=about).only(*NAMES)


def kana_page(user, filters: Filters, start: int = 0, size: int = PAGE):
    """(cases in 五十音 order, how many in all), or None where the reach is too wide to be sorted by decrypting."""
    keys = _keys(user, filters, None, KANA_LIMIT + 1)
    if len(keys) > KANA_LIMIT:
        return None
    with unshown():
        cases = open_cases(user, [key for key, _at in keys])
        cases.sort(key=_kana_key)
    shown = cases[start : start + size]
    show(row.case for row in shown)
    return shown, len(cases)


def by_next_date(user, filters: Filters, start: int = 0, size: int = PAGE):
    """(cases by the day of the next contact, those without one last, how many in all), or None where the reach is too wide."""
    keys = _keys(user, filters, None, KANA_LIMIT + 1)
    if len(keys) > KANA_LIMIT:
        return None
    found = Case.objects.filter(pk__in=[key for key, _at in keys]).order_by(F("next_contact_date").asc(nulls_last=True), "id")
    ids = list(found.values_list("pk", flat=True)[start : start + size])
    return open_cases(user, ids), len(keys)


def count(user, filters: Filters) -> tuple[int, bool]:
    """(how many, and whether there are more than could be counted cheaply)."""
    seen, params = _seen(user, filters, None, COUNTED + 1)
    [(number,)] = _rows(f"SELECT count(*) FROM (SELECT id FROM {seen} LIMIT %s) AS counted", [*params, COUNTED + 1])  # noqa: S608
    return min(number, COUNTED), number > COUNTED


def _kana_key(row: ListedCase) -> tuple:
    return row.subject is None, sort_key(row.subject.kana) if row.subject else "", row.case.pk


def _keys(user, filters, cursor, limit) -> list[tuple[UUID, datetime]]:
    seen, params = _seen(user, filters, cursor, limit)
    order = "last_activity_at ASC, id ASC" if cursor and cursor.backwards else "last_activity_at DESC, id DESC"
    return _rows(f"SELECT id, last_activity_at FROM {seen} ORDER BY {order} LIMIT %s", [*params, limit])  # noqa: S608


def _rows(sql, params) -> list[tuple]:
    with connection.cursor() as db:
        db.execute(sql, params)
        return db.fetchall()


def _seen(user, filters, cursor, limit) -> tuple[str, list]:
    """The SQL of a table of at least so many of them, where there are so many; with its parameters."""
    found = reach.reach(user, "case.read")
    if not found.allowed:
        return "(SELECT NULL::uuid AS id, now() AS last_activity_at WHERE false) AS seen", []
    branches, params = [], []
    areas = found.areas & frozenset(filters.areas) if filters.areas else found.areas
    if areas and filters.staff:
        sql, values = _staff_branch(user, areas, filters, cursor, limit)
        branches.append(sql)
        params += values
    elif areas:
        sql, values = _area_branch(user, areas, filters, cursor, limit)
        branches.append(sql)
        params += values
    sql, values = _grant_branch(user, filters, cursor, limit)
    branches.append(sql)
    params += values
    union = " UNION ".join(f"({branch})" for branch in branches)
    return f"({union}) AS seen", params


def _area_branch(user, areas, filters, cursor, limit):
    """The SQL of what the role covers. It takes the newest cases of each area and status by a lateral join, so that each walk follows
    an index; a council that the role covers whole is one area for this."""
    council = getattr(user, "working_council_id", None)
    by_council = council in areas and not filters.areas
    column, keys = ("council_id", [council]) if by_council else ("area_id", sorted(areas))
    statuses = list(filters.statuses)
    walks = "unnest(%s::bigint[]) AS w(place)"
    params = [keys]
    where = [f"c.{column} = w.place", "NOT c.sealed"]
    if statuses:
        walks += ", unnest(%s::text[]) AS s(status)"
        params.append(statuses)
        where.append("c.status = s.status")
    inner, values = _walk(user, where, filters, cursor, limit)
    return f"SELECT f.id, f.last_activity_at FROM {walks}, LATERAL ({inner}) AS f", [*params, *values]  # noqa: S608


def _named(staff: UUID):
    grants = Grant.objects.filter(user=staff, kind=Grant.Kind.ASSIGNED).valid(timezone.localdate())
    return grants.order_by().values("content_object").query.sql_with_params()


def _staff_branch(user, areas, filters, cursor, limit):
    """The SQL of what the role covers of one person's cases. Its cost grows with these."""
    dossiers, values = _named(filters.staff)
    where = [f"c.dossier_id IN ({dossiers})", "c.area_id = ANY(%s)", "NOT c.sealed"]
    params = [*values, sorted(areas)]
    if filters.statuses:
        where.append("c.status = ANY(%s)")
        params.append(list(filters.statuses))
    inner, rest = _walk(user, where, filters, cursor, limit, window=False)
    return inner, [*params, *rest]


def _grant_branch(user, filters, cursor, limit):
    """The SQL of what is granted by name. Its cost grows with the cases of this person, not with those of the council."""
    grants = Grant.objects.filter(user=user).valid(timezone.localdate())
    dossiers, values = grants.order_by().values("content_object").query.sql_with_params()
    where = [f"c.dossier_id IN ({dossiers})", "c.council_id = ANY(%s)"]
    params = [*values, sorted(reach.reach(user, "case.read").councils)]
    if filters.staff:
        named, more = _named(filters.staff)
        where.append(f"c.dossier_id IN ({named})")
        params += more
    if filters.statuses:
        where.append("c.status = ANY(%s)")
        params.append(list(filters.statuses))
    if filters.areas:
        where.append("c.area_id = ANY(%s)")
        params.append(list(filters.areas))
    inner, rest = _walk(user, where, filters, cursor, limit, window=False)
    return inner, [*params, *rest]


def _walk(user, where, filters, cursor, limit, window=True):
    """The SQL of one ordered walk that stops after a page. Filters without an index of their own see a window of rows alone."""
    params = []
    direction, comparison = ("ASC", ">") if cursor and cursor.backwards else ("DESC", "<")
    if cursor:
        # A row comparison is an index condition; (a < x OR (a = x AND b < y)) is not.
        where = [*where, f"(c.last_activity_at, c.id) {comparison} (%s, %s)"]
        params += [cursor.at, cursor.id]
    if filters.quiet_since:
        where = [*where, "c.last_activity_at <= %s"]
        params.append(filters.quiet_since)
    rest, values = _residual(user, filters)
    order = f"ORDER BY last_activity_at {direction}, id {direction}"
    columns = "c.id, c.last_activity_at, c.next_contact_date, c.sequence, c.dossier_id, c.topics, c.fiscal_year"
    base = f"SELECT {columns} FROM casework_case c WHERE {' AND '.join(where)}"  # noqa: S608
    if window and rest:
        base = f"{base} {order} LIMIT {WINDOW}"
    sql = f"SELECT id, last_activity_at FROM ({base}) AS x"  # noqa: S608
    if rest:
        sql += " WHERE " + " AND ".join(rest)
    return f"{sql} {order} LIMIT %s", [*params, *values, limit]


def _residual(user, filters):
    rest = ["x.sequence IS NULL" if filters.enquiries else "x.sequence IS NOT NULL"]
    params = []
    if filters.topic:
        rest.append("%s = ANY(x.topics)")
        params.append(filters.topic)
    if filters.year:
        rest.append("x.fiscal_year = %s")
        params.append(filters.year)
    if filters.counted is not None:
        sql, counted = filters.counted.query.sql_with_params()
        rest.append(f"x.id IN ({sql})")
        params += counted
    if filters.undated:
        rest.append("x.next_contact_date IS NULL")
    if filters.due:
        rest.append("x.next_contact_date <= %s")
        params.append(filters.due)
    unrecused, shut = reach.unless_recused(user, "x.dossier_id")
    return [*rest, unrecused], [*params, *shut]
