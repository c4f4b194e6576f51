"""Rows of a file that an office brings, each with what it says, or with what is wrong and at which cell.

What is moved (a ledger, the watch-over) is a reader of its own: its heads, its codes, and what makes a row right.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from japan import names
from japan.widths import visible
from moving import words
from privacy.models import Area
from privacy.tokens import token
from programs.files import cells
from programs.files.heads import LONGEST, Heads, find_heads, plain
from programs.files.lines import TOTALS
from programs.files.reading import Table

NEWEST = 60
# So many different words are listed of a column; one with more holds sentences.
MOST_WORDS = 80
NOTHING = re.compile(r"^(不明|不詳|なし|無し|無|未記入|[-ー―－*＊?？]+)$")


@dataclass
class How:
    """What the page was told: which sheets, what each head means, which rows count, what words mean; `options`: what is asked of this kind of
    file alone, and holds for all its rows.

    `words`: {kind: {word: code}}, of staff the id of somebody, of a district its id."""

    sheets: list[int]
    columns: dict[str, str]
    hidden: bool = False
    options: dict = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Line:
    """`errors`: (column from 0, or None for the row; its head; words). `said`: what it says, where nothing is wrong; `notes`: what of that is
    read otherwise than it is written; `change`: what it would change."""

    table: int
    sheet: str
    number: int
    cells: dict[str, str]
    columns: dict[str, tuple[int, str]]
    errors: list[tuple[int | None, str, str]] = field(default_factory=list)
    said: dict = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    change: str = ""
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

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.errors]

    @property
    def right(self) -> list[Line]:
        return [line for line in self.lines if not line.errors]


class Reader:
    """Reads the tables of one file. What it needs of the database it asks for once, however many rows there are."""

    # Of a file of its kind: {target: what a column can hold}, {target: heads that say so}, in the order in which they are looked for;
    # without a column for each of `needed` nothing can be read, and its heads are known by the first of them.
    targets: dict[str, Any] = {}
    heads_of: dict[str, str] = {}
    needed: dict[str, Any] = {}
    # Targets whose words are codes; the longest text of others.
    kinds: tuple[str, ...] = ()
    longest: dict[str, int] = {}
    # What a head meant is remembered for files of its kind.
    column = "column"
    # The targets whose words tell two rows apart, and where that is said.
    apart: tuple[str, ...] = ()
    twice: Any = gettext_lazy(
        "Day, name and number are those of row %(number)d (%(sheet)s). Give one of them a number of its own."
    )
    options: dict = {}
    # So many rows are shown as they were read: each on a line, or with what is long in several.
    first_shown, folds = 20, False

    def __init__(self, council: Area, tables: Sequence[Table], how: How | None = None):
        self.council, self.tables, self.now = council, tables, timezone.now()
        self.today = timezone.localdate(self.now)
        self.heads: list[Heads | None] = [self.find_heads(table) for table in tables]
        self.districts = list(Area.objects.districts().filter(council=council))
        self.how = how or self._proposed()
        # Words, names and days repeat; what they come to is remembered no longer than the file is read.
        self.plain, self.folded, self.day = cache(plain), cache(names.key), cache(cells.day)

    @classmethod
    def find_heads(cls, table: Table) -> Heads | None:
        return find_heads(table, cls.proposed, needs=next(iter(cls.needed)))

    @classmethod
    def proposed(cls, label: str) -> str:
        """What a column of this head probably holds, or nothing."""
        head = plain(label)
        if not head or len(head) > LONGEST:
            return ""
        return next((target for target, says in cls.heads_of.items() if re.search(says, head, re.IGNORECASE)), "")

    @classmethod
    def proposed_all(cls, sheets: Iterable[Sequence[str]]) -> dict[str, str]:
        """{head: target}, each target once a sheet."""
        found: dict[str, str] = {}
        for labels in sheets:
            for label in filter(None, labels):
                target = cls.proposed(label)
                if label not in found:
                    found[label] = "" if target in {found.get(other) for other in labels} else target
        return found

    def _proposed(self) -> How:
        columns = self.proposed_all(heads.labels for heads in self.heads if heads)
        before = words.remembered(self.council, [(self.column, label) for label in self.labels])
        columns |= {label: meaning for (_kind, label), meaning in before.items() if meaning in self.targets or not meaning}
        return How([at for at, heads in enumerate(self.heads) if heads], columns, options=dict(self.options))

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

    def look(self) -> tuple[list[Line], list]:
        """The rows and their words, as far as the page's form asks about them; nothing of what they say is read yet."""
        lines: list[Line] = []
        left_out: list[tuple[str, int, str]] = []
        for at in self.how.sheets:
            if heads := self.heads[at]:
                lines += self._lines(at, heads, left_out)
        self._know_words(lines)
        return lines, left_out

    def read(self) -> Found:
        lines, left_out = self.look()
        for line in lines:
            if not line.errors:
                self.read_line(line)
                self._check_lengths(line)
        self.tell_apart(lines, left_out)
        return Found(self.taken_before(lines, left_out), sorted(left_out))

    def read_line(self, line: Line) -> None:
        """Fills `said` and `key`, or says what is wrong."""
        raise NotImplementedError

    def taken_before(self, lines: list[Line], left_out: list) -> list[Line]:
        """Those that were not."""
        raise NotImplementedError

    def shown(self, line: Line) -> list[tuple]:
        """As it was read: (a day or None, a text) below each of `shown_heads`."""
        raise NotImplementedError

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
        self.counted = {
            kind: Counter(word for line in lines for word in self.words_in(kind, line.text(kind))) for kind in self.kinds
        }
        asked = [(kind, word) for kind, counted in self.counted.items() for word in counted]
        before = words.remembered(self.council, asked)
        self.meaning = {
            (kind, word): self.how.words.get(kind, {}).get(word, before.get((kind, word), self.probably(kind, word)))
            for kind, word in asked
        }

    def words_in(self, kind: str, text: str) -> list[str]:
        written = self.plain(text)
        return [written] if written else []

    def probably(self, kind: str, word: str) -> str:
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
            if not (words.is_plain(kind, word) if known else self.probably(kind, word))
        ]
        return listed[:MOST_WORDS]

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """What a word of this kind can mean."""
        if kind == "district":
            return [("", _("not known")), *((str(area.pk), area.label) for area in self.districts)]
        return [(code.value, code.label) for code in words.CODES[kind][0] if code not in words.NEVER]

    def code(self, kind: str, text: str) -> str:
        return self.meaning[kind, self.plain(text)] if self.plain(text) else words.CODES[kind][1].value

    def district_of(self, text: str) -> Area | None:
        pk = self.meaning.get(("district", self.plain(text)), "")
        return next((area for area in self.districts if str(area.pk) == pk), None)

    def cell(self, line: Line, target: str, read: Callable):
        text = line.text(target)
        if not text or NOTHING.match(self.plain(text)):
            return None
        try:
            return read(text)
        except ValidationError as error:
            line.wrong(target, " ".join(error.messages))
            return None

    def key_of(self, *said: str) -> int:
        return token(self.council.pk, f"old {self.row}", json.dumps(said, ensure_ascii=False))

    # Of whose rows a key is.
    row = "row"

    def _check_lengths(self, line: Line) -> None:
        for target, longest in self.longest.items():
            if len(line.text(target)) > longest:
                line.wrong(target, _("This is longer than %(most)d letters.") % {"most": longest})
        if line.errors:
            line.said = {}

    def tell_apart(self, lines: list[Line], left_out: list) -> None:
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
                    next(target for target in self.apart if target in line.columns),
                    self.twice % {"number": first.number, "sheet": first.sheet},
                )
                line.said = {}
