"""Days and ages: a birth becomes an age by tens, every other day its month, every age its tens."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conferences.masking.folded import line
from conferences.masking.identities import Finding, Identity, Kind, Sure, band
from conferences.masking.numbers import NUMBER, UNSEEN, value
from japan.nearby import WEEKDAYS
from japan.wareki import SHORT, STARTS

_ = rf"[\s{UNSEEN}]{{0,2}}"
_KANJI, _LETTERS = ("".join(short for short in SHORT if short.isascii() == latin) for latin in (False, True))
_LETTERS += _LETTERS.upper()
_YEAR = rf"(?:(?P<era>{'|'.join(STARTS)}|[{_KANJI}]|(?<![A-Za-z])[{_LETTERS}]){_}(?P<counted>元|{NUMBER})|(?<!\d)(?P<western>\d{{4}}))"
_WEEKDAY = rf"(?:{_}\({_}[{WEEKDAYS}](?:曜日?)?{_}\)|{_}[{WEEKDAYS}]曜日?)?"
_ALSO = rf"(?:{_}\({_}\d{{4}}{_}年?{_}\))?"
_BORN = rf"(?:{_}(?:生まれ|うまれ|生(?![活き])))?"
_DAY = re.compile(
    rf"(?P<year>{_YEAR}{_}(?:年(?:\(\d{{4}}年?\))?|[./-]){_})(?P<month>{NUMBER}){_}[月./-]{_}(?P<day>{NUMBER})(?!\d){_}日?{_WEEKDAY}{_ALSO}(?P<born>{_BORN})"
    rf"|(?<![\d〇一二三四五六七八九十]年)(?<!\d)(?P<m>{NUMBER}){_}月{_}(?P<d>{NUMBER}){_}日{_WEEKDAY}(?P<b>{_BORN})"
    rf"|(?<![\d/.-])(?P<sm>\d{{1,2}})/(?P<sd>\d{{1,2}})(?![\d/.-])(?P<weekday>{_WEEKDAY})"
)
_MONTH = re.compile(
    rf"{_YEAR}{_}(?:年|[./-]){_}(?:(?P<month>{NUMBER}){_}月?)?(?![\d月./-]){_}(?P<born>生まれ|うまれ|生(?![活き]))?"
)
_EIGHT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_SIX = re.compile(rf"(?<![A-Za-z\d])([{_LETTERS}{_KANJI}])(\d{{2}})(\d{{2}})(\d{{2}})(?!\d)")
_AGE = re.compile(
    rf"(?:満{_})?(?<!\d)(?P<age>{NUMBER}){_}(?:歳|才|さい|サイ|ｻｲ)(?!以上|以下|未満|代|児|から)(?:{_}\d{{1,2}}{_}か月)?"
)
_BARE_AGE = re.compile(rf"(?:満|年齢(?:は|:)?|\(){_}(?P<age>\d{{1,3}})(?=\)|になる|になっ|で|と|、|。)")
_BEFORE_BIRTH = re.compile(r"(?:誕生日|生年月日|生まれ)[はがも:：の、\s]*$")


@dataclass(frozen=True)
class Day:
    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    instead: str
    born: bool


def births(text: str, identities: Iterable[Identity]) -> Iterator[Finding]:
    known = [(identity, identity.birth) for identity in identities if identity.birth]
    for day in days(text) if known else ():
        for identity, birth in known:
            sure = _birth(day, birth)
            if sure:
                yield Finding(day.start, day.end, Kind.BIRTH, sure, identity, identity.age_token)


def ages(text: str, identities: Iterable[Identity]) -> Iterator[Finding]:
    known: dict[int, Identity] = {}
    for identity in identities:
        if identity.age is not None:
            known.setdefault(identity.age, identity)
    written = line(text)
    for pattern in (_AGE, _BARE_AGE):
        for found in pattern.finditer(written):
            if named := known.get(value(found["age"])):
                start, end = found.span("age" if pattern is _BARE_AGE else 0)
                yield Finding(start, end, Kind.AGE, Sure.LIKELY, named, named.age_token)


def roughened(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, instead) of every exact day and age, whosever it is."""
    for day in days(text):
        if day.day:
            yield day.start, day.end, day.instead
    for found in _AGE.finditer(line(text)):
        if value(found["age"]) < 130:
            yield *found.span(), band(value(found["age"]))


def days(text: str) -> Iterator[Day]:
    written = line(text)
    for found in _DAY.finditer(written):
        if day := _read(found, written):
            yield day
    for found in _EIGHT.finditer(written):
        yield from _run_together(found, int(found[1]), int(found[2]), int(found[3]))
    for found in _SIX.finditer(written):
        yield from _run_together(found, _western(found[1], found[2]), int(found[3]), int(found[4]))
    for found in _MONTH.finditer(written):
        yield _month(found, written)


def _read(found: re.Match[str], written: str) -> Day | None:
    month = value(found["month"] or found["m"] or found["sm"])
    number = value(found["day"] or found["d"] or found["sd"])
    if not (1 <= month <= 12 and 1 <= number <= 31):
        return None
    if found["sm"] and not (found["weekday"] or number > 9 or written[found.start() - 1 : found.start()] in ("", "\n")):
        return None
    year = _western(found["era"], found["counted"], found["western"]) if found["year"] else None
    born = bool(found["born"] or found["b"]) or bool(_BEFORE_BIRTH.search(written[max(0, found.start() - 12) : found.start()]))
    # 11月6日10時 is no 11月10時.
    gap = " " if written[found.end() : found.end() + 1].isnumeric() else ""
    return Day(*found.span(), year, month, number, f"{_year_words(found, year)}{month}月{gap}", born)


def _year_words(found: re.Match[str], year: int | None) -> str:
    if year is None:
        return ""
    if not found["era"]:
        return f"{year}年"
    era = SHORT.get(found["era"].lower(), found["era"])
    return f"{era}{year - STARTS[era].year + 1}年".replace(f"{era}1年", f"{era}元年")


def _western(era: str | None, counted: str | None, western: str | None = None) -> int:
    if not era or not counted:
        return int(western or 0)
    start = STARTS[SHORT.get(era.lower(), era)]
    return start.year + (1 if counted == "元" else value(counted)) - 1


def _run_together(found: re.Match[str], year: int, month: int, number: int) -> Iterator[Day]:
    if 1868 <= year < 2200 and 1 <= month <= 12 and 1 <= number <= 31:
        yield Day(*found.span(), year, month, number, f"{year}年{month}月", born=False)


def _month(found: re.Match[str], written: str) -> Day:
    month = value(found["month"]) if found["month"] else None
    born = bool(found["born"]) or bool(_BEFORE_BIRTH.search(written[max(0, found.start() - 12) : found.start()]))
    return Day(*found.span(), _western(found["era"], found["counted"], found["western"]), month, None, found[0], born)


def _birth(day: Day, birth) -> Sure | None:
    """The whole day is certain; its month of the year, its year or its day of the year alone say it together with a word."""
    same_year, same_month = day.year == birth.year, day.month == birth.month
    if birth.day and day.day == birth.day and same_month:
        return Sure.CERTAIN if same_year else None if day.year else Sure.LIKELY if day.born else Sure.WORD
    if same_year and day.month is None:
        return Sure.CERTAIN if day.born else Sure.WORD
    if same_year and same_month and not day.day:
        return Sure.CERTAIN if day.born else Sure.LIKELY
    return None
