"""変更履歴 of an agency: who did what with it, when."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from referrals.models import Agency, AgencyChange

MOST = 200


@dataclass(frozen=True)
class Line:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    change: AgencyChange
    lines: list[Line]


def changes_of(agency: Agency) -> list[Row]:
    """The newest first."""
    found = AgencyChange.objects.filter(agency=agency).select_related("by")[:MOST]
    return [Row(one, [Line(_label(name), before, after) for name, before, after in one.lines]) for one in found]


def _label(column: str) -> str:
    if column == "contacts":
        return pgettext("agency", "Contacts")
    if column == "merged_into":
        return _("Kept under")
    return str(Agency._meta.get_field(column).verbose_name)
