"""Rows as locked files: one, or one for each district or person in charge, each with a password of its own."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from exports import locking
from exports.kinds import KINDS, Line
from exports.models import Export, Form, Split
from japan.wareki import format_wareki
from privacy.models import Area
from publishing import sheets
from ui import workbook

# A cell of Excel holds a few more.
LONGEST = 32_000
CUT = "……（長いため、続きは記録を見てください）"


@dataclass
class Part:
    """`whom`: a district or a person in charge; nothing where it is the only one."""

    whom: str
    lines: list[Line]

    @property
    def said(self) -> dict:
        return {"whom": self.whom, "people": len({line.person for line in self.lines}), "rows": len(self.lines)}


def parts_of(export: Export, lines: Iterable[Line]) -> list[Part]:
    """Each recipient's own rows and nobody else's. A case of two people in charge is in both of theirs."""
    if export.split == Split.NONE:
        return [Part("", list(lines))]
    labels = {area.pk: area.label for area in Area.objects.filter(pk__in=export.districts)}
    found: dict[object, Part] = defaultdict(lambda: Part("", []))
    for line in lines:
        theirs = _theirs(export, line, labels)
        for key, whom in theirs.items():
            found[key].whom = whom
            found[key].lines.append(line)
    return [found[key] for key in sorted(found, key=lambda key: found[key].whom)]


def _theirs(export: Export, line: Line, labels: dict[int, str]) -> dict[object, str]:
    """{what tells a part from the others: for whom it is} of the parts in which this row is."""
    if export.split == Split.DISTRICT:
        return {line.district: labels[line.district]}
    in_charge: dict[object, str] = dict(line.staff.items())
    return in_charge or {None: _("Nobody in charge")}


def locked(export: Export, parts: list[Part]) -> tuple[bytes, list[str]]:
    """(the file, a password for each part). Its name says no name: a browser keeps it for long."""
    files, passwords = {}, []
    for number, part in enumerate(parts, 1):
        password = locking.make_password()
        name = f"{stem(export)}-{number:02d}" if len(parts) > 1 else stem(export)
        files[f"{name}.{suffix(export)}"] = _locked(export, part, name, password)
        passwords.append(password)
    return (locking.together(files) if len(files) > 1 else next(iter(files.values()))), passwords


def file_name(export: Export, parts: int) -> str:
    return f"{stem(export)}.{'zip' if parts > 1 else suffix(export)}"


def stem(export: Export) -> str:
    return f"ledger-{timezone.localdate(export.asked_at):%Y%m%d}-{str(export.pk)[:4]}"


def suffix(export: Export) -> str:
    return "xlsx" if export.form == Form.EXCEL else "zip"


def _locked(export: Export, part: Part, name: str, password: str) -> bytes:
    with override("ja"):
        above = [[line] for line in _about(export, part)] + [[]]
        rows = [*above, KINDS[export.kind].heads, *([_cell(text) for text in line.cells] for line in part.lines)]
        if export.form == Form.EXCEL:
            sheet = workbook.Sheet(workbook.sheet_name("台帳"), rows, heads=len(above) + 1)
            return locking.lock_excel(workbook.write_sheets([sheet]), password)
        written = sheets.as_cp932(rows) if export.form == Form.CP932 else sheets.as_csv(rows)
    return locking.lock_zip(f"{name}.csv", written, password)


def _about(export: Export, part: Part) -> list[str]:
    """What stands above the heads: whose file it is, and for what it was made."""
    days = f"{format_wareki(export.from_date)}～{format_wareki(export.until_date)}"
    made = f"{format_wareki(timezone.localdate())} {export.asked_by.display_name}"
    return [
        f"{KINDS[export.kind].label} ・ {days}" + (f" ・ {part.whom}" if part.whom else ""),
        f"{_('For what')}：{export.purpose} ・ {_('To whom')}：{export.recipient}", f"{_('Made by')}：{made}",
    ]  # fmt: skip


def _cell(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + CUT
