"""What the conferences count: meetings held by kind, cases that were spoken of (実, 延べ), what was decided,
what was done in time, and which organisations took part.

Only plain columns are read. A meeting counts when it was held; what lies below a restricted case counts under the unknown district.
"""

from collections import Counter, defaultdict

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from casework.indicators import day_of
from casework.joined import joins_of
from conferences.codes import Kind, State
from conferences.kinds import CASES, NONE
from conferences.models import ActionItem, Attendee, Conference, Decision, Item
from privacy.models import Area
from programs.dimensions import AREA, KIND, MONTH, month_number
from programs.indicators import Indicator, register
from programs.once import once

CONSULTATION = ("consultation",)
OF_CASES = tuple(kind for kind, cases in CASES.items() if cases != NONE)


def held(council, first, until, kinds):
    return Conference.objects.filter(council=council, state=State.HELD, kind__in=kinds, date__range=(first, until)).order_by()


@once
def _meetings(council, first, until) -> list[tuple]:
    return list(held(council, first, until, list(Kind)).values_list("date", "area", "kind", "dossier__restricted"))


def count_held(*kinds):
    def count(council, first, until, by):
        rows = [row for row in _meetings(council, first, until) if row[2] in kinds]
        return _counted(council, first, by, rows)

    return count


@once
def spoken_of(council, first, until):
    """(day, district, kind, restricted, person, case) of each case on the agenda of a meeting that was held."""
    rows = Item.objects.filter(
        conference__in=held(council, first, until, OF_CASES), case__isnull=False, removed_at=None
    ).order_by()
    columns = ("conference__date", "case__area", "conference__kind", "dossier__restricted", "case__subject", "case")
    return list(rows.values_list(*columns))


def count_items(council, first, until, by):
    return _counted(council, first, by, [row[:4] for row in spoken_of(council, first, until)])


def count_people(council, first, until, by):
    """Somebody spoken of in two months is in both, and once in the year: the months are never added."""
    unknown = _unknown(council) if AREA in by else None
    met = [(_keys(first, by, row[:4], unknown), row[4]) for row in spoken_of(council, first, until) if row[4]]
    return joins_of(council).count(set(met), lambda keys: day_of(by, keys, first, until))


def count_decisions(council, first, until, by):
    """What was prepared for a meeting that was cancelled decided nothing."""
    rows = Decision.objects.standing().filter(item__conference__council=council, item__conference__date__range=(first, until))
    rows = rows.exclude(item__conference__state=State.CANCELLED)
    return _counted(council, first, by, _of_their_case(rows, "item__conference__date"))


def count_due(council, first, until, by):
    """Whose last day lies in the period, by that day."""
    return _counted(council, first, by, [row for *row, _done in _due(council, first, until)])


def count_in_time(council, first, until, by):
    return _counted(council, first, by, [row for *row, done in _due(council, first, until) if done and done <= row[0]])


def count_agencies(council, first, until, by):
    """Different agencies of the directory whose people came. Months are never added."""
    unknown, found = _unknown(council) if AREA in by else None, defaultdict(set)
    for *row, agency in _came(council, first, until):
        found[_keys(first, by, row, unknown)].add(agency)
    return {key: len(agencies) for key, agencies in found.items()}


@once
def _came(council, first, until) -> list[tuple]:
    rows = Attendee.objects.filter(
        conference__in=held(council, first, until, list(Kind)), agency__isnull=False, removed_at=None, came=True
    )
    columns = ("conference__date", "conference__area", "conference__kind", "dossier__restricted", "agency")
    return list(rows.order_by().values_list(*columns))


@once
def _due(council, first, until) -> list[tuple]:
    """(last day, district, kind, restricted, day on which it was done)"""
    rows = ActionItem.objects.filter(item__conference__council=council, removed_at=None, until_date__range=(first, until))
    return list(_of_their_case(rows, "until_date", "done_date"))


def _of_their_case(rows, day, *more):
    """In the district of the case; what is about no case, in that of its meeting."""
    rows = rows.annotate(place=Coalesce("item__case__area", "item__conference__area")).order_by()
    return rows.values_list(day, "place", "item__conference__kind", "dossier__restricted", *more)


def labels(by, council) -> list[tuple]:
    if by == AREA:
        return [(area.pk, area.label) for area in Area.objects.filter(council=council, kind=Area.Kind.DISTRICT)]
    return [(one.value, one.label) for one in Kind]


def _counted(council, first, by, rows) -> dict:
    rows, unknown = list(rows), _unknown(council) if AREA in by else None
    return dict(Counter(_keys(first, by, row, unknown) for row in rows)) if by else {(): len(rows)}


def _keys(first, by, row, unknown) -> tuple:
    day, area, kind, restricted = row
    found = {MONTH: month_number(first, day), AREA: unknown if restricted else area, KIND: kind}
    return tuple(found[name] for name in by)


@once
def _unknown(council) -> int:
    return Area.objects.unknown_in(council).pk


HELD = register(Indicator(
    "conferences.held", _("Case conferences held"), _("times"),
    gettext_noop("Meetings that speak of cases and were held in the period, by kind; those of other hosts in which we took part too."),
    CONSULTATION, count_held(*OF_CASES), (MONTH, AREA, KIND), labels=labels, binds="回", measures="ケース会議", of_people=False,
))  # fmt: skip
ITEMS = register(Indicator(
    "conferences.items", _("Cases spoken of"), _("cases"),
    gettext_noop("延べ: each case on each agenda of a meeting that was held. Restricted ones: unknown district."),
    CONSULTATION, count_items, (MONTH, AREA, KIND), labels=labels,
))  # fmt: skip
PEOPLE = register(Indicator(
    "conferences.people", _("People spoken of"), _("people"),
    gettext_noop("実: different subjects of these cases. Months are never added."),
    CONSULTATION, count_people, (MONTH, AREA, KIND), summable=False, labels=labels,
))  # fmt: skip
DECISIONS = register(Indicator(
    "conferences.decisions", _("Decisions of conferences"), _("things"),
    gettext_noop("Each decision of a meeting of the period once. Restricted cases: unknown district."),
    CONSULTATION, count_decisions, (MONTH, AREA, KIND), labels=labels,
))  # fmt: skip
DUE = register(Indicator(
    "conferences.due", _("Action items due"), _("things"),
    gettext_noop("What somebody took on in a conference, by its last day. Restricted cases: unknown district."),
    CONSULTATION, count_due, (MONTH, AREA, KIND), labels=labels,
))  # fmt: skip
IN_TIME = register(Indicator(
    "conferences.in_time", _("Action items done in time"), _("things"),
    gettext_noop("Of those: done on their last day or before."),
    CONSULTATION, count_in_time, (MONTH, AREA, KIND), labels=labels,
))  # fmt: skip
AGENCIES = register(Indicator(
    "conferences.agencies", _("Organisations at conferences"), _("organisations"),
    gettext_noop("Different organisations of the directory of which somebody came. Months are never added."),
    CONSULTATION, count_agencies, (MONTH, AREA, KIND), summable=False, labels=labels,
))  # fmt: skip
for kind, program, measures in (
    (Kind.COUNCIL_2, "layer2", "協議体"),
    (Kind.COMMITTEE, "committee", "委員会"),
    (Kind.NETWORK, "network", "連絡会"),
):
    register(Indicator(
        f"conferences.{program}", kind.label, _("times"), gettext_noop("Meetings of this kind that were held in the period."),
        (program,), count_held(kind), (MONTH, AREA), labels=labels, binds="回", measures=measures, of_people=False,
    ))  # fmt: skip
