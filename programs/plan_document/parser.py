"""Lines to goals, policies and programmes; what finds no place is reported, never dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .document import (
    TERM,
    YEAR,
    GoalText,
    PlanDocument,
    PolicyText,
    ProgramText,
    Unplaced,
)
from .quantities import stated_totals
from .reading import Row, rows
from .targets import read_targets, with_remark
from .text import CIRCLED, DASHES, fold, fold_name, half_width, numeral
from .years import fiscal_year_in, year_range_in

NAME, SUMMARY = "name", "summary"
DEFAULT_COLUMNS = (NAME, SUMMARY, TERM, YEAR)
COLUMN_WORDS = (
    (NAME, ("事業名", "事業の名称", "名称")),
    (TERM, ("到達", "目標", "目指す")),
    (SUMMARY, ("内容", "概要", "説明")),
    (YEAR, ("計画", "予定", "取組", "取り組み")),
)
NUMBER = rf"[0-9]{{1,2}}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ{CIRCLED}]|[一二三四五六七八九十]{{1,3}}"
GOAL = re.compile(rf"(?:基本)?目\s*標\s*({NUMBER})\s*(?:[.:、]\s*)?(.*)", re.DOTALL)
POLICY = re.compile(
    rf"\(?\s*([0-9]{{1,2}})\s*[{re.escape(DASHES)}.]\s*([0-9]{{1,2}})\s*(?:\)[.:、]?\s*|[.:、]\s*)?(.*)", re.DOTALL
)
LONGEST_NAME = 200
PHILOSOPHY = re.compile(r"基\s*本\s*理\s*念\s*(?::\s*)?(.*)", re.DOTALL)
QUOTES = {"「": "」", "『": "』", "【": "】", '"': '"', "“": "”"}
EMPTY_BRACKETS = re.compile(r"[（(〔\[【]\s*[）)〕\]】]")


def parse(text: str) -> PlanDocument:
    """The document that `text` holds. Any text parses; `unplaced` says what was not understood."""
    return _Parser(text).read()


class _Parser:
    """Walks the rows once and remembers under which headings it stands."""

    def __init__(self, text: str):
        self.rows = list(rows(text))
        self.totals = stated_totals(text)
        self.document = PlanDocument()
        self.goal: GoalText | None = None
        self.policy: PolicyText | None = None
        self.program: ProgramText | None = None
        self.columns: tuple[str | None, ...] = DEFAULT_COLUMNS
        self.title_lines: set[str] = set()
        self.names: set[tuple[str, str]] = set()
        self.awaits_philosophy = False

    def read(self) -> PlanDocument:
        for row in self.rows:
            placed = self._heading(row) or self._table(row) or self._plain(row)
            if not placed:
                self._report(row)
        self._complete_plan()
        return self.document

    def _report(self, row: Row, text: str | None = None) -> None:
        self.document.unplaced.append(Unplaced(row.line, row.text if text is None else text))

    # Headings

    def _heading(self, row: Row) -> bool:
        if not row.cells[0]:
            return False
        line = " ".join(row.filled)
        plain = half_width(line)
        if goal := GOAL.fullmatch(plain):
            return self._enter_goal(goal[1], line[goal.start(2) :])
        policy = POLICY.fullmatch(plain)
        if policy and self._is_heading_row(row):
            return self._enter_policy(policy, line[policy.start(3) :])
        return False

    def _is_heading_row(self, row: Row) -> bool:
        """One cell, or a number in a cell of its own beside its name."""
        first = POLICY.fullmatch(half_width(row.cells[0]))
        return len(row.filled) == 1 or (len(row.filled) == 2 and first is not None and not first[3])

    def _enter_goal(self, written: str, rest: str) -> bool:
        number, name = numeral(written), _unquoted(fold_name(rest))
        self._leave_policy()
        self.goal = None
        known = next((goal for goal in self.document.goals if goal.number == number), None)
        if number is None or not _is_name(name) or (known and known.name != name):
            return False
        if not known:
            known = GoalText(number, name)
            self.document.goals.append(known)
        self.goal = known
        return True

    def _enter_policy(self, found: re.Match[str], rest: str) -> bool:
        number, name = f"{int(found[1])}-{int(found[2])}", _unquoted(fold_name(rest))
        self._leave_policy()
        goal = next((goal for goal in self.document.goals if goal.number == int(found[1])), None)
        if not goal or not _is_name(name):
            return False
        known = next((policy for policy in goal.policies if policy.number == number), None)
        if known and known.name != name:
            return False
        if not known:
            known = PolicyText(number, name)
            goal.policies.append(known)
        self.goal, self.policy = goal, known
        return True

    def _leave_policy(self) -> None:
        self.policy, self.program = None, None
        self.awaits_philosophy = False

    # Tables

    def _table(self, row: Row) -> bool:
        if len(row.filled) < 2:
            return False
        if columns := _header_columns(row):
            self.columns = columns
            return True
        return self._add_program(row)

    def _add_program(self, row: Row) -> bool:
        values, extra = self._by_column(row)
        name = fold_name(values.get(NAME, ""))
        if not self.policy or not _is_name(name) or (self.policy.number, name) in self.names or len(values) < 2:
            self.program = None
            return False
        program = ProgramText(name, fold(values.get(SUMMARY, "")), line=row.line)
        for scope in (TERM, YEAR):
            program.targets += read_targets(scope, values.get(scope, ""), self.totals)
        self.policy.programs.append(program)
        self.names.add((self.policy.number, name))
        self.program = program
        if extra:
            self._report(row, "\t".join(extra))
        return True

    def _by_column(self, row: Row) -> tuple[dict[str, str], list[str]]:
        """Cells by what their column holds, and the cells beyond the known columns."""
        values: dict[str, str] = {}
        extra: list[str] = []
        for at, cell in enumerate(row.cells):
            column = self.columns[at] if at < len(self.columns) else None
            if cell and column:
                values[column] = cell
            elif cell:
                extra.append(cell)
        return values, extra

    # Lines of their own

    def _plain(self, row: Row) -> bool:
        if len(row.filled) != 1 or not row.cells[0]:
            return False
        text = row.cells[0]
        if text.startswith("※") and self.program and self.program.targets:
            self.program.targets[-1] = with_remark(self.program.targets[-1], text)
            return True
        self.program = None
        return self._philosophy(text) or self._title(text)

    def _philosophy(self, text: str) -> bool:
        found = PHILOSOPHY.fullmatch(half_width(text))
        if not found and not self.awaits_philosophy:
            return False
        words = " ".join(text[found.start(1) :].split() if found else text.split())
        if self.document.plan.philosophy and words:
            return words == self.document.plan.philosophy
        self.document.plan.philosophy = words
        self.awaits_philosophy = not words
        return True

    def _title(self, text: str) -> bool:
        """Lines that name the plan and its years stand before the first goal."""
        title = fold_name(text)
        if title in self.title_lines:
            return True
        plan = self.document.plan
        span = year_range_in(title)
        rest = title[: span[2].start] + _after_year(title[span[2].stop :]) if span else title
        if self.document.goals or len(title) > LONGEST_NAME or not (span or "計画" in title or "プラン" in title):
            return False
        if span and plan.from_year is None:
            plan.from_year, plan.to_year = span[0], span[1]
        year, rest = fiscal_year_in(rest), EMPTY_BRACKETS.sub("", rest).strip()
        if year and plan.fiscal_year is None:
            plan.fiscal_year = year
        if rest and (span or not plan.title):
            plan.title = rest
        self.title_lines.add(title)
        return True

    def _complete_plan(self) -> None:
        """A document that names one year only is a plan of that year."""
        plan = self.document.plan
        if plan.fiscal_year is None:
            plan.fiscal_year = next(
                (year for row in self.rows if _header_columns(row) and (year := fiscal_year_in(row.text))),
                None,
            )
        if plan.from_year is None:
            plan.from_year = plan.to_year = plan.fiscal_year


def header_at(cells: Sequence[str]) -> int | None:
    """In which column a table's head begins, where these cells are one: what stands before it are headings beside their programmes."""
    for at in range(len(cells)):
        if cells[at] and _header_columns(Row(0, "", tuple(cells[at:]))):
            return at
    return None


def _header_columns(row: Row) -> tuple[str | None, ...] | None:
    """What each column holds, when the row is a table's head."""
    if not any(word in fold_name(row.cells[0]) for word in ("事業名", "事業の名称", "名称")):
        return None
    columns = tuple(_column(fold_name(cell)) for cell in row.cells)
    kinds = [column for column in columns if column]
    return columns if len(kinds) >= 2 and len(kinds) == len(set(kinds)) else None


def _column(head: str) -> str | None:
    for column, words in COLUMN_WORDS:
        if any(word in head for word in words):
            return column
    return None


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME


def _after_year(text: str) -> str:
    return re.sub(r"^度?(?:まで)?", "", text)


def _unquoted(name: str) -> str:
    closing = QUOTES.get(name[:1])
    if closing and name.endswith(closing) and name.count(closing) <= 2:
        return name[1:-1].strip()
    return name
