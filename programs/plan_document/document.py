"""What a plan document says, as plain values, and the JSON that others read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TERM, YEAR = "term", "year"
EXACTLY, AT_LEAST = "eq", "ge"


@dataclass(frozen=True)
class Quantity:
    """One number of a target.

    `period` is year, month, week, session or None. `value` is None where the document
    speaks of "all" of something whose number it never states.
    """

    measure: str | None
    comparator: str
    value: int | float | None
    unit: str
    period: str | None = None
    place: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "comparator": self.comparator,
            "value": self.value,
            "unit": self.unit,
            "period": self.period,
            "place": self.place,
        }


@dataclass
class TargetText:
    """One target of a programme, for the whole term or for this year."""

    scope: str
    text: str
    quantities: list[Quantity] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "scope": self.scope,
            "text": self.text,
            "quantities": [quantity.as_json() for quantity in self.quantities],
        }


@dataclass
class ProgramText:
    """One row of a table. `line` is where it stands, for messages."""

    name: str
    summary: str
    targets: list[TargetText] = field(default_factory=list)
    line: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "summary": self.summary,
            "targets": [target.as_json() for target in self.targets],
        }


@dataclass
class PolicyText:
    """One basic plan (基本計画), numbered like 2-1."""

    number: str
    name: str
    programs: list[ProgramText] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "name": self.name,
            "programs": [program.as_json() for program in self.programs],
        }


@dataclass
class GoalText:
    """One basic goal (基本目標)."""

    number: int
    name: str
    policies: list[PolicyText] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "name": self.name,
            "policies": [policy.as_json() for policy in self.policies],
        }


@dataclass
class PlanText:
    """The plan's own words and years. Years are fiscal years, the last one included."""

    title: str = ""
    fiscal_year: int | None = None
    from_year: int | None = None
    to_year: int | None = None
    philosophy: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "fiscal_year": self.fiscal_year,
            "from": self.from_year,
            "to": self.to_year,
        }


@dataclass(frozen=True)
class Unplaced:
    """A line that found no place, with its number in the file (the first is 1)."""

    line: int
    text: str

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "text": self.text}


@dataclass
class PlanDocument:
    """Everything that was read, and what could not be placed."""

    plan: PlanText = field(default_factory=PlanText)
    goals: list[GoalText] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    @property
    def policies(self) -> list[PolicyText]:
        return [policy for goal in self.goals for policy in goal.policies]

    @property
    def programs(self) -> list[ProgramText]:
        return [program for policy in self.policies for program in policy.programs]

    def as_json(self) -> dict[str, Any]:
        return {
            "plan": self.plan.as_json(),
            "goals": [goal.as_json() for goal in self.goals],
            "unplaced": [line.as_json() for line in self.unplaced],
        }
