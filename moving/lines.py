"""Rows of an old ledger, each with what it says, or with what is wrong and at which cell. One row is one contact."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import staff_of
from casework.models import Place
from japan import fiscal, names, phones, wareki
from japan.widths import nfkc, visible
from moving import addresses, words
from moving.heads import NAME, proposed, proposed_all
from moving.models import MovedRow
from privacy.models import Area
from privacy.policy import roles_for
from privacy.tokens import token
from programs.files import cells
from programs.files.heads import DATE, Heads, find_heads, plain
from programs.files.lines import TOTALS
from programs.files.reading import Table
from ui.fields import OLDEST, FullName, KanaField, NameField, PhoneField

NEWEST, LONGEST_TEXT, LONGEST_SHORT = 60, 20_000, 100
# So many different words are listed of a column; one with more holds sentences.
MOST_WORDS = 80
UNNAMED = re.compile(r"^(匿名|不明|不詳|氏名不[明詳]|名前不明|非公開|なし|無し|[-ー―－*＊]+)$")
NOTHING = re.compile(r"^(不明|不詳|なし|無し|無|未記入|[-ー―－*＊?？]+)$")
_AGE = re.compile(r"^(?:約|およそ)?([0-9]{1,3})[歳才]?(?:くらい|ぐらい|位|代|前後)?$")
_ERA_YEAR = re.compile(r"(令和|平成|R|H)(元|[0-9]{1,2})(?:年度|年|$)|(20[0-9]{2})(?:年度|年|$)", re.IGNORECASE)
CLOSE_ALL = "all"
_NAME, _KANA, _PHONE = NameField(), KanaField(label=""), PhoneField()


@dataclass
class How:
    """What the page was told: which sheets, what each head means, which rows count, when a case counts as closed, what words mean.

    `closes`: nothing, "all", or the fiscal year before which a case without a closing day is closed on its last contact's.
    `words`: {kind: {word: code}}, of staff the id of somebody, of a district its id."""

    sheets: list[int]
    columns: dict[str, str]
    hidden: bool = False
    closes: str = ""
    words: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Line:
    """`errors`: (column from 0, or None for the row; its head; words). `said`: what it says, where nothing is wrong."""

    table: int
    sheet: str
    number: int
    cells: dict[str, str]
    columns: dict[str, tuple[int, str]]
    errors: list[tuple[int | None, str, str]] = field(default_factory=list)
    said: dict = field(default_factory=dict)
    key: int = 0

    def wrong(self, target: str, reason) -> None:
        at, head = self.columns.get(target, (None, ""))
        self.errors.append((at, head, str(reason)))

    def text(self, target: str) -> str:
        return self.cells.get(target, "")


@dataclass
class Found:
    """`left_out`: (sheet, row, reason)."""

    lines: list[Line]
    left_out: list[tuple[str, int, str]]

    @cached_property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.errors]

    @cached_property
    def right(self) -> list[Line]:
        return [line for line in self.lines if not line.errors]


class Reader:
    """Reads the tables of one file. What it needs of the database it asks for once, however many rows there are."""

    def __init__(self, council: Area, tables: Sequence[Table], how: How | None = None):
        self.council, self.tables, self.today = council, tables, timezone.localdate()
        self.heads: list[Heads | None] = [find_heads(table, proposed) for table in tables]
        self.years = [_year_of(table) for table in tables]
        self.districts = list(Area.objects.districts().filter(council=council))
        self.places = addresses.Places(Place.objects.filter(council=council).select_related("district"))
        self.how = how or self._proposed()
        # Words, names and days repeat; what they come to is remembered no longer than the file is read.
        self.plain, self.folded, self.day = cache(plain), cache(names.key), cache(cells.day)

    def _proposed(self) -> How:
        columns = proposed_all(heads.labels for heads in self.heads if heads)
        before = words.remembered(self.council, [("column", label) for label in self.labels])
        columns |= {label: meaning for (_kind, label), meaning in before.items()}
        return How([at for at, heads in enumerate(self.heads) if heads], columns)

    @cached_property
    def staff(self) -> dict[str, User]:
        people = staff_of([self.council], roles=roles_for("case.write")).order_by("kana", "id")
        return {str(one.pk): one for one in people}

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
                if len(found) == len(self.labels):
                    break
                found = {label: cell[:NEWEST] for label, cell in zip(heads.labels, row, strict=False) if cell.strip()} | found
        return found

    def read(self) -> Found:
        lines: list[Line] = []
        left_out: list[tuple[str, int, str]] = []
        for at in self.how.sheets:
            if heads := self.heads[at]:
                lines += self._lines(at, heads, left_out)
        self._know_words(lines)
        for line in lines:
            self._read_line(line)
        self._tell_apart(lines, left_out)
        return Found(self._taken_before(lines, left_out), sorted(left_out))

    def _lines(self, at: int, heads: Heads, left_out: list) -> list[Line]:
        table, hidden, found = self.tables[at], set(self.tables[at].hidden), []
        columns: dict[str, tuple[int, str]] = {}
        for column, label in enumerate(heads.labels):
            if target := self.how.columns.get(label, ""):
                columns.setdefault(target, (column, label))
        uncounted = {(row, column - 1) for row, column in table.uncounted}
        for number, row in enumerate(table.rows[heads.first - 1 :], heads.first):
            if not any(map(str.strip, row)):
                continue
            if reason := self._left_out(row, heads, number in hidden):
                left_out.append((table.name, number, reason))
                continue
            line = Line(at, table.name, number, {}, columns)
            for target, (column, head) in columns.items():
                text = line.cells[target] = visible(row[column]).strip() if column < len(row) else ""
                if cells.BROKEN.match(text):
                    line.errors.append((column, head, _("Excel shows an error in this cell: %(text)s") % {"text": text}))
                elif (number, column) in uncounted:
                    line.errors.append(
                        (column, head, _("This formula was never reckoned. Open the file in Excel and save it again."))
                    )
            found.append(line)
        return found

    def _left_out(self, row, heads: Heads, is_hidden: bool) -> str:
        first = next((cell for cell in row if cell.strip()), "")
        if len(first) < NEWEST and self.plain(first).lower() in TOTALS:
            return _("a total")
        if self.plain(row[0]) == heads.labels[0] and tuple(plain(cell) for cell in row) == heads.labels[: len(row)]:
            return _("the heads once more")
        return _("hidden in Excel") if is_hidden and not self.how.hidden else ""

    def _know_words(self, lines: Sequence[Line]) -> None:
        """Every different word of a column of codes once, with what it means: as chosen, as the last time, or as it probably does."""
        self.counted = {kind: Counter(word for line in lines for word in self._words(kind, line.text(kind))) for kind in KINDS}
        asked = [(kind, word) for kind, counted in self.counted.items() for word in counted]
        before = words.remembered(self.council, asked)
        self.meaning = {
            (kind, word): self.how.words.get(kind, {}).get(word, before.get((kind, word), self._probably(kind, word)))
            for kind, word in asked
        }

    def _words(self, kind: str, text: str) -> list[str]:
        written = self.plain(text)
        if kind == "topic":
            return [] if NOTHING.match(written) else words.several(text)
        return [written] if written else []

    def _probably(self, kind: str, word: str) -> str:
        if kind == "staff":
            return next((pk for pk, one in self.staff.items() if names.fold(one.display_name) == names.fold(word)), "")
        if kind == "district":
            try:
                return next((str(area.pk) for area in cells.districts(word, self.districts)), "")
            except ValidationError:
                return ""
        return words.said_by(kind, word) or words.CODES[kind][1].value

    def unknown_words(self, kind: str) -> list[tuple[str, int]]:
        """(word, how many times) of those that somebody should look at, the most frequent first."""
        known = kind in words.CODES
        listed = [
            (word, times)
            for word, times in self.counted[kind].most_common()
            if not (words.is_plain(kind, word) if known else self._probably(kind, word))
        ]
        return listed[:MOST_WORDS]

    def _read_line(self, line: Line) -> None:
        if line.errors:
            return
        said: dict = {"number": plain(line.text("number"))[:NEWEST]}
        said["date"] = self._day(line, DATE)
        said["closed"] = self._day(line, "closed") if not NOTHING.match(self.plain(line.text("closed"))) else None
        if said["date"] and said["closed"] and said["closed"] < said["date"]:
            line.wrong("closed", _("A case cannot end before it began."))
        if not line.text(DATE):
            line.wrong(DATE, _("The day is missing."))
        said["name"] = self._name(line)
        said["reading"] = self._read(line, "kana", _KANA.clean)
        said["birth"] = self._birth(line, said["date"])
        said["phone"] = self._phone(line)
        said |= self._where(line)
        for kind in ("route", "means", "sex", "outcome"):
            said[kind] = self._code(kind, line.text(kind))
        topics = [self.meaning["topic", word] for word in self._words("topic", line.text("topic"))]
        said["topics"] = list(dict.fromkeys(topics)) or [words.CODES["topic"][1].value]
        said["staff"] = self.staff.get(self.meaning.get(("staff", self.plain(line.text("staff"))), ""))
        for target, longest in LENGTHS.items():
            if len(line.text(target)) > longest:
                line.wrong(target, _("This is longer than %(most)d letters.") % {"most": longest})
        if not line.errors:
            said["whose"] = self.folded(str(said["name"] or ""))
            line.said = said
            words_of_it = [said["date"].isoformat(), said["whose"], said["number"]]
            line.key = token(self.council.pk, "old row", json.dumps(words_of_it, ensure_ascii=False))

    def _read(self, line: Line, target: str, read: Callable):
        text = line.text(target)
        if not text or NOTHING.match(self.plain(text)):
            return None
        try:
            return read(text)
        except ValidationError as error:
            line.wrong(target, " ".join(error.messages))
            return None

    def _day(self, line: Line, target: str) -> date | None:
        text, year = line.text(target), self.years[line.table]
        if not text:
            return None
        if year is None and wareki.lacks_year(text):
            line.wrong(target, _("The year is missing. Write it, or name the sheet by its fiscal year."))
            return None
        try:
            day = self.day(text, year or fiscal.fiscal_year(self.today))
        except ValidationError as error:
            line.wrong(target, " ".join(error.messages))
            return None
        if day > self.today:
            line.wrong(target, _("This day has not come yet."))
        return day

    def _name(self, line: Line) -> FullName | None:
        """Without a space all of it is the family name: what is found by the whole name is found."""
        text = line.text(NAME)
        if UNNAMED.match(self.plain(text)):
            return None
        if not text:
            line.wrong(NAME, _("The name is missing. Where nobody gave one, write 匿名."))
            return None
        if len(text) > _NAME.limit:
            line.wrong(NAME, _("This is longer than %(most)d letters.") % {"most": _NAME.limit})
        parts = names.split(text.replace("\n", " ")) or (text, "")
        return FullName(*parts)

    def _birth(self, line: Line, on: date | None) -> wareki.PartialDate | None:
        """Else by the age: a year, as it was on the day of the contact."""

        def read(text: str) -> wareki.PartialDate:
            try:
                born = wareki.parse(cells._CLOCK.sub("", nfkc(text).strip()), today=self.today, assume="past")
            except wareki.DateError as slip:
                meant = "、".join(slip.suggestions)
                raise ValidationError(f"{slip.message} ({meant})" if meant else slip.message) from None
            if born.first > (on or self.today):
                raise ValidationError(_("This lies after the consultation."))
            return born

        born = self._read(line, "birth", read)
        if born or not line.text("years"):
            return born
        age = _AGE.match(plain(line.text("years")))
        if age and on and int(age[1]) <= OLDEST:
            return wareki.PartialDate(on.year - int(age[1]))
        if not NOTHING.match(self.plain(line.text("years"))):
            line.wrong("years", _("This is no age."))
        return None

    def _phone(self, line: Line) -> str:
        text = phones.with_its_zero(nfkc(line.text("phone")) if line.text("phone").isdigit() else line.text("phone"))
        return self._read(line, "phone", lambda _text: _PHONE.clean(text)) or ""

    def _where(self, line: Line) -> dict:
        """The block of the address, and the district: of the block, else as the row says, else unknown."""
        place, block = self.places.read(line.text("address").replace("\n", " "))
        said = self._meaning_of_district(line.text("district"))
        return {"place": place, "block": block, "district": place.district if place else said}

    def _meaning_of_district(self, text: str) -> Area | None:
        pk = self.meaning.get(("district", self.plain(text)), "")
        return next((area for area in self.districts if str(area.pk) == pk), None)

    def _code(self, kind: str, text: str) -> str:
        return self.meaning[kind, self.plain(text)] if self.plain(text) else words.CODES[kind][1].value

    def _tell_apart(self, lines: list[Line], left_out: list) -> None:
        """A row that stands twice counts once; two that say different things must differ in day, name or number."""
        seen: dict[int, Line] = {}
        for line in [line for line in lines if line.said]:
            first = seen.setdefault(line.key, line)
            if first is line:
                continue
            if first.cells == line.cells:
                left_out.append((line.sheet, line.number, _("the same as row %(number)d") % {"number": first.number}))
                lines.remove(line)
            else:
                line.wrong(
                    "number" if "number" in line.columns else DATE,
                    _("Day, name and number are those of row %(number)d (%(sheet)s). Give one of them a number of its own.")
                    % {"number": first.number, "sheet": first.sheet},
                )
                line.said = {}

    def _taken_before(self, lines: list[Line], left_out: list) -> list[Line]:
        keys = [line.key for line in lines if line.said]
        known = set(MovedRow.objects.filter(council=self.council, key__in=keys).values_list("key", flat=True))
        groups = {group_of(line) for line in lines if line.said and line.key in known and line.said["number"]}
        kept = []
        for line in lines:
            if line.said and line.key in known:
                left_out.append((line.sheet, line.number, _("taken over already")))
                continue
            if line.said and line.said["number"] and group_of(line) in groups:
                line.wrong("number", _("This case was taken over before. Write the contact into the case itself."))
                line.said = {}
            kept.append(line)
        return kept


KINDS = ("topic", "route", "means", "sex", "outcome", "staff", "district")
LENGTHS = {
    "content": LONGEST_TEXT, "answer": LONGEST_TEXT, "remarks": LONGEST_TEXT, "address": LONGEST_SHORT, "consulter": LONGEST_SHORT,
    "relation": LONGEST_SHORT, "staff": LONGEST_SHORT,
}  # fmt: skip


def group_of(line: Line) -> tuple:
    """Rows of one number and name on one sheet are contacts of one case."""
    return (line.table, line.said["number"], line.said["whose"])


def _year_of(table: Table) -> int | None:
    """The fiscal year that the sheet's name says, or what stands above its heads: 令和元年度, R1, 2019."""
    for text in (table.name, *("".join(row) for row in table.rows[:3])):
        if found := _ERA_YEAR.search(plain(text)):
            if found[3]:
                return int(found[3])
            start = {"令和": 2019, "平成": 1989, "R": 2019, "H": 1989}[found[1].upper()]
            return start + (1 if found[2] == "元" else int(found[2])) - 1
    return None


def grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """The rows of each case, in the order of their days."""
    by_group: dict[tuple, list[Line]] = defaultdict(list)
    for line in lines:
        by_group[group_of(line) if line.said["number"] else (line.table, line.number, None)].append(line)
    found = [sorted(rows, key=lambda line: (line.said["date"], line.number)) for rows in by_group.values()]
    return sorted(found, key=lambda rows: (rows[0].said["date"], rows[0].table, rows[0].number))
