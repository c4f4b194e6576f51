"""The picture of a table as SVG: bars from the left, one for each row, of its first column; of months, of its first row.

The numbers stand beside the bars. It carries its own colours, so that it is the same on the page, in a file and on paper.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from publishing.counting import Counted

# In the picture's own units.
WORDS, BARS, NUMBER, STEP, TOP = 190, 380, 70, 24, 34
WIDTH = WORDS + BARS + NUMBER
INK, BLUE = "#22313f", "#31597c"


def chart(table: Counted, font: str = "sans-serif") -> SafeString:
    """Nothing where there are not two bars to compare."""
    title, bars = _bars(table)
    most = max((number or 0 for _words, number, _shown in bars), default=0)
    if len(bars) < 2 or not most:
        return SafeString("")
    height = TOP + STEP * len(bars) + 6
    drawn = format_html_join("", "{}", ((_bar(index, *bar, most),) for index, bar in enumerate(bars)))
    said = ", ".join(f"{words}: {shown}" for words, _number, shown in bars)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart chart--report" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-label="{}" font-family="{}" font-size="13"><title>{}</title><desc>{}</desc>'
        '<text x="0" y="18" fill="{}">{}</text>{}<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/></svg>',
        WIDTH, height, WIDTH, height, title, font, title, said, INK, title, drawn, WORDS, WORDS, TOP - 4, height - 4, INK,
    )  # fmt: skip


def _bars(table: Counted) -> tuple[str, list[tuple[str, float | None, str]]]:
    """(words, number, as it is written) of each."""
    rows = [row for row in table.rows if not row.is_total]
    if table.corner:
        bars = [(row.words, row.cells[-1 if " × " in table.corner else 0]) for row in rows]
        title = str(table.title) if " × " in table.corner else f"{table.title}: {table.heads[0]}"
    else:
        bars = list(zip(table.heads[:-1], rows[0].cells[:-1], strict=True)) if rows else []
        title = f"{table.title}: {rows[0].words}" if rows else ""
    return title, [(words, cell.number, cell.words) for words, cell in bars]


def _bar(index: int, words: str, number: float | None, shown: str, most: float) -> SafeString:
    """What is hidden has no length, and its sign."""
    top, length = TOP + STEP * index, round(BARS * (number or 0) / most, 1)
    bar = format_html('<rect x="{}" y="{}" width="{}" height="16" fill="{}"/>', WORDS, top, length, BLUE) if length else ""
    return format_html(
        '<text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>{}<text x="{}" y="{}" fill="{}">{}</text>',
        WORDS - 8, top + 13, INK, _short(words), bar, WORDS + length + 6, top + 13, INK, shown,
    )  # fmt: skip


def _short(words: str, most: int = 13) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def everything(tables: Sequence[Counted]) -> SafeString:
    """One below the other, as one picture: what is taken out as a file."""
    drawn, top, parts = [str(found) for table in tables if (found := chart(table))], 0, []
    for one in drawn:
        height = int(one.partition('height="')[2].partition('"')[0])
        parts.append(one.replace("<svg ", f'<svg y="{top}" ', 1))
        top += height + 20
    whole = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
    return format_html(whole, WIDTH, top, WIDTH, top, SafeString("".join(parts)))
