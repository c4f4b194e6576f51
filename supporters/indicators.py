"""What the people of the programmes count, by month and district: registered, trained, asked, met, given, for the first time.

Only plain columns are read: nobody's record is opened to count. What lies in a restricted record counts under 地区不明.
"""

from collections import Counter

from django.db.models import Case as Choice
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from japan import fiscal
from privacy.models import Area
from programs.indicators import AREA, MONTH, Indicator, register
from supporters.codes import Course, Kind
from supporters.models import HelpDeed, HelpRequest, Supporter, Training

COURSES = {Kind.DEBUT: Course.DEBUT, Kind.HELPERS: Course.HELPERS}


def _where(area="counted_area", dossier="dossier"):
    unknown = Area.objects.filter(council=OuterRef("council"), special=Area.Special.UNKNOWN).values("pk")[:1]
    return Choice(When(**{f"{dossier}__restricted": True}, then=Subquery(unknown)), default=F(area))


def _count(rows, day, year, until, by, what):
    """{key: number} of those whose `day` lies in the period."""
    rows = rows.order_by().filter(**{f"{day}__range": (fiscal.bounds(year)[0], until)})
    if by is None:
        return {None: rows.aggregate(n=what)["n"] or 0}
    if by == AREA:
        return dict(rows.annotate(key=_where()).values_list("key").annotate(n=what))
    found: Counter = Counter()
    for on_day, number in rows.values_list(day).annotate(n=what):
        found[fiscal.month_index(on_day)] += number
    return dict(found)


def asked(kind, day):
    """Requests by a day of theirs."""

    def count(council, year, until, by):
        return _count(HelpRequest.objects.filter(council=council, kind=kind), day, year, until, by, Count("pk"))

    return count


def given(kind, what):
    def count(council, year, until, by):
        rows = HelpDeed.objects.filter(council=council, request__kind=kind, removed_at=None)
        return _count(rows, "date", year, until, by, what)

    return count


def debuts(kind):
    def count(council, year, until, by):
        rows = Supporter.objects.filter(council=council, kinds__contains=[kind])
        return _count(rows, "debut_date", year, until, by, Count("pk"))

    return count


def registered(kind):
    """At the end of the period: of each month that has begun, its last day or `until`."""

    def count(council, year, until, by):
        rows = Supporter.objects.filter(council=council, kinds__contains=[kind]).order_by()
        if by == AREA:
            return dict(rows.filter(_standing(until)).annotate(key=_where()).values_list("key").annotate(n=Count("pk")))
        months = range(12 * (until.year - year) + until.month - 3) if by == MONTH else [None]
        days = {key: until if key is None else fiscal.last_day(year, key, until) for key in months if key is None or key < 12}
        found = rows.aggregate(**{f"n{key}": Count("pk", filter=_standing(day)) for key, day in days.items()})
        return {key: found[f"n{key}"] for key in days}

    return count


def _standing(day):
    return Q(registered_date__lte=day) & (Q(ended_date=None) | Q(ended_date__gt=day))


def trained(course):
    """Different people; somebody trained in two months is in both, and once in the year."""

    def count(council, year, until, by):
        first = fiscal.bounds(year)[0]
        rows = Training.objects.filter(
            supporter__council=council, course=course, removed_at=None, date__range=(first, until)
        ).order_by()
        unknown = Area.objects.unknown_in(council).pk if by == AREA else None
        met = set()
        columns = ("supporter__person", "date", "supporter__counted_area", "dossier__restricted")
        for person, day, area, is_restricted in rows.values_list(*columns):
            key = {MONTH: fiscal.month_index(day), AREA: unknown if is_restricted else area}.get(by)
            met.add((key, person))
        found = Counter(key for key, _person in met)
        return dict(found) if by else {None: found[None]}

    return count


def labels(_by, council):
    return [(area.pk, area.label) for area in Area.objects.filter(council=council, kind=Area.Kind.DISTRICT)]


def _register(code, kind, label, unit, definition, count, *, summable=True):
    register(
        Indicator(
            f"{code}.{kind}", label, unit, definition, (kind.value,), count, (MONTH, AREA), summable=summable, labels=labels
        )
    )


# What a programme of this kind is about: each number costs its page two questions.
HELPED, TAUGHT = (Kind.EVERYDAY, Kind.ELDERLY), (Kind.DEBUT, Kind.HELPERS)
GIVEN = (*HELPED, Kind.PARTICIPATION)

for _kind in (*HELPED, *TAUGHT):
    _register(
        "supporters", _kind, _("Registered supporters"), _("people"),
        gettext_noop("Those registered for this at the end of the period."), registered(_kind), summable=False,
    )  # fmt: skip
for _kind in TAUGHT:
    _register(
        "trained", _kind, _("People in training"), _("people"),
        gettext_noop("Different supporters who took part in a course for this. Months are never added."),
        trained(COURSES[_kind]), summable=False,
    )  # fmt: skip
_register(
    "debuts", Kind.DEBUT, _("Helped for the first time"), _("people"),
    gettext_noop("Supporters registered for this whose first help lies in the period, for whatever programme."), debuts(Kind.DEBUT),
)  # fmt: skip
for _kind in Kind:
    _register(
        "asked",
        _kind,
        _("Requests taken"),
        _("requests"),
        gettext_noop("Requests that were made in the period."),
        asked(_kind, "asked_date"),
    )
    _register(
        "met", _kind, _("Requests met"), _("requests"),
        gettext_noop("Requests for which help was given for the first time in the period."), asked(_kind, "met_date"),
    )  # fmt: skip
for _kind in GIVEN:
    _register(
        "given", _kind, _("Times that help was given"), _("times"),
        gettext_noop("Each time that help was given in the period."), given(_kind, Count("pk")),
    )  # fmt: skip
for _kind in HELPED:
    _register(
        "hours", _kind, _("Hours of help"), _("hours"),
        gettext_noop("The hours of all times that help was given in the period."), given(_kind, Sum("hours")),
    )  # fmt: skip
