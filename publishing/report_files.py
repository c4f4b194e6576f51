"""A report as a file: Excel, CSV, JSON, SVG and PDF. Each says of which days it is, as of when, how it was counted, and whether it is for the
office alone; each shows the same figures as the page."""

import json
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.fonts import font
from documents.typesetting import make_pdf
from japan.wareki import format_wareki
from publishing import sheets
from publishing.charts import chart, everything
from publishing.counting import HIDDEN, Cell, Counted, Made
from ui import workbook

PAPER = Path(__file__).parent / "typst" / "report.typ"


def about(made: Made) -> list[str]:
    """What stands above the numbers everywhere."""
    at = timezone.localtime(made.at)
    as_of = _("As of %(day)s, %(time)s") % {"day": format_wareki(at.date()), "time": f"{at:%H:%M}"}
    district = [made.district.label] if made.district else []
    return [str(made.report.label), " ・ ".join([made.period.words, made.period.days, *district]), as_of, *notes(made)]


def notes(made: Made) -> list[str]:
    found = [_("For the office only: exact numbers.")] if made.is_exact else [
        _("＊: 1 to 4, hidden so that nobody can be recognised. Other numbers of people are rounded to tens, and do not add up.")
    ]  # fmt: skip
    if not made.period.has_ended(timezone.localdate(made.at)):
        found.append(_("The period still runs: counted until %(day)s.") % {"day": format_wareki(made.until)})
    if made.closed:
        words = _("Closed: %(months)s. Their figures stand as they were (final); what was corrected later stands beside them.")
        months = "、".join(format_wareki(one.month).partition("月")[0] + "月" for _number, one in sorted(made.closed.items()))
        found.append(words % {"months": months})
    return found


def _value(cell: Cell):
    return HIDDEN if cell.is_hidden else cell.number


def _rows(table: Counted) -> list[list]:
    """A correction has a column of its own, where there is one in the table."""
    corrected = [any(row.cells[at].now is not None for row in table.rows) for at in range(len(table.heads))]
    heads: list = [table.corner]
    for head, is_corrected in zip(table.heads, corrected, strict=True):
        heads += [head, *([_("%(what)s (corrected)") % {"what": head}] if is_corrected else [])]
    rows = [[str(table.title)], heads]
    for row in table.rows:
        cells: list = [row.words]
        for cell, is_corrected in zip(row.cells, corrected, strict=True):
            cells += [_value(cell), *([cell.now] if is_corrected else [])]
        rows.append(cells)
    return [*rows, *([f"{words} ({unit}): {definition}"] for words, unit, definition, _url in table.defined)]


def _stacked(made: Made) -> list[list]:
    rows: list[list] = [[line] for line in about(made)]
    for table in made.tables:
        rows += [[], *([("" if cell is None else cell) for cell in row] for row in _rows(table))]
    return rows


def as_excel(made: Made) -> tuple[bytes, str]:
    """A sheet for each table."""
    above = [[line] for line in about(made)]
    pages = [workbook.Sheet(str(number), [*above, [], *_rows(table)], heads=0) for number, table in enumerate(made.tables, 1)]
    return workbook.write_sheets(pages), workbook.CONTENT_TYPE


def as_csv(made: Made) -> tuple[bytes, str]:
    return sheets.as_csv(_stacked(made)), "text/csv"


def as_cp932(made: Made) -> tuple[bytes, str]:
    return sheets.as_cp932(_stacked(made)), "text/csv"


def as_json(made: Made) -> tuple[bytes, str]:
    """A hidden number is null, with `hidden`."""

    def said(cell: Cell) -> dict:
        return {
            "value": cell.number, "final": cell.is_final, **({"hidden": True} if cell.is_hidden else {}),
            **({} if cell.now is None else {"corrected": cell.now}),
        }  # fmt: skip

    tables = [
        {
            "title": str(table.title), "heads": table.heads,
            "rows": [{"label": row.words, "values": [said(cell) for cell in row.cells]} for row in table.rows],
            "definitions": {words: {"unit": unit, "definition": text} for words, unit, text, _url in table.defined},
        } for table in made.tables
    ]  # fmt: skip
    found = {
        "report": made.report.code, "from": made.period.first.isoformat(), "until": made.until.isoformat(), "as_of": made.at.isoformat(),
        "exact": made.is_exact, "closed": [f"{one.month:%Y-%m}" for one in made.closed.values()], "notes": notes(made), "tables": tables,
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False).encode(), "application/json"


def as_svg(made: Made) -> tuple[bytes, str]:
    return everything(made.tables).encode(), "image/svg+xml"


def as_pdf(made: Made) -> tuple[bytes, str]:
    def shown(cell: Cell) -> dict:
        return {"words": cell.words, "now": cell.now_words, "final": cell.is_final}

    body = {
        "about": about(made)[1:], "within": made.is_exact, "mark": _("For the office only"), "corrected": _("corrected"),
        "definitions": _("How it is counted"),
        "tables": [
            {
                "title": str(table.title), "corner": table.corner, "heads": table.heads, "chart": str(chart(table, font().family)),
                "rows": [{"words": row.words, "total": row.is_total, "cells": [shown(cell) for cell in row.cells]} for row in table.rows],
                "defined": [f"{words} ({unit}): {text}" for words, unit, text, _url in table.defined],
            } for table in made.tables
        ],
    }  # fmt: skip
    return make_pdf(PAPER, {"paper": {"title": str(made.report.label)}, "body": body}, at=made.at), "application/pdf"


FORMS = {"xlsx": as_excel, "csv": as_csv, "csv-cp932": as_cp932, "json": as_json, "svg": as_svg, "pdf": as_pdf}
