"""年度: April to March."""

from datetime import date, timedelta

from japan.wareki import LETTERS, age_on, era_of

# Upper bounds, inclusive, of the age bands of the council's tables; the last is open.
BANDS = ((0, 17), (18, 39), (40, 64), (65, 74), (75, 84), (85, None))


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def bounds(year: int) -> tuple[date, date]:
    """First and last day, both inclusive."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def months(year: int) -> list[date]:
    """The first days of its twelve months, April first."""
    return [date(year + (month < 4), month, 1) for month in (*range(4, 13), 1, 2, 3)]


def month_index(day: date) -> int:
    """0 for April … 11 for March."""
    return (day.month - 4) % 12


def last_day(year: int, index: int, until: date) -> date:
    """The last day of its month 0 … 11, or `until` where the month goes on."""
    following = [*months(year)[1:], date(year + 1, 4, 1)][index]
    return min(until, following - timedelta(days=1))


def label(year: int) -> str:
    """令和5年度"""
    era, number = era_of(date(year, 5, 1))
    return f"{era}{'元' if number == 1 else number}年度"


def short_label(year: int) -> str:
    """R5, where many stand in a line."""
    era, number = era_of(date(year, 5, 1))
    return f"{LETTERS[era]}{number}"


def age_at_start(birth: date, year: int) -> int:
    return age_on(birth, date(year, 4, 1))


def band(birth_fiscal_year: int | None, year: int) -> str:
    """The band by birth fiscal year, which is all that may be counted: unknown, 0-17 … 85-.

    Somebody born in fiscal year B turns (year - B) during fiscal year `year`, and was one less at its start (born on 1 April
    excepted, who is counted with the year before, as schools do).
    """
    if birth_fiscal_year is None:
        return "unknown"
    age = year - birth_fiscal_year - 1
    for low, high in BANDS:
        if high is None or age <= high:
            return f"{low}-{'' if high is None else high}"
    raise AssertionError("the last band is open")
