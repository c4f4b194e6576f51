"""A report as it is read, on the page and in each file: what it says, with its days in words, its charts, and how each figure is counted."""

from copy import deepcopy
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from annual.gathering import HIDDEN, programs_of, tally
from japan import fiscal
from japan.wareki import format_wareki


def laid_out(report) -> dict:
    """In Japanese, like the document."""
    body = deepcopy(report.said)
    with override("ja"):
        body["tally"] = tally(body)
        body["year_label"] = fiscal.label(body["year"])
        body["until_label"] = format_wareki(date.fromisoformat(body["until"]))
        for program in programs_of(body):
            program["charts"] = _charts(program)
            for target in program["targets"]:
                _in_words(target)
        body["definitions"] = _definitions(body)
    return body


def _in_words(target: dict) -> None:
    if target["reason"] == HIDDEN:
        target["reason"] = _("A number of it is hidden, so that nobody can be recognised; so it is not judged here.")
    for step in target["steps"]:
        step["due_label"], step["done_label"] = _day(step["due"]), _day(step["done"])


def _day(iso: str | None) -> str:
    return format_wareki(date.fromisoformat(iso)) if iso else ""


def _charts(program: dict) -> list[dict]:
    """Of each number of a target how often, month by month, and of each figure whose months leave; what stands at nought has none."""
    told = [
        (_("%(name)s: how often") % {"name": line["label"]}, _("times"), line["times"])
        for target in program["targets"]
        for line in target["lines"]
        if not line["code"]
    ]
    told += [(figure["label"], figure["unit"], figure["months"]) for figure in program["figures"] if figure["months"]]
    charts = {title: {"title": title, "unit": unit, "months": months} for title, unit, months in told if any(months or ())}
    return list(charts.values())


def _definitions(body: dict) -> list[dict]:
    figures = (figure for program in programs_of(body) for figure in program["figures"])
    return list({figure["code"]: figure for figure in figures}.values())
