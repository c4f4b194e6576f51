"""A report as a file: PDF, Excel with its charts, and Word to be written on."""

import io
from pathlib import Path

from django.utils.translation import gettext as _
from docx.shared import Mm

from annual.gathering import programs_of
from documents import word
from documents.typesetting import make_pdf, make_pictures
from japan import fiscal
from ui import workbook

HERE = Path(__file__).parent / "typst"
FIGURE = ("label", "value", "unit", "definition")


def as_pdf(report, body) -> tuple[bytes, str]:
    return make_pdf(HERE / "year.typ", _given(body), at=report.made_at), "application/pdf"


def as_excel(report, body) -> tuple[bytes, str]:
    """A row a target, and a row for twelve months of whatever is told by months, with a chart beside it."""
    targets = workbook.Sheet(_("Targets"), [
        [_("Policy"), _("Programme"), _("Target of"), _("Target"), _("What is counted"), _("Result"), _("Planned"), _("Unit"),
         _("Judgement"), _("Reason"), _("Comment")],
        *_target_rows(body),
    ])  # fmt: skip
    heads = [
        _("Programme"),
        _("What is counted"),
        _("Unit"),
        *(_("%(month)d") % {"month": day.month} for day in fiscal.months(body["year"])),
    ]
    rows = [
        [program["name"], chart["title"], chart["unit"], *chart["months"]]
        for program in programs_of(body)
        for chart in program["charts"]
    ]
    months = workbook.Sheet(
        _("By month"), [heads, *rows], charts=[workbook.Bars(at, 1, 3, 14) for at in range(1, len(rows) + 1)]
    )
    counted = [[program["name"], *map(one.get, FIGURE)] for program in programs_of(body) for one in program["figures"]]
    heads = [_("Programme"), _("Figure"), _("Number"), _("Unit"), _("How it is counted")]
    figures = workbook.Sheet(_("Figures from records"), [heads, *counted])
    about = workbook.Sheet(_("About"), [[line] for line in about_lines(body)], heads=0)
    return workbook.write_sheets([targets, months, figures, about]), workbook.CONTENT_TYPE


def as_word(report, body) -> tuple[bytes, str]:
    made = word.blank()
    made.add_heading(f"{body['year_label']} 事業報告", 0)
    for line in about_lines(body):
        made.add_paragraph(line)
    pictures = iter(make_pictures(HERE / "charts.typ", _given(body)) if any(one["charts"] for one in programs_of(body)) else [])
    for goal in body["goals"]:
        made.add_heading(f"基本目標{goal['number']} {goal['name']}", 1)
        for policy in goal["policies"]:
            made.add_heading(f"{policy['number']} {policy['name']}", 2)
            for program in policy["programs"]:
                _program(made, program, pictures)
    if body["definitions"]:
        made.add_heading(_("How it is counted"), 1)
        for one in body["definitions"]:
            made.add_paragraph(f"{one['label']} ({one['unit']}): {one['definition']}", style="List Bullet")
    return word.data(made), word.CONTENT_TYPE


FORMS = {"pdf": as_pdf, "xlsx": as_excel, "docx": as_word}


def about_lines(body) -> list[str]:
    lines = [body["title"], body["council"], _("As of %(day)s") % {"day": body["until_label"]}]
    if body["for_office"]:
        return [*lines, _("For the office only: exact numbers. Not for passing on.")]
    return [
        *lines,
        _(
            "＊: hidden, so that nobody can be recognised. Months of what is counted from records do not leave, for the same reason."
        ),
    ]


def _given(body) -> dict:
    return {"paper": {"title": f"{body['year_label']} 事業報告"}, "body": body}


def _target_rows(body):
    for goal in body["goals"]:
        for policy in goal["policies"]:
            for program in policy["programs"]:
                for target in program["targets"]:
                    for line in target["lines"] or [{"label": "", "value": None, "wanted": None, "unit": ""}]:
                        yield [
                            f"{policy['number']} {policy['name']}", program["name"], target["scope"], target["text"], line["label"],
                            line["value"], line["wanted"], line["unit"], target["judgement"], target["reason"], target["comment"],
                        ]  # fmt: skip


def _program(made, program, pictures) -> None:
    made.add_heading(program["name"], 3)
    if program["targets"]:
        table = made.add_table(rows=1, cols=3, style="Table Grid")
        for cell, words in zip(table.rows[0].cells, (_("Target"), _("Result of planned"), _("Judgement")), strict=True):
            cell.text = words
        for target in program["targets"]:
            cells = table.add_row().cells
            cells[0].text = f"{target['scope']}\n{target['text']}"
            cells[1].text = "\n".join([*map(_line, target["lines"]), *map(_step, target["steps"])])
            cells[2].text = "\n".join(filter(None, [target["judgement"], target["reason"], target["comment"]]))
    for one in program["figures"]:
        made.add_paragraph(f"{one['label']} {plain(one['value'])} {one['unit']}")
    for chart in program["charts"]:
        picture = made.add_picture(io.BytesIO(next(pictures)), width=Mm(150))
        # Read aloud in place of the picture.
        said = f"{chart['title']}: " + "、".join(plain(number) for number in chart["months"])
        picture._inline.docPr.set("descr", said)


def _line(line) -> str:
    wanted = f" / {plain(line['wanted'])}" if line["wanted"] is not None else ""
    return f"{line['label']} {plain(line['value'])}{wanted} {line['unit']}"


def _step(step) -> str:
    return f"{step['name']} {step['done_label'] or step['due_label']}".strip()


def plain(number) -> str:
    return (
        "―"
        if number is None
        else number
        if isinstance(number, str)
        else f"{number:g}"
        if abs(number) < 1_000_000
        else f"{number:.0f}"
    )
