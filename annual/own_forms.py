"""Somebody else's form: which fields it has, and the same file with them filled. Excel: cells that have a name. Word: {{ name }}."""

import io
import re

import jinja2
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from annual.models import OwnForm
from annual.outside import asks_outside
from japan.widths import visible
from programs.forms import plan
from ui.workbook import LOCKED, MACROS, OLD, NotAWorkbook, names_in

MOST_FIELDS = 300
# Of Word's own making: print areas, filters, and what it hides.
_OWN = re.compile(r"^_")
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
_NOT_OFFICE = _("This is no Excel (.xlsx) or Word (.docx) file that can be filled. One with macros is not taken.")
_WHY = {why: plan.WHY[why] for why in (MACROS, LOCKED, OLD)}
_ASKS_OUTSIDE = _(
    "This file fetches something from elsewhere when it is opened, such as a linked picture or a template. It is not taken."
)


def read(data: bytes) -> tuple[str, list[str]]:
    """(format, its fields). Raises a ValidationError where it is no form."""
    try:
        parts = names_in(data)
        if asks_outside(data):
            raise ValidationError(_ASKS_OUTSIDE)
        format_ = OwnForm.Format.EXCEL if "xl/workbook.xml" in parts else OwnForm.Format.WORD
        found = _of_excel(data) if format_ == OwnForm.Format.EXCEL else _of_word(data)
    except ValidationError:
        raise
    except NotAWorkbook as error:
        raise ValidationError(_WHY.get(error.why, _NOT_OFFICE)) from error
    except Exception as error:  # What a library makes of somebody's file is not known.
        raise ValidationError(_NOT_OFFICE) from error
    if not found:
        raise ValidationError(
            _("It has no field. In Excel give the cells names; in Word write {{ name }} where something is to stand.")
        )
    if len(found) > MOST_FIELDS:
        raise ValidationError(_("It has more than %(most)s fields."), params={"most": MOST_FIELDS})
    return format_, found


def filled(form: OwnForm, values: dict[str, object]) -> bytes:
    """`values`: {field: number, words, or None for an empty one}."""
    data, made = bytes(form.file), io.BytesIO()
    if form.format == OwnForm.Format.WORD:
        template = DocxTemplate(io.BytesIO(data))
        words = {field: "" if value is None else visible(str(value)) for field, value in values.items()}
        template.render(words, _OnlyNames(undefined=jinja2.StrictUndefined), autoescape=True)
        template.save(made)
        return made.getvalue()
    book = load_workbook(io.BytesIO(data), keep_links=False)
    for field, sheet, coordinate in _named(book):
        cell, value = book[sheet][coordinate], values.get(field)
        cell.value = visible(value) if isinstance(value, str) else value
        if isinstance(cell.value, str):
            # Words are words, also where they begin like a formula.
            cell.data_type = "s"
    book.save(made)
    return made.getvalue()


def loses(data: bytes) -> bool:
    """Whether it has pictures or drawn shapes, which are not kept when it is filled."""
    return any(re.match(r"xl/(drawings|media)/", part) for part in names_in(data))


def _of_excel(data: bytes) -> list[str]:
    return [field for field, _sheet, _cell in _named(load_workbook(io.BytesIO(data), keep_links=False))]


def _named(book) -> list[tuple[str, str, str]]:
    """(name, sheet, cell) as they stand in the sheets: of a name for several cells the first one, as where they are merged."""
    named = [*book.defined_names.values(), *(one for page in book.worksheets for one in page.defined_names.values())]
    found = []
    for one in named:
        where = [] if _OWN.match(one.name) or one.hidden else list(one.destinations)
        if len(where) == 1 and where[0][0] in book.sheetnames:
            sheet, (column, row, *_last) = where[0][0], range_boundaries(where[0][1])
            found.append((book.sheetnames.index(sheet), row, column, one.name, sheet))
    return [(name, sheet, _written_at(book[sheet], row, column)) for _page, row, column, name, sheet in sorted(found)]


def _written_at(page, row: int, column: int) -> str:
    """Of merged cells the first alone can be written."""
    for one in page.merged_cells.ranges:
        if one.min_row <= row <= one.max_row and one.min_col <= column <= one.max_col:
            row, column = one.min_row, one.min_col
    return page.cell(row, column).coordinate


def _of_word(data: bytes) -> list[str]:
    """Filled once with nothing: what the library fills is what is looked through, headers, footnotes and properties too."""
    names = _OnlyNames(autoescape=True)
    _Form(io.BytesIO(data)).render({}, names, autoescape=True)
    return list(names.found)


class _Form(DocxTemplate):
    """The library looks from each bracket to the end of the text: of many it would never come back."""

    def patch_xml(self, src_xml):
        if sum(map(src_xml.count, ("{{", "{%", "{#"))) > MOST_FIELDS or src_xml.count("{") > 10 * MOST_FIELDS:
            raise ValidationError(_("It has more than %(most)s fields."), params={"most": MOST_FIELDS})
        return super().patch_xml(src_xml)


class _OnlyNames(SandboxedEnvironment):
    """Between the brackets a name, and nothing else: asked of every text that is about to be filled, as it is then. In the file a bracket can
    be written as &#123;."""

    def __init__(self, **given):
        super().__init__(**given)
        self.found: dict[str, None] = {}

    def compile(self, source, *args, **kwargs):
        tree = self.parse(source) if isinstance(source, str) else source
        if not all(isinstance(node, _ALLOWED) for node in tree.find_all(nodes.Node)):
            raise ValidationError(_("Between {{ and }} there may be a name, and nothing else."))
        self.found |= dict.fromkeys(name.name for name in tree.find_all(nodes.Name))
        return super().compile(tree, *args, **kwargs)
