"""A plan's text as the office would have it in Word and in Excel: tables, merged headings, breaks in cells."""

import io

from docx import Document
from openpyxl import Workbook

from programs.plan_document.reading import rows


def as_word(text: str) -> bytes:
    """Headings as paragraphs, each table's rows as a Word table; a cell breaks before each ①②③."""
    document, table = Document(), None
    for row in rows(text):
        if len(row.filled) < 2:
            document.add_paragraph(" ".join(row.filled))
            table = None
            continue
        table = table or document.add_table(0, 4)
        cells = table.add_row().cells
        for cell, words in zip(cells, row.cells, strict=False):
            first, *more = broken(words).split("\n")
            cell.paragraphs[0].text = first
            for line in more:
                cell.add_paragraph(line)
    return saved(document)


def as_excel(text: str, *, hidden=()) -> bytes:
    """One sheet; a heading is merged over the four columns."""
    book = Workbook()
    sheet = book.active
    for number, row in enumerate(rows(text), 1):
        for column, words in enumerate(row.cells if len(row.filled) > 1 else [" ".join(row.filled)], 1):
            sheet.cell(number, column, broken(words))
        if len(row.filled) < 2:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=4)
        if any(word in row.text for word in hidden):
            sheet.row_dimensions[number].hidden = True
    return saved(book)


def broken(words: str) -> str:
    for mark in "①②③④※":
        words = words.replace(mark, f"\n{mark}")
    return words.strip()


def saved(made) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()
