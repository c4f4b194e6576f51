"""What came of the conferences, as numbers: decisions, action items done in time, organisations that took part.

Only plain columns are read. What lies in a restricted case is counted under the unknown district.
"""

from collections import Counter

from django.db.models import BigIntegerField, Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from conferences.models import ActionItem, Attendee, Decision
from japan import fiscal
from privacy.models import Area
from programs.indicators import AREA, MONTH, Indicator, register

CONSULTATION = ("consultation",)


def count_decisions(council, year, until, by):
    return _counted(_of_year(Decision.objects.standing(), council, year, until), council, by)


def count_due(council, year, until, by):
    """Whose last day lies in the period, by that day."""
    return _counted(_due(council, year, until), council, by, day="until_date")


def count_in_time(council, year, until, by):
    return _counted(_due(council, year, until).filter(done_date__lte=F("until_date")), council, by, day="until_date")


def count_organisations(council, year, until, by):
    """Different ones. One that came in two months is in both, and once in the year."""
    rows = Attendee.objects.present().filter(came=True, agency__isnull=False, conference__council=council)
    rows = rows.filter(conference__state="held", conference__date__range=(fiscal.bounds(year)[0], until)).order_by()
    came = {
        (_key(by, area, day), agency)
        for area, day, agency in rows.values_list("conference__area", "conference__date", "agency")
    }
    return dict(Counter(key for key, _agency in came))


def labels(by, council) -> list[tuple]:
    return [(area.pk, area.label) for area in Area.objects.filter(council=council, kind=Area.Kind.DISTRICT)]


def _of_year(rows, council, year, until):
    return rows.filter(
        item__conference__council=council, item__conference__date__range=(fiscal.bounds(year)[0], until)
    ).order_by()


def _due(council, year, until):
    rows = ActionItem.objects.filter(removed_at=None, item__conference__council=council)
    return rows.filter(until_date__range=(fiscal.bounds(year)[0], until)).order_by()


def _counted(rows, council, by, day="item__conference__date") -> dict:
    """By the district of the case; what is about no case, by that of its meeting."""
    unknown = Area.objects.unknown_in(council).pk
    place = Case(
        When(Q(item__case__restricted=True), then=Value(unknown)), When(item__case__isnull=False, then=F("item__case__area")),
        default=F("item__conference__area"), output_field=BigIntegerField(),
    )  # fmt: skip
    return dict(Counter(_key(by, area, on) for area, on in rows.annotate(place=place).values_list("place", day)))


def _key(by, area, on):
    return {None: None, MONTH: fiscal.month_index(on), AREA: area}[by]


DECISIONS = register(Indicator(
    "conference.decisions", _("Decisions of conferences"), _("cases"),
    gettext_noop("Each decision of a meeting of the period once. Restricted cases: unknown district."),
    CONSULTATION, count_decisions, labels=labels,
))  # fmt: skip
DUE = register(Indicator(
    "conference.actions", _("Action items due"), _("cases"),
    gettext_noop("What somebody took on in a conference, by its last day."),
    CONSULTATION, count_due, labels=labels,
))  # fmt: skip
IN_TIME = register(Indicator(
    "conference.in_time", _("Action items done in time"), _("cases"),
    gettext_noop("Of those: done on their last day or before."),
    CONSULTATION, count_in_time, labels=labels,
))  # fmt: skip
ORGANISATIONS = register(Indicator(
    "conference.organisations", _("Organisations at conferences"), _("organisations"),
    gettext_noop("Different organisations of the directory of which somebody came. Months are never added."),
    CONSULTATION, count_organisations, summable=False, labels=labels,
))  # fmt: skip
