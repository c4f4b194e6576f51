"""A rhythm in the words of the paper form, and such words as a rhythm."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from japan.widths import nfkc
from visits.codes import Pattern, Weekday

LAST = -1
DAYS = "月火水木金土日"
_KANJI = str.maketrans("一二三四五六七八九", "123456789")
# What is left out of it before it is read.
_BETWEEN = re.compile(r"[\s()・、,と]|曜日?|程度|くらい|ぐらい|約")
_TIMES = re.compile(r"^(?:毎月|月に?|1?[かヶケカ箇]月に)([1-9]|[12][0-9]|3[01])[回度]?$")
_WEEKLY = re.compile(rf"^(?:毎週|隔週|週に?1[回度]?|([2-8])週間?(?:に1?[回度]|ごと|毎))([{DAYS}]*)$")
_NTH = re.compile(rf"^(?:毎月)?((?:第?[1-4]|最[終後]の?)+)([{DAYS}]+)$")


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


def rhythm_in(text: str) -> dict | None:
    """月2回, 毎週 火・金, 隔週, 第2・第4 水曜, 毎日 as the fields of an enrolment; None where it says none of these."""
    written = _BETWEEN.sub("", nfkc(text)).translate(_KANJI)
    if written in ("毎月", "毎日"):
        return _times(1) if written == "毎月" else {"pattern": Pattern.WEEKS, "weeks": 1, "weekdays": list(range(7))}
    if found := _TIMES.match(written):
        return _times(int(found[1]))
    if found := _WEEKLY.match(written):
        weeks = 2 if written.startswith("隔週") else int(found[1] or 1)
        return {"pattern": Pattern.WEEKS, "weeks": weeks, "weekdays": _weekdays(found[2])}
    if found := _NTH.match(written):
        ones = [LAST if one.startswith("最") else int(one) for one in re.findall("[1-4]|最", found[1])]
        return {"pattern": Pattern.NTH, "nth": list(dict.fromkeys(ones)), "weekdays": _weekdays(found[2])}
    return None


def _times(number: int) -> dict:
    return {"pattern": Pattern.TIMES, "times": number}


def _weekdays(text: str) -> list[int]:
    return sorted({DAYS.index(day) for day in text})
