"""The numbers of a target: 年3回以上, 25名/回, 2会場, 通年, 複数回, 全小学校区.

Only what the words state becomes a number. "第2層", "8050", a year or a date is none; an
upper bound (以内) cannot be told with eq and ge and stays in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .document import AT_LEAST, EXACTLY, Quantity
from .nouns import NEAR, noun_after, noun_before
from .text import WAVES, half_width, numeral, single_spaced

Totals = dict[str, int]

ZONES = "小学校区|中学校区|学校区|校区|小域|圏域|地区|町会|自治会|ブロック"
UNITS = (
    rf"{ZONES}|会場|[かヶカケ箇]所|世帯|家庭|団体|法人|施設|事業所|拠点|チーム|講座|コース|教室"
    r"|回(?!目)|名|人(?!ひとり|一人|1人|暮らし|親|っ子|組)|件|校|部(?!構成)|号|枚|冊|食|店舗|台"
)
NUM = r"[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9}(?:\.[0-9]{1,2})?"
KANJI = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
MORE = r" ?(?P<more>以上)?(?! ?(?:以内|以下|未満))"
PERIODS = {"年": "year", "年度": "year", "月": "month", "か月": "month", "週": "week", "回": "session"}
HELD = "開催|実施|発行|開設|配布|訪問|継続|行"
ALL = r"全て|すべて|全部|全域"

# In this order: the first pattern that fits at a place reads it. All of them read single-spaced text.
PATTERNS = (
    ("per_session", rf"[1一各毎]回(?:あたり|当たり|につき)? ?(?P<n>{NUM}) ?(?P<unit>名|人)" + MORE),
    ("rate", rf"(?P<n>{NUM}) ?(?P<unit>{UNITS}) ?(?P<more>以上)? ?/ ?(?:1|一)? ?"
             r"(?P<per>年度?|か月|月|週|回)"),
    ("frequency", r"(?P<per>(?<![0-9今来昨例前翌同元])年|年度|(?<![0-9今来先同])月|(?<![今来先])週)"
                  rf"(?:間|内|中|あたり|当たり)?[にはで]? ?(?P<least>最低|少なくとも)? ?(?P<n>{NUM}|{KANJI})"
                  rf"(?: ?[{WAVES}-] ?(?P<upto>{NUM}))? ?(?P<unit>{UNITS})" + MORE),
    ("some", r"(?:(?P<per>(?<![0-9今来昨例前翌同元])年|月|週)[にはで]? ?)?複数"
             r"(?P<unit>回|会場|[かヶカケ箇]所|の?小学校区|の?校区)"),
    ("every", rf"毎(?P<per>年|月|週)(?!度? ?[0-9])度?[^、。,]{{0,12}}?(?:{HELD})"),
    ("throughout", r"通年(?!度)"),
    ("all_counted", rf"(?:全(?:ての|部の)? ?)(?P<n>{NUM}) ?(?P<unit>{ZONES})"
                    rf"|(?P<n2>{NUM}) ?(?P<unit2>{ZONES})の?(?:{ALL})"),
    ("all", rf"(?:全て?の?|すべての) ?(?P<unit>{ZONES})|(?P<unit2>{ZONES})の?(?:{ALL})"),
    ("plain", rf"(?:(?P<least>最低|少なくとも) ?)?(?<![0-9.第])(?P<n>{NUM})"
              rf"(?: ?[{WAVES}-] ?(?P<upto>{NUM}))? ?(?P<unit>{UNITS})" + MORE),
)  # fmt: skip
SCANNER = [(kind, re.compile(pattern)) for kind, pattern in PATTERNS]
TOTAL = re.compile(
    rf"(?:全(?:ての|部の)?|地区内|区域内|管内)の? ?(?P<n>[0-9]{{1,4}}) ?(?P<unit>{ZONES})"
    rf"|(?<![0-9])(?P<n2>[0-9]{{1,4}}) ?(?:つの)?(?P<unit2>{ZONES})(?:の?(?:{ALL})|から(?:なる|成る)|で構成|を(?:対象|区域))"
)
# A colon between two numbers is a time of day.
LABEL = re.compile(r"(?:^|(?<=\s))(?P<label>[^\s:、。,]{1,25}?):(?!(?<=[0-9]:)[0-9]{2}(?![0-9]))")
PLACE = re.compile(r"(?:区|小学校|中学校|圏域|町|丁目|支部|ブロック)$")
REMARK = "※"
JOINED = re.compile(r"[\s,、/・]*")


@dataclass(frozen=True)
class _Segment:
    """A stretch of text under one label, or under none."""

    label: str | None
    text: str

    @property
    def place(self) -> str | None:
        return self.label if self.label and PLACE.search(self.label) else None


def stated_totals(text: str) -> Totals:
    """How many of each kind of zone the document says there are; nothing where it contradicts itself."""
    found: dict[str, set[int]] = {}
    for match in TOTAL.finditer(single_spaced(half_width(text))):
        unit = match["unit"] or match["unit2"]
        found.setdefault(unit, set()).add(int(match["n"] or match["n2"]))
    return {unit: numbers.pop() for unit, numbers in found.items() if len(numbers) == 1}


def read_quantities(text: str, totals: Totals) -> list[Quantity]:
    """The quantities of one target, in the order of its words. A remark (※) holds none."""
    stated = single_spaced(half_width(text)).split(REMARK)[0]
    return [quantity for segment in _segments(stated) for quantity in _read_segment(segment, totals)]


def _segments(text: str) -> Iterator[_Segment]:
    labels = list(LABEL.finditer(text))
    before = text[: labels[0].start()] if labels else text
    if before.strip():
        yield _Segment(None, before)
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        end = following.start() if following else len(text)
        yield _Segment("".join(label["label"].split()), text[label.end() : end])


def _read_segment(segment: _Segment, totals: Totals) -> Iterator[Quantity]:
    text, at, measure = segment.text, 0, None
    for kind, found in _scan(text):
        joined = at and JOINED.fullmatch(text[at : found.start()])
        if not joined:
            measure = noun_before(text[max(at, found.start() - NEAR) : found.start()])
            measure = measure or noun_after(text[found.end() : found.end() + NEAR])
        label = None if segment.place else segment.label
        yield _quantity(kind, found, label or measure, segment.place, totals)
        at = found.end()


def _scan(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    at = 0
    while at < len(text):
        for kind, pattern in SCANNER:
            if found := pattern.match(text, at):
                yield kind, found
                at = found.end()
                break
        else:
            at += 1


def _quantity(kind: str, found: re.Match[str], measure: str | None, place: str | None, totals: Totals) -> Quantity:
    named = found.groupdict()
    unit = (named.get("unit") or named.get("unit2") or "").removeprefix("の")
    period = PERIODS.get(named.get("per") or "")
    if kind == "throughout":
        return Quantity(measure, AT_LEAST, 12, "月", "year", place)
    if kind == "every":
        return Quantity(measure, AT_LEAST, 1, "回", period, place)
    if kind == "some":
        return Quantity(measure, AT_LEAST, 2, unit, period, place)
    if kind in ("all", "all_counted"):
        stated = named.get("n") or named.get("n2")
        value = _number(stated) if stated else totals.get(unit)
        return Quantity(measure, EXACTLY, value, unit, None, place or f"全{unit}")
    if kind == "per_session":
        period = "session"
    at_least = any(named.get(name) for name in ("more", "least", "upto"))
    comparator = AT_LEAST if at_least else EXACTLY
    return Quantity(measure, comparator, _number(named["n"]), unit, period, place)


def _number(written: str) -> int | float:
    kanji = numeral(written)
    if kanji is not None:
        return kanji
    number = float(written.replace(",", ""))
    return int(number) if number.is_integer() else number
