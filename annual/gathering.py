"""What a report of the year says, gathered once as plain values; page, PDF, Excel and Word are made of nothing else.

    {"title", "council", "year": int, "until": ISO date, "for_office": bool,
     "goals": [{"number", "name", "policies": [{"number", "name", "programs": [program]}]}]}

    program: {"code", "name", "targets": [{"scope", "text", "judgement", "by_hand", "reason", "comment", "lines": [line],
              "steps": [{"name", "due", "done"}]}], "figures": [figure]}
    line: {"label", "unit", "value", "wanted", "times": twelve numbers or None, April first, "code": of an indicator, or ""}
    figure: {"code", "label", "unit", "definition", "value", "summable", "months": twelve numbers, or None where they do not leave}

A value is a number, None where nothing was counted, or HIDDEN.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import override

from programs import reports
from programs.reports import IN_JAPANESE, Line, ProgramResult, TargetResult

# In place of a number that does not leave.
HIDDEN = "＊"


def gather(report, step) -> tuple[dict, dict[str, float]]:
    """What it says with every number, and {code: number} of the office's own records. In Japanese: it is a document of the council."""
    with override("ja"):
        results = reports.results(report.plan, report.fiscal_year, report.until_date, step=step)
        said = {
            "title": report.plan.title, "council": report.council.label, "year": report.fiscal_year,
            "until": report.until_date.isoformat(), "for_office": report.for_office, "goals": list(_goals(results)),
        }  # fmt: skip
    return said, _points(results)


def _points(results: list[ProgramResult]) -> dict[str, float]:
    """Also of what counts a target alone, in whatever programme: any target can be counted by any of them."""
    lines = [line for one in results for target in one.targets for line in target.lines if line.quantity.indicator]
    by_targets = {line.quantity.indicator: _plain(line.found.value) for line in lines if line.found.value is not None}
    return by_targets | {found.indicator.code: _plain(found.value) for one in results for found in one.counted_elsewhere}


def programs_of(said: dict) -> Iterator[dict]:
    for goal in said["goals"]:
        for policy in goal["policies"]:
            yield from policy["programs"]


def hide(said: dict, codes: set[str]) -> None:
    """Takes the months of the office's own records out, and their numbers where `codes` names them, with whatever is said of them."""
    for program in programs_of(said):
        for figure in program["figures"]:
            figure["months"] = None
            figure["value"] = HIDDEN if figure["code"] in codes else figure["value"]
        for target in program["targets"]:
            for line in target["lines"]:
                if line["code"]:
                    line["times"] = None
                    line["value"] = HIDDEN if line["code"] in codes else line["value"]
            if any(line["value"] == HIDDEN for line in target["lines"]) and not target["by_hand"]:
                # The rule's word for it would tell more of the number than may be known.
                target["judgement"], target["reason"] = "", HIDDEN


def tally(said: dict) -> list[tuple[str, int]]:
    """How many targets of each judgement."""
    counted = Counter(target["judgement"] for program in programs_of(said) for target in program["targets"])
    return [(word, counted[word]) for word in IN_JAPANESE.values() if counted[word]]


def hidden(said: dict) -> set[str]:
    """The codes of the figures that it hides."""
    figures = (figure for program in programs_of(said) for figure in program["figures"])
    return {figure["code"] for figure in figures if figure["value"] == HIDDEN}


def _goals(results: list[ProgramResult]) -> Iterator[dict]:
    for goal, of_goal in groupby(results, key=lambda one: one.program.policy.goal):
        policies = [
            {"number": policy.number, "name": policy.name, "programs": [_program(one) for one in of_policy]}
            for policy, of_policy in groupby(of_goal, key=lambda one: one.program.policy)
        ]
        yield {"number": goal.number, "name": goal.name, "policies": policies}


def _program(result: ProgramResult) -> dict:
    return {
        "code": result.program.code, "name": result.program.name,
        "targets": [_target(one) for one in result.targets],
        "figures": [
            {
                "code": found.indicator.code, "label": str(found.indicator.label), "unit": str(found.indicator.unit),
                "definition": _(found.indicator.definition), "value": _plain(found.value), "months": [_plain(month) for month in found.by_month],
                "summable": found.indicator.summable,
            }
            for found in result.counted_elsewhere
        ],
    }  # fmt: skip


def _target(result: TargetResult) -> dict:
    by_rule = result.proposed.reason if result.proposed else ""
    return {
        "scope": str(result.target.get_scope_display()), "text": result.target.text,
        "judgement": IN_JAPANESE.get(result.judgement or "", ""), "by_hand": result.is_overridden,
        "reason": "" if result.is_overridden else by_rule, "comment": result.target.comment,
        "lines": [_line(one) for one in result.lines],
        "steps": [{"name": step.name, "due": _iso(step.due_date), "done": _iso(step.done_date)} for step in result.steps],
    }  # fmt: skip


def _line(line: Line) -> dict:
    return {
        "label": line.label, "unit": line.unit, "value": _plain(line.value), "wanted": line.wanted,
        "times": [_plain(times) for times in line.found.times],
        "code": line.quantity.indicator,
    }  # fmt: skip


def _plain(number):
    """Hours come with their fraction as the database keeps it."""
    return number if number is None else int(number) if number == int(number) else float(number)


def _iso(day) -> str | None:
    return day.isoformat() if day else None
