"""What numbers are told apart by, and the months among it: counted from the April of the fiscal year in which the first day lies, which is 0."""

from datetime import date, datetime, time, timedelta

from django.db.models import F, Func, IntegerField
from django.utils import timezone

from japan import fiscal

MONTH, AREA, TOPIC, ROUTE, BAND, SEX = "month", "area", "topic", "route", "band", "sex"
MANNER, OUTCOME = "manner", "outcome"
KIND, AGENCY, STATE = "kind", "agency", "state"


def months_begun(year: int, until: date) -> int:
    """How many months of the fiscal year have begun on that day."""
    return 12 * (until.year - year) + until.month - 3


def month_number(first: date, day: date) -> int:
    """As indicators count months."""
    return 12 * (day.year - fiscal.fiscal_year(first)) + day.month - 4


def month_of(first: date, number: int) -> date:
    """Its first day."""
    return date(fiscal.fiscal_year(first) + (number + 3) // 12, (number + 3) % 12 + 1, 1)


def last_day(first: date, number: int, until: date) -> date:
    """Of a month, or `until` where it goes on."""
    return min(until, month_of(first, number + 1) - timedelta(days=1))


def months_between(first: date, until: date) -> range:
    return range(month_number(first, first), month_number(first, until) + 1)


def moments(first: date, until: date) -> tuple[datetime, datetime]:
    """From the first moment of these days to the one after them: a range that an index can walk."""
    begun, ended = (timezone.make_aware(datetime.combine(day, time())) for day in (first, until + timedelta(days=1)))
    return begun, ended


def by_month(field: str, first: date, until: date, *, moments: bool = False):
    """The month's number in SQL: by the days on which the months begin, which is quicker than asking each row for its month."""
    begun: list = [month_of(first, number) for number in range(months_between(first, until).stop)]
    if moments:
        begun = [timezone.make_aware(datetime.combine(day, time())) for day in begun]
    return _Bucket(F(field), begun)


class _Bucket(Func):
    """The place of a moment among these, from 0. One expression, since each that the ORM is given is copied and compared many times."""

    def __init__(self, of, begun: list):
        super().__init__(of, output_field=IntegerField())
        self.begun = begun

    def as_sql(self, compiler, connection, function=None, template=None, arg_joiner=None, **extra_context):
        of, params = compiler.compile(self.source_expressions[0])
        return f"(width_bucket({of}, %s) - 1)", [*params, self.begun]
