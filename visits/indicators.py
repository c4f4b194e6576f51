"""What the watch-over counts, by month and district. Only plain columns are read: nobody's record is opened to count.

延べ訪問 are visits that met somebody, a pair's two records once; 不在 are counted apart; 実人数 are never added over months. A restricted
watch-over counts under 地区不明, as a restricted case does.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median_low

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Count, F, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from casework.indicators import JOINS, day_of
from casework.joined import joins_of
from japan import fiscal
from privacy.models import Area, Dossier
from programs.dimensions import AREA, MANNER, MONTH, OUTCOME, by_month, last_day, moments, month_number, months_between
from programs.indicators import Chart, Indicator, Series, register, register_chart
from programs.once import once
from visits.codes import AlertKind, Manner, Outcome, RolloutStatus
from visits.models import Alert, Enrolment, Rollout, Visit
from visits.querysets import PATIENCE
from visits.services.schedule import month_key

WATCH = ("watch",)
# What triggers say that has changed (migration 0012).
VISITED = ("visits",)
BOTH = (MONTH, AREA)
COVERED = (RolloutStatus.TRIAL, RolloutStatus.RUNNING)
# From the foot of a bar to its top.
CHARTED = (Outcome.WELL, Outcome.CONCERN, Outcome.CONSULT, Outcome.DECLINED, Outcome.EMERGENCY, Outcome.ABSENT)


def visits_made(council, first, until):
    return Visit.objects.made(council, first, until)


def alerts_raised(council, first, until):
    begun, ended = moments(first, until)
    return Alert.objects.filter(council=council, raised_at__gte=begun, raised_at__lt=ended)


def count_visits(council, first, until, by):
    return _count(visits_made(council, first, until).counted(), by, "visited_at", Count("*"), first, until)


def count_absences(council, first, until, by):
    return _count(visits_made(council, first, until).absences(), by, "visited_at", Count("*"), first, until)


def count_people(council, first, until, by):
    """Of those with several records, each once."""
    rows, joins = visits_made(council, first, until).counted(), joins_of(council)
    alone = rows.exclude(enrolment__person__in=joins.people) if joins.people else rows
    found = _count(alone, by, "visited_at", Count("enrolment__person", distinct=True), first, until)
    if not joins.people:
        return found
    columns = _columns(by, "visited_at", first, until)
    joined = rows.order_by().filter(enrolment__person__in=joins.people).annotate(**columns)
    met = [(tuple(keys), person) for *keys, person in joined.values_list(*columns, "enrolment__person").distinct()]
    return found | {
        keys: found.get(keys, 0) + number
        for keys, number in joins.count(met, lambda keys: day_of(by, keys, first, until)).items()
    }


def count_alerts(council, first, until, by):
    return _count(alerts_raised(council, first, until), by, "raised_at", Count("*"), first, until)


def count_in_time(council, first, until, by):
    return _count(alerts_raised(council, first, until).answered_in_time(), by, "raised_at", Count("*"), first, until)


@once
def _answers(council, first, until) -> list[tuple]:
    """(month, district, hours until somebody took it, hours until it was closed, whether nobody took it in time); None where not yet."""
    rows = alerts_raised(council, first, until).order_by().annotate(place=where())
    in_time = set(rows.answered_in_time().values_list("pk", flat=True))
    now, found = timezone.now(), []
    for pk, raised, taken, closed, due, kind, area in rows.values_list(
        "pk", "raised_at", "taken_at", "closed_at", "due_at", "kind", "place"
    ):
        patience = PATIENCE if kind == AlertKind.EMERGENCY else timedelta()
        is_late = pk not in in_time and (taken or closed or now) > due + patience
        month = month_number(first, timezone.localdate(raised))
        found.append((month, area, _hours(raised, taken or closed), _hours(raised, closed), is_late))
    return found


def _hours(raised, at) -> float | None:
    return round((at - raised) / timedelta(hours=1), 1) if at else None


def hours_until(place: int):
    """The median of that column, the lower one of two in the middle: so long somebody waited."""

    def count(council, first, until, by):
        waited = defaultdict(list)
        for month, area, *rest in _answers(council, first, until):
            if rest[place] is not None:
                waited[tuple({MONTH: month, AREA: area}[name] for name in by)].append(rest[place])
        return {keys: median_low(hours) for keys, hours in waited.items()}

    return count


def count_late(council, first, until, by):
    late = [row for row in _answers(council, first, until) if row[-1]]
    return dict(Counter(tuple({MONTH: row[0], AREA: row[1]}[name] for name in by) for row in late)) or ({} if by else {(): 0})


def count_enrolled(council, first, until, by):
    """At the end of the period: of each of its months, the last day or `until`."""
    days = ends_of_months(first, until) if MONTH in by else [until]
    on = {f"on_{number}": Count("pk", filter=_enrolled_on(day)) for number, day in enumerate(days)}
    rows = Enrolment.objects.filter(council=council).order_by()
    counted: Iterable[tuple]
    if AREA in by:
        counted = rows.annotate(key=where()).values_list("key").annotate(**on).values_list("key", *on)
    else:
        counted = [(None, *rows.aggregate(**on).values())]
    found = {}
    for area, *numbers in counted:
        for day, number in zip(days, numbers, strict=True):
            keys = {MONTH: month_number(first, day), AREA: area}
            if number or AREA not in by:
                found[tuple(keys[name] for name in by)] = number
    return found


def count_planned(council, first, until, by):
    """As the plan stood when each month began or the rhythm was last changed."""
    columns = {MONTH: "p.key", AREA: "CASE WHEN d.sealed THEN %s ELSE e.area_id END"}
    keys = "".join(f"{columns[name]}, " for name in by)
    groups = ", ".join(str(number) for number in range(1, len(by) + 1))
    sql = f"""
        SELECT {keys} sum(p.value::int) FROM visits_enrolment e JOIN privacy_dossier d ON d.id = e.dossier_id, jsonb_each_text(e.planned) p
        WHERE e.council_id = %s AND p.key BETWEEN %s AND %s {"GROUP BY " + groups if groups else ""}
    """  # noqa: S608
    with connection.cursor() as cursor:
        unknown = [Area.objects.unknown_in(council).pk] if AREA in by else []
        cursor.execute(sql, [*unknown, getattr(council, "pk", council), month_key(first), month_key(until)])
        rows = cursor.fetchall()
    shown = {MONTH: lambda month: month_number(first, date.fromisoformat(f"{month}-01"))}
    return {tuple(shown.get(name, int)(key) for name, key in zip(by, keys, strict=True)): number or 0 for *keys, number in rows}


def count_districts(council, first, until, by):
    """全小学校区: how many have come so far, by the newest status of each."""

    def covered(day):
        newest = {district: status for district, since, status in _rollouts(council) if since <= day}
        return sum(status in COVERED for status in newest.values())

    if MONTH in by:
        return {(month_number(first, day),): covered(day) for day in ends_of_months(first, until)}
    return {(): covered(until)}


@once
def _rollouts(council) -> list[tuple]:
    found = Rollout.objects.filter(district__council=council, district__special="").order_by("from_date", "recorded_at")
    return list(found.values_list("district", "from_date", "status"))


def ends_of_months(first: date, until: date) -> list[date]:
    return [last_day(first, number, until) for number in months_between(first, until)]


def visits_by_outcome(council, year, until) -> Chart:
    """What was found at the doors, month by month; called-off visits are in no number."""
    first, by = fiscal.bounds(year)[0], (OUTCOME, MONTH)
    found = VISITS.between(council, first, until, by) | ABSENCES.between(council, first, until, by)
    series = [Series(one.value, one.label, [found.get((one.value, month), 0) for month in range(12)]) for one in CHARTED]
    return Chart(_("Visits by month and outcome"), _("visits"), series)


def labels(by, council) -> list[tuple]:
    if by == AREA:
        return [(area.pk, area.label) for area in Area.objects.filter(council=council, kind=Area.Kind.DISTRICT)]
    return [(one.value, one.label) for one in (Manner if by == MANNER else Outcome)]


def _enrolled_on(day) -> Q:
    return Q(start_date__lte=day) & (Q(ended_date=None) | Q(ended_date__gte=day))


def _month(moment, first, until):
    return by_month(moment, first, until, moments=True)


def _count(rows, by, moment, what, first, until):
    rows = rows.order_by()
    if not by:
        return {(): rows.aggregate(n=what)["n"]}
    columns = _columns(by, moment, first, until)
    return {tuple(keys): number for *keys, number in rows.annotate(**columns).values_list(*columns).annotate(n=what)}


def _columns(by, moment, first, until) -> dict:
    own = {MONTH: lambda: _month(moment, first, until), AREA: where}
    return {f"by_{name}": own[name]() if name in own else F(name) for name in by}


def where():
    """Of a restricted watch-over the council's 地区不明. Those few are looked up once, instead of each row's dossier."""
    restricted = Dossier.objects.filter(kind=Dossier.Kind.ENROLMENT, restricted=True).order_by().values("pk")
    unknown = Area.objects.filter(council=OuterRef("council"), special=Area.Special.UNKNOWN).values("pk")[:1]
    return Choice(When(dossier__in=restricted, then=Subquery(unknown)), default=F("area"))


ENROLLED = register(Indicator(
    "watch.enrolled", _("Enrolled"), _("people"),
    gettext_noop("People enrolled on the last day of the period, paused ones too. Months are never added."),
    WATCH, count_enrolled, BOTH, summable=False, labels=labels,
))  # fmt: skip
PLANNED = register(Indicator(
    "watch.planned", _("Planned visits"), pgettext_lazy("number of visits", "visits"),
    gettext_noop("By each enrolment's rhythm as it stood when the month began, pauses left out; the running month counts whole."),
    WATCH, count_planned, BOTH, labels=labels,
))  # fmt: skip
VISITS = register(Indicator(
    "watch.visits", _("Visits"), pgettext_lazy("number of visits", "visits"),
    gettext_noop("Visits that met somebody, whatever was found. A pair's two records of one door are one; absences are counted apart."),
    WATCH, count_visits, (MONTH, AREA, MANNER, OUTCOME), labels=labels, reads=VISITED,
))  # fmt: skip
ABSENCES = register(Indicator(
    "watch.absences", _("Not at home"), pgettext_lazy("number of visits", "visits"),
    gettext_noop("Visits at which nobody answered. Visits that were called off are in no number."),
    WATCH, count_absences, (MONTH, AREA, MANNER, OUTCOME), labels=labels, reads=VISITED,
))  # fmt: skip
PEOPLE = register(Indicator(
    "watch.people", _("People visited"), _("people"),
    gettext_noop("Different people who were met at least once. Months are never added."),
    WATCH, count_people, BOTH, summable=False, labels=labels, reads=(*VISITED, *JOINS),
))  # fmt: skip
ALERTS = register(Indicator(
    "watch.alerts", _("Alerts raised"), _("alerts"),
    gettext_noop("By a concern, a wish to talk, an emergency, two absences in a row or a missed visit."),
    WATCH, count_alerts, BOTH, labels=labels,
))  # fmt: skip
IN_TIME = register(Indicator(
    "watch.alerts_in_time", _("Alerts answered in time"), _("alerts"),
    gettext_noop("Of those raised in the period: taken up before they were due, an emergency within a quarter of an hour."),
    WATCH, count_in_time, BOTH, labels=labels,
))  # fmt: skip
# Of reports alone: the plan's page says what was done, these how soon.
TAKEN_IN = register(Indicator(
    "watch.hours_taken", _("Hours until somebody took it up"), _("hours"),
    gettext_noop("The median of the hours from an alert until somebody took it up or closed it, of those raised in the period. Never added."),
    (), hours_until(0), BOTH, summable=False, labels=labels, nothing=None,
))  # fmt: skip
CLOSED_IN = register(Indicator(
    "watch.hours_closed", _("Hours until it was closed"), _("hours"),
    gettext_noop("The median of the hours from an alert until it was closed, of those raised in the period and closed. Never added."),
    (), hours_until(1), BOTH, summable=False, labels=labels, nothing=None,
))  # fmt: skip
LATE = register(Indicator(
    "watch.alerts_late", _("Alerts answered too late"), _("alerts"),
    gettext_noop("Of those raised in the period: taken up after they were due, or due and taken up by nobody yet."),
    (), count_late, BOTH, labels=labels,
))  # fmt: skip
DISTRICTS = register(Indicator(
    "watch.districts", _("School districts with a watch-over"), _("districts"),
    gettext_noop("School districts whose newest status is on trial or running. Months are never added."),
    WATCH, count_districts, (MONTH,), summable=False, binds="小学校区", of_people=False,
))  # fmt: skip
register_chart("watch", visits_by_outcome)
