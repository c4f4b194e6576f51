"""A table as a file: Excel, CSV (UTF-8 with a mark, and CP932 for older programs), JSON. A hidden number is ＊, and null in JSON."""

import json

from django.utils.translation import gettext as _

from japan.wareki import format_wareki
from publishing import sheets
from publishing.laid_out import HIDDEN
from ui import workbook


def about(table) -> list[list[str]]:
    """What stands above the numbers of every file."""
    return [
        [str(table.what.label)],
        [f"{format_wareki(table.from_date)}～{format_wareki(table.until_date)}"],
        [_("Counted in %(unit)s. %(definition)s") % {"unit": table.what.unit, "definition": table.what.definition}],
        [
            _(
                "＊: hidden, so that nobody can be recognised: small numbers, zeros that would show what all people of a row have in "
                "common, and others from which those could be worked out."
            )
        ],
    ]


def as_rows(table, parts) -> list[list]:
    rows: list[list] = [*about(table), []]
    for part in parts:
        rows.append([part.title, *part.heads])
        rows += [[words, *(_number(number) for number in numbers)] for words, numbers in part.rows]
        rows.append([])
    return rows


def _number(shown: str):
    return shown if shown == HIDDEN else int(shown)


def as_excel(table, parts) -> tuple[bytes, str]:
    sheet = workbook.Sheet(str(table.what.label)[:31], as_rows(table, parts), heads=0)
    return workbook.write_sheets([sheet]), workbook.CONTENT_TYPE


def as_csv(table, parts) -> tuple[bytes, str]:
    return sheets.as_csv(as_rows(table, parts)), "text/csv"


def as_cp932(table, parts) -> tuple[bytes, str]:
    return sheets.as_cp932(as_rows(table, parts)), "text/csv"


def as_json(table, parts) -> tuple[bytes, str]:
    said = {
        "count": table.code, "unit": str(table.what.unit), "from": table.from_date.isoformat(), "until": table.until_date.isoformat(),
        "k": table.k, "dimensions": {name: dict(table.words[name]) for name in table.dimensions}, "cells": table.cells,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode(), "application/json"


FORMS = {"xlsx": as_excel, "csv": as_csv, "csv-cp932": as_cp932, "json": as_json}
