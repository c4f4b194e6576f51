"""Dates as people here write them, in and out.

Eras after 明治元年 (1868): 明治 to 1912-07-29, 大正 to 1926-12-24, 昭和 to 1989-01-07, 平成 to 2019-04-30, 令和 since. A day belongs
to the later era from the day of the change.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
SHORT = {
    "令": "令和",
    "平": "平成",
    "昭": "昭和",
    "大": "大正",
    "明": "明治",
    "r": "令和",
    "h": "平成",
    "s": "昭和",
    "t": "大正",
    "m": "明治",
}
STARTS = {name: start for name, _letter, start in ERAS}
ENDS = {name: ERAS[position - 1][2] - timedelta(days=1) if position else None for position, (name, _l, _s) in enumerate(ERAS)}
WEEKDAYS = "月火水木金土日"
RELATIVE = {
    "今日": 0,
    "本日": 0,
    "きょう": 0,
    "明日": 1,
    "あした": 1,
    "あす": 1,
    "明後日": 2,
    "あさって": 2,
    "昨日": -1,
    "きのう": -1,
    "一昨日": -2,
}

_SEPARATED = re.compile(
    r"^(?P<era>令和|平成|昭和|大正|明治|[令平昭大明rhstm])?(?P<year>元|\d{1,4})[年./\-](?:(?P<month>\d{1,2})[月./\-]?(?:(?P<day>\d{1,2})日?)?)?$"
)
_NO_YEAR = re.compile(r"^(?P<month>\d{1,2})[月./\-](?P<day>\d{1,2})日?$")
_EIGHT = re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$")
_SIX = re.compile(r"^\d{6}$")
_YEAR = re.compile(r"^(?P<year>\d{4})$")


class DateError(ValueError):
    """Not a date. `code` for tests, a sentence for people, and dates they may have meant."""

    def __init__(self, code: str, message: str, suggestions=()):
        super().__init__(message)
        self.code, self.message, self.suggestions = code, message, list(suggestions)


@dataclass(frozen=True)
class PartialDate:
    """A date of which the day, or the month too, may be unknown; `first` is its earliest day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)


def parse(text: str, *, today: date, assume: str = "near") -> PartialDate:
    """Any of 昭和25年3月4日, 昭25.3.4, S25.3.4, 1950/3/4, 19500304, 昭和25年, 9月15日, 明日; full-width digits too.

    A date without a year takes the year that `assume` says: "past" (not after today), "future" (not before), "near" (closest).
    Raises DateError for anything else, with proposals where the slip is plain.
    """
    written = unicodedata.normalize("NFKC", text[:200]).strip().replace(" ", "").replace("、", ".").replace("，", ".").lower()
    written = re.sub(r"[‐‑–—−ー]", "-", written)
    written = re.sub(r"\([月火水木金土日]\)$", "", written)
    if not written:
        raise DateError("empty", _("Write a date."))
    if written in RELATIVE:
        found = today + timedelta(days=RELATIVE[written])
        return PartialDate(found.year, found.month, found.day)
    if match := _NO_YEAR.match(written):
        return _without_year(int(match["month"]), int(match["day"]), today, assume)
    if _SIX.match(written):
        raise DateError(
            "ambiguous", _("Six digits can be read in several ways. Write the era or four digits of the year."), _six(written)
        )
    match = _EIGHT.match(written) or _SEPARATED.match(written) or _YEAR.match(written)
    if not match:
        raise DateError("unreadable", _("This cannot be read as a date. Write it like 昭和25年3月4日, S25.3.4 or 1950/3/4."))
    parts = match.groupdict()
    era = SHORT.get(parts.get("era") or "", parts.get("era"))
    number = 1 if parts["year"] == "元" else int(parts["year"])
    month = int(parts["month"]) if parts.get("month") else None
    day = int(parts["day"]) if parts.get("day") else None
    return _checked(era, number, month, day)


def parse_date(text: str, *, today: date, assume: str = "near") -> date:
    """A whole day, or DateError."""
    found = parse(text, today=today, assume=assume)
    if found.precision != "day":
        raise DateError("incomplete", _("Write the month and the day too."))
    return found.first


def _without_year(month: int, day: int, today: date, assume: str) -> PartialDate:
    days = []
    for year in (today.year - 1, today.year, today.year + 1, today.year + 2, today.year + 3, today.year + 4):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    if not days:
        _checked(None, today.year, month, day)
        raise DateError("no such day", _("There is no such day."))
    fitting = {
        "past": [found for found in days if found <= today][-1:],
        "future": [found for found in days if found >= today][:1],
    }.get(assume) or [min(days, key=lambda found: abs(found - today))]
    return PartialDate(fitting[0].year, fitting[0].month, fitting[0].day)


def _checked(era: str | None, number: int, month: int | None, day: int | None) -> PartialDate:
    year = number if era is None else STARTS[era].year + number - 1
    if era is None and not 1868 <= year <= 2199:
        raise DateError("year", _("The year must lie between 1868 and 2199."))
    if number < 1:
        raise DateError("year", _("An era begins with its first year (元年)."))
    if month is not None and not 1 <= month <= 12:
        raise DateError("month", _("There are months from 1 to 12."))
    longest = calendar.monthrange(year, month)[1] if month and 1 <= year <= 9999 else 31
    wrong_day = day is not None and not 1 <= day <= longest
    outside = era is not None and _outside(era, year, month, None if wrong_day else day)
    if not (wrong_day or outside):
        return PartialDate(year, month, day)
    reasons = []
    if outside:
        reasons.append(_bounds(era))
    if wrong_day:
        reasons.append(_("month %(month)d has %(days)d days") % {"month": month, "days": longest})
    message = _("There is no such day: %(reasons)s.") % {"reasons": _(", ").join(reasons)}
    raise DateError("no such day", message, _meant(era, number, year, month, day))


def _outside(era: str, year: int, month: int | None, day: int | None) -> bool:
    """Whether no day of this (partial) date lies in the era."""
    if year > 9998:
        return True
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    return last < STARTS[era] or (ENDS[era] is not None and first > ENDS[era])


def _bounds(era: str) -> str:
    end = ENDS[era]
    if end is None:
        return _("%(era)s begins on %(start)s") % {"era": era, "start": format_wareki(STARTS[era]).removeprefix(era)}
    return _("%(era)s ends on %(end)s") % {"era": era, "end": format_wareki(end).removeprefix(era)}


def _meant(era, number, year, month, day) -> list[str]:
    """What a slip of the pen may have been: two digits swapped, the next era's count, the last day of the month."""
    found = []
    swapped = int(str(number)[::-1]) if 9 < number < 100 else 0
    if era and swapped and swapped != number:
        found += _as_written(STARTS[era].year + swapped - 1, month, day, era)
    if year <= 9998:
        found += _as_written(year, month, day, None)
    return list(dict.fromkeys(found))[:3]


def _as_written(year, month, day, era) -> list[str]:
    if month is None:
        return []
    longest = calendar.monthrange(year, month)[1]
    if day and day <= longest:
        whole = date(year, month, day)
        return [format_wareki(whole)] if era is None or era_of(whole)[0] == era else []
    last = date(year, month, longest)
    return [format_wareki(last)] if era is None or era_of(last)[0] == era else []


def _six(digits: str) -> list[str]:
    found = []
    pairs = [int(digits[position : position + 2]) for position in (0, 2, 4)]
    for name, _letter, start in ERAS:
        try:
            day = date(start.year + pairs[0] - 1, pairs[1], pairs[2])
        except ValueError:
            continue
        if STARTS[name] <= day and (ENDS[name] is None or day <= ENDS[name]):
            found.append(format_wareki(day))
    return found[:3]


def era_of(day: date) -> tuple[str, int]:
    """(era, year in it); days before 明治 count in western years."""
    for name, _letter, start in ERAS:
        if day >= start:
            return name, day.year - start.year + 1
    return "西暦", day.year


def format_wareki(day: date, *, weekday: bool = False) -> str:
    era, number = era_of(day)
    text = f"{era}{'元' if number == 1 else number}年{day.month}月{day.day}日"
    return f"{text}（{WEEKDAYS[day.weekday()]}）" if weekday else text


def format_short(day: date, *, weekday: bool = True) -> str:
    """9月14日（木）"""
    return f"{day.month}月{day.day}日" + (f"（{WEEKDAYS[day.weekday()]}）" if weekday else "")


def format_month(day: date) -> str:
    era, number = era_of(day)
    return f"{era}{'元' if number == 1 else number}年{day.month}月"


def format_both(day: date, precision: str = "day") -> str:
    """昭和18年5月7日（1943）: a birth is always shown in both counts."""
    whole = format_wareki(day)
    if precision == "year":
        whole = whole[: whole.index("年") + 1]
    elif precision == "month":
        whole = whole[: whole.index("月") + 1]
    return f"{whole}（{day.year}）"


def age_on(birth: date, on: date) -> int:
    """Years as people count them: one more on the birthday."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def distance(day: date, today: date) -> str:
    """How far a due day is, in words: 2日過ぎ, 今日, あと3日."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return _("%(days)d days over") % {"days": -days} if days < 0 else _("in %(days)d days") % {"days": days}
