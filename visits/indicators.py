"""What the watch-over counts, by month and district. Only plain columns are read: nobody's record is opened to count.

延べ訪問 are visits that met somebody, a pair's two records once; 不在 are counted apart; 実人数 are never added over months. A restricted
watch-over counts under 地区不明, as a restricted case does.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from operator import attrgetter

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from casework.joined import Joins
from japan import fiscal
from privacy.models import Area
from programs.indicators import AREA, MANNER, MONTH, OUTCOME, Chart, Indicator, Series, register, register_chart
from visits.codes import Manner, Outcome, RolloutStatus
from visits.models import Alert, Enrolment, KeptMonth, Rollout, Visit
from visits.querysets import VisitQuerySet, moments
from visits.services.schedule import month_key

WATCH = ("watch",)
BOTH = (MONTH, AREA)
COVERED = (RolloutStatus.TRIAL, RolloutStatus.RUNNING)
# From the foot of a bar to its top.
CHARTED = (Outcome.WELL, Outcome.CONCERN, Outcome.CONSULT, Outcome.DECLINED, Outcome.EMERGENCY, Outcome.ABSENT)


def visits_made(council, year, until):
    return Visit.objects.made(council, fiscal.bounds(year)[0], until)


def alerts_raised(council, year, until):
    begun, ended = moments(fiscal.bounds(year)[0], until)
    return Alert.objects.filter(council=council, raised_at__gte=begun, raised_at__lt=ended)


def count_visits(council, year, until, by):
    return _count_visits(council, year, until, by, VisitQuerySet.counted, Count("pk"), attrgetter("visits"))


def count_absences(council, year, until, by):
    return _count_visits(council, year, until, by, VisitQuerySet.absences, Count("pk"), attrgetter("absences"))


def count_people(council, year, until, by):
    joins, people = Joins(council), Count("enrolment__person", distinct=True)
    alone = _count_visits(council, year, until, by, lambda rows: _without(joins, rows), people, attrgetter("people"))
    return alone | {key: alone.get(key, 0) + number for key, number in _joined(joins, council, year, until, by).items()}


def _without(joins, rows):
    return rows.counted().exclude(enrolment__person__in=joins.people)


def _joined(joins, council, year, until, by) -> dict:
    """Of those with several records, each once; a month that was kept has them already."""
    if not joins.people:
        return {}
    kept, rest = _kept(council, year, until) if by == MONTH else ((), visits_made(council, year, until))
    rows = rest.counted().order_by().filter(enrolment__person__in=joins.people).annotate(key=_key(by, "visited_at", year))
    met = [(key, person) for key, person in rows.values_list("key", "enrolment__person").distinct() if key not in kept]
    found = joins.count(met, lambda key: fiscal.last_day(year, key, until) if by == MONTH else until)
    return {None: sum(found.values())} if by is None else found


def count_alerts(council, year, until, by):
    return _count(alerts_raised(council, year, until), by, "raised_at", Count("pk"), year)


def count_in_time(council, year, until, by):
    return _count(alerts_raised(council, year, until).answered_in_time(), by, "raised_at", Count("pk"), year)


def count_enrolled(council, year, until, by):
    """At the end of the period: of each month that has begun, its last day or `until`."""
    rows = Enrolment.objects.filter(council=council).order_by()
    if by == AREA:
        return dict(rows.filter(_enrolled_on(until)).annotate(key=_where()).values_list("key").annotate(n=Count("pk")))
    days = {fiscal.month_index(day): day for day in ends_of_months(year, until)} if by == MONTH else {None: until}
    found = rows.aggregate(**{f"n{key}": Count("pk", filter=_enrolled_on(day)) for key, day in days.items()})
    return {key: found[f"n{key}"] for key in days}


def count_planned(council, year, until, by):
    """As the plan stood when each month began or the rhythm was last changed."""
    key = {MONTH: "p.key", AREA: "(CASE WHEN d.sealed THEN %s ELSE e.area_id END)::text"}.get(by, "NULL::text")
    sql = f"""
        SELECT {key}, sum(p.value::int) FROM visits_enrolment e JOIN privacy_dossier d ON d.id = e.dossier_id, jsonb_each_text(e.planned) p
        WHERE e.council_id = %s AND p.key BETWEEN %s AND %s GROUP BY 1
    """  # noqa: S608
    first, _last = fiscal.bounds(year)
    with connection.cursor() as cursor:
        unknown = [Area.objects.unknown_in(council).pk] if by == AREA else []
        cursor.execute(sql, [*unknown, getattr(council, "pk", council), month_key(first), month_key(until)])
        found = dict(cursor.fetchall())
    if by == MONTH:
        return {fiscal.month_index(date.fromisoformat(f"{month}-01")): number for month, number in found.items()}
    return {(int(area) if area else None): number for area, number in found.items()}


def count_districts(council, year, until, by):
    """全小学校区: how many have come so far, by the newest status of each."""
    found = Rollout.objects.filter(district__council=council, district__special="").order_by("from_date", "recorded_at")
    rows = list(found.values_list("district", "from_date", "status"))

    def covered(day):
        newest = {district: status for district, since, status in rows if since <= day}
        return sum(status in COVERED for status in newest.values())

    if by == MONTH:
        return {fiscal.month_index(day): covered(day) for day in ends_of_months(year, until)}
    return {None: covered(until)}


def ends_of_months(year: int, until: date) -> list[date]:
    begun = [month for month in fiscal.months(year) if month <= until]
    return [min(until, following - timedelta(days=1)) for following in begun[1:]] + ([until] if begun else [])


def visits_by_outcome(council, year, until) -> Chart:
    """What was found at the doors, month by month; called-off visits are in no number."""
    kept, rest = _kept(council, year, until)
    months = {outcome: Counter({month: row.outcomes.get(outcome, 0) for month, row in kept.items()}) for outcome in CHARTED}
    rows = rest.standing().filter(outcome__in=CHARTED).order_by().annotate(month=_month("visited_at", year))
    for outcome, month, number in rows.values_list("outcome", "month").annotate(n=Count("pk")):
        if month not in kept:
            months[outcome][month] = number
    series = [Series(one.value, one.label, [months[one][month] for month in range(12)]) for one in CHARTED]
    return Chart(_("Visits by month and outcome"), _("visits"), series)


def labels(by, council) -> list[tuple]:
    if by == AREA:
        return [(area.pk, area.label) for area in Area.objects.filter(council=council, kind=Area.Kind.DISTRICT)]
    return [(one.value, one.label) for one in (Manner if by == MANNER else Outcome)]


def _enrolled_on(day) -> Q:
    return Q(start_date__lte=day) & (Q(ended_date=None) | Q(ended_date__gte=day))


def _month(moment, year):
    """0 for April … 11: by the moments at which the months begin, which is quicker than asking each row for its month."""
    begun = [timezone.make_aware(datetime.combine(month, time())) for month in fiscal.months(year)]
    return Func(F(moment), Value(begun), function="width_bucket", output_field=IntegerField()) - 1


def _kept(council, year, until):
    """The months that have ended and were kept, by their place in the year; and the visits since the first one that was not."""
    months = fiscal.months(year)
    ended = [
        month for month, following in pairwise([*months, fiscal.bounds(year + 1)[0]]) if following <= until + timedelta(days=1)
    ]
    kept = {fiscal.month_index(row.month): row for row in KeptMonth.objects.filter(council=council, month__in=ended)}
    rest = next((month for number, month in enumerate(months) if number not in kept), None)
    return kept, Visit.objects.made(council, rest, until) if rest else Visit.objects.none()


def _count_visits(council, year, until, by, which, what, of_month):
    if by != MONTH:
        return _count(which(visits_made(council, year, until)), by, "visited_at", what, year)
    kept, rest = _kept(council, year, until)
    return _count(which(rest), by, "visited_at", what, year) | {month: of_month(row) for month, row in kept.items()}


def _count(rows, by, moment, what, year):
    rows = rows.order_by()
    if by is None:
        return {None: rows.aggregate(n=what)["n"]}
    return dict(rows.annotate(key=_key(by, moment, year)).values_list("key").annotate(n=what))


def _key(by, moment, year):
    return {None: Value(0), MONTH: _month(moment, year), AREA: _where()}.get(by) or F(by)


def _where():
    """Of a restricted watch-over the council's 地区不明."""
    unknown = Area.objects.filter(council=OuterRef("council"), special=Area.Special.UNKNOWN).values("pk")[:1]
    return Choice(When(dossier__restricted=True, then=Subquery(unknown)), default=F("area"))


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
    WATCH, count_visits, (MONTH, AREA, MANNER, OUTCOME), labels=labels,
))  # fmt: skip
ABSENCES = register(Indicator(
    "watch.absences", _("Not at home"), pgettext_lazy("number of visits", "visits"),
    gettext_noop("Visits at which nobody answered. Visits that were called off are in no number."),
    WATCH, count_absences, (MONTH, AREA, MANNER, OUTCOME), labels=labels,
))  # fmt: skip
PEOPLE = register(Indicator(
    "watch.people", _("People visited"), _("people"),
    gettext_noop("Different people who were met at least once. Months are never added."),
    WATCH, count_people, BOTH, summable=False, labels=labels,
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
DISTRICTS = register(Indicator(
    "watch.districts", _("School districts with a watch-over"), _("districts"),
    gettext_noop("School districts whose newest status is on trial or running. Months are never added."),
    WATCH, count_districts, (MONTH,), summable=False, binds="小学校区",
))  # fmt: skip
register_chart("watch", visits_by_outcome)
