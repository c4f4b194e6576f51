"""A rhythm in the words of the paper form."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.codes import Pattern, Weekday

LAST = -1


def rhythm_words(enrolment) -> str:
    """月2回, 毎週 火・金, 2週に1回, 第2・第4 水."""
    if enrolment.pattern == Pattern.TIMES:
        return ngettext("once a month", "%(n)d times a month", enrolment.times) % {"n": enrolment.times}
    days = "・".join(str(Weekday(day).label) for day in sorted(enrolment.weekdays))
    if enrolment.pattern == Pattern.NTH:
        ones = "・".join(nth_words(number) for number in sorted(enrolment.nth, key=lambda number: number % 6))
        return f"{ones} {days}"
    every = _("every week") if enrolment.weeks == 1 else _("once in %(n)d weeks") % {"n": enrolment.weeks}
    return f"{every} {days}".strip()


def nth_words(number: int) -> str:
    return _("the last") if number == LAST else _("no. %(n)d of the month") % {"n": number}
