"""The directory as rows of an Excel file, and such rows as what they would change: row by row, each error in its column."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from japan import phones
from japan.widths import nfkc
from referrals.forms.agencies import PARTS, AgencyForm
from referrals.models import Agency
from referrals.services.agencies import kinds_of

COLUMNS = {
    "name": gettext_lazy("Name"), "kana": gettext_lazy("Reading (furigana)"), "kinds": gettext_lazy("Kinds"),
    "phone": gettext_lazy("Telephone"), "fax": gettext_lazy("FAX"), "postal_code": gettext_lazy("Postal code"),
    "address": gettext_lazy("Address"), "takes": gettext_lazy("What it takes"), "hours": gettext_lazy("Hours"),
    "notes": gettext_lazy("Notes"), "contacts": pgettext_lazy("agency", "Contacts"),
}  # fmt: skip
# Columns that Excel may have kept as numbers.
PHONES = ("phone", "fax")
# Rows in which the heads are looked for.
HIGHEST = 10
# What a formula shows that came to nothing.
BROKEN = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_BETWEEN = re.compile(r"[、,，\n]+")
_PARTS = re.compile(r"[/／]")


@dataclass
class Line:
    """One row of the file. `errors`: (column, what is wrong), `mended`: (column, what is taken in instead); `values`: for the service, where
    nothing is wrong."""

    number: int
    name: str
    agency: Agency | None
    errors: list[tuple[str, str]] = field(default_factory=list)
    mended: list[tuple[str, str]] = field(default_factory=list)
    values: dict = field(default_factory=dict)

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        if self.errors:
            return _("To be mended"), "bad", "oct"
        return (_("Corrected"), "now", "pen") if self.agency else (_("New"), "ok", "plus")


def rows_of(council_id) -> list[list[str]]:
    """The heads, and each agency in use; a contact is a line: office / name / telephone."""
    found = [[str(label) for label in COLUMNS.values()]]
    for agency in Agency.objects.filter(council=council_id).open().with_contacts():
        kinds = "、".join(kind.name for kind in agency.kinds.all())
        people = "\n".join(" / ".join([one.role, one.name, one.phone]).rstrip(" /") for one in agency.present_contacts)
        plain = [getattr(agency, name) for name in COLUMNS if name not in ("kinds", "contacts")]
        found.append([*plain[:2], kinds, *plain[2:], people])
    return found


def missing_columns(rows) -> list[str]:
    """Of those without which no row can be read; nothing where some row near the top names all of them."""
    return _missing(rows[_head_of(rows)]) if rows else _missing([])


def _missing(row) -> list[str]:
    return [str(COLUMNS[name]) for name in ("name", "kinds", "contacts") if name not in _places(row)]


def _places(row) -> dict[str, int]:
    """Where each column stands; its head may be written in either width (ＦＡＸ, FAX)."""
    heads = {nfkc(text).strip(): at for at, text in enumerate(row)}
    return {name: heads[head] for name, label in COLUMNS.items() if (head := nfkc(str(label))) in heads}


def _head_of(rows) -> int:
    """Above the heads may stand what the list is called, over several columns."""
    return min(range(min(len(rows), HIGHEST)), key=lambda at: (len(_missing(rows[at])), at))


def lines_of(rows, council_id) -> list[Line]:
    """An agency of the same name is corrected; a column that the file has not stays as it is. The same name twice is an error."""
    top = _head_of(rows)
    places = _places(rows[top])
    kinds = kinds_of(council_id)
    known = {agency.name: agency for agency in Agency.objects.filter(council=council_id).open().with_contacts()}
    found: list[Line] = []
    for number, row in enumerate(rows[top + 1 :], top + 2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
        if any(cells.values()):
            found.append(_line(number, cells, kinds, known, {line.name for line in found}))
    return found


def _line(number, cells, kinds, known, before) -> Line:
    agency = known.get(cells["name"])
    line = Line(number, cells["name"], agency)
    _give_zeros_back(line, cells)
    form = AgencyForm(data=_as_form(cells, kinds, agency), kinds=kinds, agency=agency)
    if cells["name"] in before:
        line.errors.append((str(COLUMNS["name"]), _("This name stands in the file twice.")))
    for column, text in cells.items():
        if text in BROKEN:
            line.errors.append((str(COLUMNS[column]), _("Excel shows an error in this cell: %(text)s") % {"text": text}))
    unknown = [name for name in _pieces(cells["kinds"]) if name not in {kind.name for kind in kinds}]
    if unknown:
        line.errors.append(
            (str(COLUMNS["kinds"]), _("The directory has no such kind: %(names)s") % {"names": "、".join(unknown)})
        )
    for name, messages in form.errors.items():
        column = "contacts" if name.startswith("contact_") else name
        if not (column == "kinds" and unknown):
            line.errors += [(str(COLUMNS[column]), message) for message in messages]
    if not line.errors:
        line.values = form.agency_values
    return line


def _give_zeros_back(line, cells) -> None:
    """Excel keeps a telephone as a number, without its first zero, unless the column is text: it is put back, and said."""
    for column in filter(cells.get, PHONES):
        if (whole := phones.with_its_zero(cells[column])) != cells[column]:
            cells[column] = whole
            line.mended.append(
                (str(COLUMNS[column]), _("Excel left out the first zero. Taken in: %(number)s") % {"number": whole})
            )


def _as_form(cells, kinds, agency) -> dict:
    """What the page of one agency would send."""
    ids = {kind.name: str(kind.pk) for kind in kinds}
    data = {
        name: cells.get(name, getattr(agency, name) if agency else "") for name in COLUMNS if name not in ("kinds", "contacts")
    }
    data["kinds"] = [ids[name] for name in _pieces(cells["kinds"]) if name in ids]
    for number, text in enumerate(filter(None, map(str.strip, cells["contacts"].split("\n")))):
        parts = [part.strip() for part in _PARTS.split(text, maxsplit=2)]
        data |= {f"contact_{number}_{part}": words for part, words in zip(PARTS, parts, strict=False)}
    return data


def _pieces(text) -> list[str]:
    return [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]
