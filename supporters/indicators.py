"""What the people of the programmes count, by month and district: registered, trained, asked, met, given, for the first time.

Only plain columns are read: nobody's record is opened to count. What lies in a restricted record counts under 地区不明.
"""

from collections import Counter

from django.db.models import Case as Choice
from django.db.models import Count, F, OuterRef, Subquery, Sum, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from privacy.models import Area
from programs.dimensions import AREA, MONTH, by_month, last_day, month_number, months_between
from programs.indicators import Indicator, register
from programs.once import once
from supporters.codes import Course, Kind
from supporters.models import HelpDeed, HelpRequest, Supporter, Training

COURSES = {Kind.DEBUT: Course.DEBUT, Kind.HELPERS: Course.HELPERS}


def _where(area="counted_area", dossier="dossier"):
    unknown = Area.objects.filter(council=OuterRef("council"), special=Area.Special.UNKNOWN).values("pk")[:1]
    return Choice(When(**{f"{dossier}__restricted": True}, then=Subquery(unknown)), default=F(area))


def _within(rows, day, first, until, by, *columns):
    """Those whose `day` lies in the period, by what stands in `columns` and then by these dimensions."""
    keys = {MONTH: lambda: by_month(day, first, until), AREA: _where}
    rows = rows.order_by().filter(**{f"{day}__range": (first, until)}).annotate(**{f"by_{name}": keys[name]() for name in by})
    return rows.values_list(*columns, *(f"by_{name}" for name in by))


def asked(kind, day):
    """Requests by a day of theirs."""

    def count(council, first, until, by):
        return _of_kind(kind, _asked_by_kind(council, day, first, until, by), by)

    return count


@once
def _asked_by_kind(council, day, first, until, by) -> dict[tuple, int]:
    """Of all kinds at once; the kind comes first."""
    rows = _within(HelpRequest.objects.filter(council=council), day, first, until, by, "kind")
    return {tuple(keys): number for *keys, number in rows.annotate(n=Count("pk"))}


def given(kind, what):
    def count(council, first, until, by):
        found = _given_by_kind(council, first, until, by)
        return _of_kind(kind, {keys: numbers[what] for keys, numbers in found.items()}, by)

    return count


@once
def _given_by_kind(council, first, until, by) -> dict[tuple, dict]:
    """Of all kinds, times and hours at once."""
    rows = _within(HelpDeed.objects.filter(council=council, removed_at=None), "date", first, until, by, "request__kind")
    found = rows.annotate(times=Count("pk"), hours=Sum("hours"))
    return {tuple(keys): {"times": times, "hours": hours or 0} for *keys, times, hours in found}


def _of_kind(kind, found: dict, by) -> dict[tuple, int]:
    own = {keys[1:]: number for keys, number in found.items() if keys[0] == kind}
    return own or ({} if by else {(): 0})


def debuts(kind):
    def count(council, first, until, by):
        rows = _within(Supporter.objects.filter(council=council, kinds__contains=[kind]), "debut_date", first, until, by)
        if not by:
            return {(): rows.count()}
        return {tuple(keys): number for *keys, number in rows.annotate(n=Count("pk"))}

    return count


def registered(kind):
    """At the end of the period; of each of its months, on its last day or `until`."""

    def count(council, first, until, by):
        columns = [row for *row, kinds in _registrations(council) if kind in kinds]
        ends = (
            {number: last_day(first, number, until) for number in months_between(first, until)}
            if MONTH in by
            else {None: until}
        )
        return dict(Counter(
            tuple({MONTH: month, AREA: area}[name] for name in by)
            for month, day in ends.items()
            for begun, ended, area in columns
            if begun <= day and (ended is None or ended > day)
        ))  # fmt: skip

    return count


@once
def _registrations(council) -> list[tuple]:
    rows = Supporter.objects.filter(council=council).order_by().annotate(area=_where())
    return list(rows.values_list("registered_date", "ended_date", "area", "kinds"))


def trained(course):
    """Different people; somebody trained in two months is in both, and once in the year."""

    def count(council, first, until, by):
        unknown = Area.objects.unknown_in(council).pk if AREA in by else None
        met = {
            (tuple({MONTH: month_number(first, day), AREA: unknown if is_restricted else area}[name] for name in by), person)
            for of, person, day, area, is_restricted in _trainings(council, first, until)
            if of == course
        }
        return dict(Counter(keys for keys, _person in met)) or ({} if by else {(): 0})

    return count


@once
def _trainings(council, first, until) -> list[tuple]:
    rows = Training.objects.filter(supporter__council=council, removed_at=None, date__range=(first, until))
    columns = ("course", "supporter__person", "date", "supporter__counted_area", "dossier__restricted")
    return list(rows.order_by().values_list(*columns))


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
        gettext_noop("Each time that help was given in the period."), given(_kind, "times"),
    )  # fmt: skip
for _kind in HELPED:
    _register(
        "hours", _kind, _("Hours of help"), _("hours"),
        gettext_noop("The hours of all times that help was given in the period."), given(_kind, "hours"),
    )  # fmt: skip
