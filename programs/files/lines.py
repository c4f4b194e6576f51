"""Rows of a file as records: each with what it says, what is wrong with it and at which cell, and what looks like a slip."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from japan import fiscal
from japan.widths import nfkc, visible
from privacy.models import Area
from programs.counting.places import key_of, meant
from programs.files import cells
from programs.files.corrections import find_corrections
from programs.files.heads import DATE, DISTRICT, NUMBER, PLACE, WHAT, Heads, heads_of, plain, proposed
from programs.files.reading import Table
from programs.forms.activities import NAMED, PHONE
from programs.models import Activity, ActivityValue, Measure, Program, RecordFileRow
from programs.services.activities import activity_check
from programs.usual import BY, ENOUGH, TIMES, known_places, usual_of

WORDS = ("partners", "text", "evidence")
WHOLE = ("residents", "volunteers", "staff", "children", "elderly", "cost")
TOTALS = ("合計", "小計", "総計", "計", "累計", "total", "平均")
NEWEST = 50


@dataclass
class How:
    """What the page was told: which sheets, what each head means, and what counts where a row does not say. `places`: {as written: as kept}."""

    sheets: list[int]
    columns: dict[str, str]
    measure: str = ""
    district: str = ""
    year: int = 0
    hidden: bool = False
    # Whether a row that says otherwise what another file said of its day and place mends that record.
    corrects: bool = True
    places: dict[str, str] = field(default_factory=dict)


@dataclass
class Line:
    """`errors` and `asked`: (column from 0, or None for the row; its head; words). `said`: for the service, where nothing is wrong."""

    table: int
    sheet: str
    number: int
    cells: dict[str, str]
    columns: dict[str, tuple[int, str]]
    errors: list[tuple[int | None, str, str]] = field(default_factory=list)
    asked: list[tuple[int | None, str, str]] = field(default_factory=list)
    said: dict = field(default_factory=dict)
    key: str = ""
    # The row of an earlier file whose record this one mends, and in which words.
    corrected: RecordFileRow | None = None

    def wrong(self, target: str, words) -> None:
        at, head = self.columns.get(target, (None, ""))
        self.errors.append((at, head, str(words)))

    def ask(self, target: str, words) -> None:
        at, head = self.columns.get(target, (None, ""))
        self.asked.append((at, head, str(words)))

    @property
    def shown(self) -> list[str]:
        """The first words of it, for a list."""
        return [self.cells.get(target, "")[:NEWEST] for target in (DATE, WHAT, NUMBER, DISTRICT, PLACE)]


@dataclass
class Found:
    """All that a file holds: rows to take in, and those left out, each with the reason."""

    lines: list[Line]
    left_out: list[tuple[str, int, str]]
    spellings: dict[str, str]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.errors]

    @property
    def corrections(self) -> list[Line]:
        return [line for line in self.lines if line.corrected]

    @property
    def asked(self) -> list[Line]:
        return [line for line in self.lines if line.asked and not line.errors]


class Reader:
    """Reads the tables of one programme's file. What it needs of the database it asks for once, however many rows there are."""

    def __init__(self, program: Program, tables: Sequence[Table], how: How | None = None):
        self.program, self.tables = program, tables
        self.council = program.policy.goal.plan.area_id
        self.measures = {str(one.pk): one for one in _measures(program)}
        self.districts = list(Area.objects.districts().filter(council=self.council, special=""))
        self.heads: list[Heads | None] = [heads_of(table, list(self.measures.values())) for table in tables]
        self.how = how or self._proposed()
        self.usual: dict = {}

    def _proposed(self) -> How:
        columns, taken = {}, set()
        for label in self.labels:
            target = proposed(label, self.measures.values())
            columns[label] = "" if target in taken else target
            taken.add(target)
        first = next((pk for pk, one in self.measures.items() if not one.counts_names), next(iter(self.measures), ""))
        return How([at for at, heads in enumerate(self.heads) if heads], columns, measure=first, year=self._year())

    def _year(self) -> int:
        """As one of the first rows says, 令和7年度 or 2025年度; else the last one."""
        plan, this_year = self.program.policy.goal.plan, fiscal.fiscal_year(timezone.localdate())
        names = {fiscal.label(year): year for year in range(plan.from_year, plan.to_year + 1)}
        names |= {f"{year}年度": year for year in names.values()}
        top = plain("".join(table.name + "".join(cell for row in table.rows[:5] for cell in row) for table in self.tables))
        said = next((year for name, year in names.items() if name in top), this_year - 1)
        return min(max(said, plan.from_year), max(this_year, plan.from_year))

    @property
    def labels(self) -> list[str]:
        """Every head of every sheet, once."""
        return list(dict.fromkeys(label for heads in self.heads if heads for label in heads.labels if label))

    @property
    def samples(self) -> dict[str, str]:
        """What the first row that has something there says below each head."""
        found: dict[str, str] = {}
        for table, heads in zip(self.tables, self.heads, strict=True):
            for row in table.rows[heads.first - 1 :] if heads else ():
                found = {label: cell[:NEWEST] for label, cell in zip(heads.labels, row, strict=False) if cell.strip()} | found
        return found

    def read(self) -> Found:
        lines, left_out = [], []
        for at in self.how.sheets:
            if heads := self.heads[at]:
                lines += self._lines(at, heads, left_out)
        for line in lines:
            self._read_line(line)
        self._compare(lines)
        kept = self._taken_before(lines, left_out)
        return Found(kept, sorted(left_out), self._spellings(kept))

    def _lines(self, at: int, heads: Heads, left_out: list) -> list[Line]:
        table, hidden, found = self.tables[at], set(self.tables[at].hidden), []
        columns = self._columns(heads)
        uncounted = {(row, column - 1) for row, column in table.uncounted}
        for number, row in enumerate(table.rows[heads.first - 1 :], heads.first):
            if not any(map(str.strip, row)):
                continue
            if reason := self._left_out(row, heads, number in hidden, columns):
                left_out.append((table.name, number, reason))
                continue
            line = Line(at, table.name, number, {}, columns)
            for target, (column, head) in columns.items():
                text = visible(row[column]).strip() if column < len(row) else ""
                line.cells[target] = text
                if cells.BROKEN.match(text):
                    line.errors.append((column, head, _("Excel shows an error in this cell: %(text)s") % {"text": text}))
                elif (number, column) in uncounted:
                    line.errors.append(
                        (column, head, _("This formula was never reckoned. Open the file in Excel and save it again."))
                    )
            found.append(line)
        return found

    def _columns(self, heads: Heads) -> dict[str, tuple[int, str]]:
        """Of merged heads the first column."""
        found: dict[str, tuple[int, str]] = {}
        for column, label in enumerate(heads.labels):
            if target := self.how.columns.get(label, ""):
                found.setdefault(target, (column, label))
        return found

    def _left_out(self, row, heads: Heads, is_hidden: bool, columns) -> str:
        first = plain(next((cell for cell in row if cell.strip()), "")).lower()
        if first in TOTALS or plain(row[columns[DATE][0]] if DATE in columns and columns[DATE][0] < len(row) else "") in TOTALS:
            return _("a total")
        if tuple(plain(cell) for cell in row) == heads.labels[: len(row)]:
            return _("the heads once more")
        return _("hidden in Excel") if is_hidden and not self.how.hidden else ""

    def _read_line(self, line: Line) -> None:
        if line.errors:
            return
        values: dict = {}
        numbers = self._numbers(line)
        values["date"] = self._cell(line, DATE, lambda text: cells.day(text, self.how.year))
        values["end_date"] = self._cell(line, "end_date", lambda text: cells.day(text, self.how.year))
        values["districts"] = self._districts(line)
        values["hours"] = self._cell(line, "hours", cells.hours)
        for name in WHOLE:
            number = self._cell(line, name, lambda text: cells.number(text, whole=True))
            values[name] = None if number is None else int(number)
        written = line.cells.get(PLACE, "")
        values["place"] = self.how.places.get(written, written)
        values |= {name: line.cells.get(name, "") for name in WORDS}
        if not line.cells.get(DATE):
            line.wrong(DATE, _("The day is missing."))
        if values["date"]:
            self._check(line, values, numbers)

    def _cell(self, line: Line, target: str, read):
        text = line.cells.get(target, "")
        if not text:
            return None
        try:
            return read(text)
        except ValidationError as error:
            line.wrong(target, " ".join(error.messages))
            return None

    def _districts(self, line: Line) -> list[Area]:
        found = self._cell(line, DISTRICT, lambda text: cells.districts(text, self.districts))
        if found is None:
            found = [area for area in self.districts if str(area.pk) == self.how.district]
        return found

    def _numbers(self, line: Line) -> dict:
        """{measure: number}; the first of them is what the record is of."""
        numbers, measure = {}, self._measure(line)
        number = self._cell(line, NUMBER, cells.number)
        if measure:
            numbers[measure] = 1 if number is None and measure.counts_names else number
        for pk, one in self.measures.items():
            if (own := self._cell(line, f"value_{pk}", cells.number)) is not None:
                numbers[one] = own
        said = {one: number for one, number in numbers.items() if number is not None}
        return said or numbers

    def _measure(self, line: Line) -> Measure | None:
        """By the row's own words, else what the page says of all rows."""
        words = plain(line.cells.get(WHAT, ""))
        found = [one for one in self.measures.values() if words and words in plain(one.name)]
        if len(found) > 1 or (words and not found and WHAT in line.columns and not self.how.measure):
            line.wrong(WHAT, _("The programme counts nothing, or several things, of this name: %(name)s") % {"name": words})
            return None
        return found[0] if found else self.measures.get(self.how.measure)

    def _check(self, line: Line, values: dict, numbers: dict) -> None:
        """The rules of a record itself, beside what could not be read."""
        unread = {head for _at, head, _words in line.errors}
        (measure, number), *others = numbers.items() or [(None, None)]
        kept = values | {
            "districts": sorted({area.pk for area in values["districts"]}),
            "place_key": key_of(values["place"])[:80],
        }
        activity = Activity(
            program=self.program, council_id=self.council, kind=measure.kind if measure else Measure.Kind.SESSION, **kept
        )
        try:
            activity_check(activity, numbers, {area.pk for area in self.districts})
        except ValidationError as error:
            for name, words in error.message_dict.items():
                target = {"districts": DISTRICT}.get(name, name)
                if line.columns.get(target, (0, ""))[1] not in unread:
                    line.wrong(target, " ".join(words))
        if not line.errors:
            line.said = values | {"measure": measure, "number": number, "also": dict(others)}

    def _compare(self, lines: Sequence[Line]) -> None:
        """What looks like a slip beside the other rows and what was recorded before; and each row's key."""
        right = [line for line in lines if line.said]
        amounts = defaultdict(list)
        for line in right:
            amounts[line.said["measure"]].append(float(line.said["number"] or 0))
        before = self._recorded(right)
        seen: Counter = Counter()
        for line in right:
            said = line.said
            _ask_about_number(line, self._usual(said["measure"], amounts[said["measure"]]))
            _ask_about_names(line)
            where = (said["measure"].pk, said["date"], tuple(sorted(area.pk for area in said["districts"])))
            if where in before:
                line.ask(DATE, _("This was recorded for that day already: %(number)s.") % {"number": f"{before[where]:f}"})
            words = _key_words(self.program, line)
            seen[words] += 1
            if seen[words] > 1:
                line.ask(DATE, _("The file has this row more than once."))
            line.key = hashlib.sha256(f"{words} {seen[words]}".encode()).hexdigest()

    def _usual(self, measure, amounts) -> float | None:
        if measure not in self.usual:
            self.usual[measure] = usual_of(measure)
        return self.usual[measure] or (median(amounts) if len(amounts) >= ENOUGH else None)

    def _recorded(self, lines) -> dict:
        """{(measure, day, districts): number} of what stands in these days, but for what came from a file."""
        if not lines:
            return {}
        days = [line.said["date"] for line in lines]
        values = ActivityValue.objects.filter(
            measure__in=list(self.measures), activity__state=Activity.State.HELD, activity__date__range=(min(days), max(days)),
            activity__file_row=None,
        ).exclude(number=None)  # fmt: skip
        found = values.values_list("measure", "activity__date", "activity__districts", "number")
        return {(measure, day, tuple(sorted(districts))): number.normalize() for measure, day, districts, number in found}

    def _taken_before(self, lines, left_out) -> list[Line]:
        keys = [line.key for line in lines if line.key]
        known = set(RecordFileRow.objects.filter(counts=True, key__in=keys).values_list("key", flat=True))
        left_out += [(line.sheet, line.number, _("taken in already")) for line in lines if line.key in known]
        kept = [line for line in lines if line.key not in known]
        if self.how.corrects:
            find_corrections(self.program, kept, keys)
        return kept

    def _spellings(self, lines) -> dict[str, str]:
        """{as it is written: as it was written before or more often}, where both may be one place."""
        written = Counter(line.cells.get(PLACE, "") for line in lines if line.cells.get(PLACE))
        known, found = known_places(self.program), {}
        for place, _times in written.most_common():
            if other := meant(place, known):
                found[place] = other
            elif place not in known:
                known.append(place)
        return found


def _measures(program) -> list[Measure]:
    return list(program.measures.filter(retired_date=None).select_related("program__policy__goal__plan"))


def _ask_about_number(line: Line, usual: float | None) -> None:
    number = float(line.said["number"] or 0)
    if usual and number > usual * TIMES and number - usual >= BY:
        words = _("%(number)s is far from what is usual here (%(usual)s).") % {"number": f"{number:g}", "usual": f"{usual:g}"}
        line.ask(NUMBER, words)


def _ask_about_names(line: Line) -> None:
    text = nfkc(line.said["text"])
    if PHONE.search(text) or NAMED.search(text):
        line.ask("text", _("This reads like somebody's name or telephone number, which has no place here."))


def _key_words(program, line: Line) -> str:
    """What the row says, whatever the widths and spaces it is written in; not how its places are spelled today."""
    said = line.said
    counted = {said["measure"]: said["number"]} | said["also"]
    numbers = sorted((str(one.pk), f"{Decimal(number).normalize():f}") for one, number in counted.items() if number is not None)
    rest = [plain(line.cells.get(name, "")) for name in (PLACE, *WORDS)] + [said[name] for name in WHOLE]
    where = sorted(area.pk for area in said["districts"])
    return json.dumps(
        [str(program.pk), _iso(said["date"]), _iso(said["end_date"]), numbers, where, *rest], ensure_ascii=False, default=str
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
