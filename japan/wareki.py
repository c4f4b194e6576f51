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
from django.utils.translation import ngettext

from japan import nearby
from japan.addresses import kanji_number

ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
# 令, R and r, each for its era.
SHORT = {short: name for name, letter, _start in ERAS for short in (name[0], letter.lower())}
LETTERS = {name: letter for name, letter, _start in ERAS}
STARTS = {name: start for name, _letter, start in ERAS}
ENDS = {name: ERAS[position - 1][2] - timedelta(days=1) if position else None for position, (name, _l, _s) in enumerate(ERAS)}
# On these two days both eras were in use, and people born on them write either.
ENDS |= {"明治": STARTS["大正"], "大正": STARTS["昭和"]}
WEEKDAYS = nearby.WEEKDAYS
FIRST_YEAR, LAST_YEAR = 1868, 2199
LONGEST = 200

_ERA = rf"(?P<era>{'|'.join(STARTS)}|[{''.join(SHORT)}])"
_SEPARATED = re.compile(
    rf"^{_ERA}?(?P<year>元|\d{{1,4}})[年./\-](?:(?P<month>\d{{1,2}})(?:[月./\-](?:(?P<day>\d{{1,2}})日?)?)?)?$"
)
_RUN_TOGETHER = re.compile(rf"^{_ERA}(?P<year>元|\d{{1,2}})(?:(?P<month>\d{{2}})(?P<day>\d{{2}}))?$")
# 昭和12年頃, 昭和12年生まれ: the words say nothing that the precision does not say.
_ABOUT = re.compile(r"(?:頃|ごろ|ころ|生まれ|うまれ|生)+$")
_NOT_EXACT = re.compile(r"頃|ごろ|ころ")
_KANJI = re.compile(r"[〇一二三四五六七八九十]{1,4}(?=[年月日週か])")
_NO_YEAR = re.compile(r"^(?P<month>\d{1,2})[月./\-](?P<day>\d{1,2})日?$")
_EIGHT = re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$")
_SIX = re.compile(r"^(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})$")
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
    """Any of 昭和25年3月4日, 昭25.3.4, S25.3.4, 1950/3/4, 19500304, 昭和25年, 昭和十二年頃, 9月15日, 明日, 来週の月曜; full-width digits too.

    A date without a year takes the year that `assume` says: "past" (not after today), "future" (not before), "near" (closest).
    Raises DateError for anything else, with proposals where the slip is plain, and for about a day (昭和12年3月4日頃): no precision says that.
    """
    found = _parsed(text, today, assume)
    if found.precision == "day" and _NOT_EXACT.search(text):
        month, day = format_wareki(found.first).removesuffix(f"{found.day}日"), format_wareki(found.first)
        raise DateError("about a day", _("Write the month alone, or the day without 頃."), [month, day])
    return found


def parse_date(text: str, *, today: date, assume: str = "near") -> date:
    """A whole day, or DateError."""
    found = _parsed(text, today, assume)
    if found.precision != "day":
        raise DateError("incomplete", _("Write the month and the day too."))
    return found.first


def _parsed(text: str, today: date, assume: str) -> PartialDate:
    written = _plain(text)
    if not written:
        raise DateError("empty", _("Write a date."))
    if near := nearby.read(written, today, assume):
        return PartialDate(near.year, near.month, near.day)
    if days := nearby.meant(written, today):
        raise DateError("which day", _("Which day is meant?"), [format_wareki(day) for day in days])
    if match := _NO_YEAR.match(written):
        return _without_year(int(match["month"]), int(match["day"]), today, assume)
    patterns = (_EIGHT, _SIX, _SEPARATED, _RUN_TOGETHER, _YEAR)
    match = next(filter(None, (pattern.match(written) for pattern in patterns)), None)
    if not match or len(text) > LONGEST:
        raise DateError("unreadable", _("This cannot be read as a date. Write it like 昭和25年3月4日, S25.3.4 or 1950/3/4."))
    parts = match.groupdict()
    era = SHORT.get(parts.get("era") or "", parts.get("era"))
    number = 1 if parts["year"] == "元" else int(parts["year"])
    month = int(parts["month"]) if parts.get("month") else None
    day = int(parts["day"]) if parts.get("day") else None
    if era is None and len(parts["year"]) == 2 and month is not None and day is not None:
        message = _("The year can be read in several ways. Write the era, or the year in four digits.")
        raise DateError("ambiguous", message, _readings(number, month, day, today, assume))
    return _checked(era, number, month, day)


def _plain(text: str) -> str:
    """One width, one kind of each separator, no spaces, no weekday behind."""
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", text[:LONGEST])).lower()
    written = re.sub(r"[‐‑–—−ー]", "-", re.sub(r"[、。,・]", ".", written))
    written = re.sub(r"\([月火水木金土日](?:曜日?)?\)$", "", written).removeprefix("西暦")
    written = _ABOUT.sub("", written)
    return written if nearby.is_said(written) else _KANJI.sub(lambda match: str(kanji_number(match[0])), written)


def is_near(text: str) -> bool:
    """Whether it is said from today (明日, 来週の月曜), and not from another day."""
    return nearby.is_said(_plain(text))


def lacks_year(text: str) -> bool:
    return bool(_NO_YEAR.match(_plain(text)))


def _without_year(month: int, day: int, today: date, assume: str) -> PartialDate:
    days = []
    for year in range(today.year - 8, today.year + 9):  # 29 February may be eight years away: 2096, 2104
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
    if era and number < 1:
        raise DateError("year", _("An era begins with its first year (元年)."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("The year must lie between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise DateError("year", message)
    if month is not None and not 1 <= month <= 12:
        raise DateError("month", _("There are months from 1 to 12."))
    longest = calendar.monthrange(year, month)[1] if month else 31
    wrong_day = day is not None and not 1 <= day <= longest
    outside = era is not None and _outside(era, year, month, None if wrong_day else day)
    if not (wrong_day or outside):
        return PartialDate(year, month, day)
    if outside and month == 2:
        longest = 29  # which year was meant is not known
    reasons = [_bounds(era, year)] if era and outside else []
    if day is not None and not 1 <= day <= longest:
        reasons.append(_("month %(month)d has %(days)d days") % {"month": month, "days": longest})
    message = _("There is no such day: %(reasons)s.") % {"reasons": _(", ").join(reasons)}
    raise DateError("no such day", message, _meant(era, number, year, month, day))


def _outside(era: str, year: int, month: int | None, day: int | None) -> bool:
    """Whether no day of this (partial) date lies in the era."""
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    end = ENDS[era]
    return last < STARTS[era] or (end is not None and first > end)


def _bounds(era: str, year: int) -> str:
    """The end of the era that was overstepped: only in its first year can a day lie before it."""
    end = ENDS[era]
    if end is None or year == STARTS[era].year:
        return _("%(era)s begins on %(start)s") % {"era": era, "start": format_wareki(STARTS[era]).removeprefix(era)}
    return _("%(era)s ends on %(end)s") % {"era": era, "end": format_wareki(end).removeprefix(era)}


def _meant(era, number, year, month, day) -> list[str]:
    """What a slip of the pen may have been: two digits swapped, the next era's count, the last day of the month."""
    found = []
    swapped = int(str(number)[::-1]) if 9 < number < 100 else 0
    if era and swapped and swapped != number:
        found += _as_written(STARTS[era].year + swapped - 1, month, day, era)
    found += _as_written(year, month, day, None)
    return list(dict.fromkeys(found))[:3]


def _as_written(year, month, day, era) -> list[str]:
    """As exact as it was typed, a day past the month's end being its last; nothing where it lies outside `era`."""
    longest = calendar.monthrange(year, month or 1)[1]
    whole = date(year, month or 1, min(day or 1, longest))
    if era is not None and era_of(whole)[0] != era:
        return []
    text = format_wareki(whole)
    return [text if day is not None else text[: text.index("月") + 1] if month else text[: text.index("年") + 1]]


def _readings(number: int, month: int, day: int, today: date, assume: str) -> list[str]:
    """Which days a year of two digits may mean, in each era and century, the nearest to today first."""
    counts = [(era, STARTS[era].year + number - 1) for era in STARTS] + [(None, century + number) for century in (1900, 2000)]
    found = {}
    for era, year in counts:
        try:
            read = _checked(era, number if era else year, month, day).first
        except DateError:
            continue
        if (assume != "past" or read <= today) and (assume != "future" or read >= today):
            found[format_wareki(read) if era else f"{year}年{month}月{day}日"] = read
    return sorted(found, key=lambda text: abs(found[text] - today))[:5]


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


def blank_wareki() -> str:
    """To be written by hand on paper."""
    return f"{ERAS[0][0]}　　　　年　　　　月　　　　日"


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
    if days < 0:
        return ngettext("%(days)d day over", "%(days)d days over", -days) % {"days": -days}
    return _("in %(days)d days") % {"days": days}
