"""Days said from today: 明後日, 3日後, 来週の月曜, 月末. What leaves the day open (来週) is answered with the days it may mean."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

WEEKDAYS = "月火水木金土日"
DAYS = {
    "今日": 0, "本日": 0, "きょう": 0, "明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2, "しあさって": 3, "明々後日": 3,
    "昨日": -1, "きのう": -1, "一昨日": -2, "おとつい": -2, "おととい": -2,
}  # fmt: skip
WEEKS = {"先々週": -2, "先週": -1, "今週": 0, "来週": 1, "再来週": 2}
MONTHS = {"先月": -1, "今月": 0, "来月": 1, "再来月": 2}
WORK = 5
LONGEST = 3660
_COUNTED = re.compile(r"(\d{1,4})(日|週間?|か月|ヶ月|ケ月|カ月|ヵ月)(後|前)")
_WEEKDAY = re.compile(rf"(?P<week>{'|'.join(WEEKS)})?の?(?P<day>[{WEEKDAYS}])曜日?")
_MONTH_END = re.compile(rf"(?P<month>{'|'.join(MONTHS)})?の?(?:月?末日?)")


def read(text: str, today: date, assume: str = "near") -> date | None:
    """The day, or None where nothing of the kind is said. A bare weekday lies on the side that `assume` says."""
    if text in DAYS:
        return today + timedelta(days=DAYS[text])
    readers: list[tuple[re.Pattern[str], Callable]] = [(_COUNTED, _counted), (_WEEKDAY, _weekday), (_MONTH_END, _month_end)]
    for pattern, reader in readers:
        if text != "末" and (match := pattern.fullmatch(text)):
            return reader(match, today, assume)
    return None


def is_said(text: str) -> bool:
    return text in WEEKS or text in MONTHS or read(text, date(2000, 1, 1)) is not None


def meant(text: str, today: date) -> list[date]:
    """The days that 来週 may mean: its working days. Of a month, its first, middle and last."""
    if text in WEEKS:
        monday = today + timedelta(days=7 * WEEKS[text] - today.weekday())
        return [monday + timedelta(days=day) for day in range(WORK)]
    if text in MONTHS:
        first = _months_on(today.replace(day=1), MONTHS[text])
        return [first, first.replace(day=15), _last(first)]
    return []


def _counted(match, today, assume) -> date:
    number, unit = int(match[1]), match[2]
    signed = min(number, LONGEST) * (1 if match[3] == "後" else -1)
    if unit == "日":
        return today + timedelta(days=signed)
    return today + timedelta(days=7 * signed) if unit.startswith("週") else _months_on(today, max(min(signed, 1200), -1200))


def _weekday(match, today, assume) -> date:
    day = WEEKDAYS.index(match["day"])
    if match["week"]:
        return today + timedelta(days=7 * WEEKS[match["week"]] - today.weekday() + day)
    ahead = (day - today.weekday()) % 7
    return today + timedelta(days=ahead - 7 if assume == "past" and ahead else ahead)


def _month_end(match, today, assume) -> date:
    last = _last(_months_on(today.replace(day=1), MONTHS[match["month"] or "今月"]))
    return _last(_months_on(today.replace(day=1), -1)) if assume == "past" and last > today and not match["month"] else last


def _months_on(day: date, months: int) -> date:
    """The same day of another month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = max(min(year, date.max.year - 1), 1)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _last(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
