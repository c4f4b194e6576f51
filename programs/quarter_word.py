"""The committee's sheet of a quarter as a Word file, to be written on: the same words and numbers as the page and the Excel file."""

from django.utils.translation import gettext as _
from docx.shared import Mm

from documents import word
from japan.wareki import format_wareki
from japan.widths import visible
from programs.pages.quarters import Row, as_table, bounds_of

# Of 267 mm: the programme, what it came to, three that were written, and remarks with the money.
WIDTHS = (38, 62, 48, 42, 42, 35)


def quarter_word(title: str, plan, year: int, quarter: int, rows: list[Row]) -> bytes:
    made = word.blank(across=True, points=9)
    made.add_heading(title, 1)
    first, last = bounds_of(year, quarter)
    made.add_paragraph(f"{plan.title} ・ {format_wareki(first)}～{format_wareki(last)}")
    heads, *lines = as_table(rows)
    table = made.add_table(rows=1, cols=len(WIDTHS), style="Table Grid")
    table.autofit = False
    _fill(table.rows[0], [heads[1], heads[4], *heads[5:8], _("Remarks and money")])
    word.head_again(table)
    for line in lines:
        number, name, judgement, comment, results, *written, remarks, budget, spent, rest = map(_words, line)
        money = [f"{head} {yen}" for head, yen in zip(heads[9:], (budget, spent, rest), strict=True) if yen]
        _fill(table.add_row(), [_joined(f"{number} {name}", judgement, comment), results, *written, _joined(remarks, *money)])
    return word.data(made)


def _fill(row, texts) -> None:
    for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
        cell.width, cell.text = Mm(width), str(text)


def _words(cell) -> str:
    return visible(cell) if isinstance(cell, str) else f"{cell:,}"


def _joined(*lines: str) -> str:
    return "\n".join(filter(None, lines))
