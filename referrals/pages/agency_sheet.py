"""The directory as rows of an Excel file, as it is given out; `moving/` takes it in again as it is."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from referrals.models import Agency

COLUMNS = {
    "name": _("Name"), "kana": _("Reading (furigana)"), "kinds": _("Kinds"), "phone": _("Telephone"), "fax": _("FAX"),
    "postal_code": _("Postal code"), "address": _("Address"), "takes": _("What it takes"), "hours": _("Hours"),
    "notes": _("Notes"), "contacts": pgettext_lazy("agency", "Contacts"),
}  # fmt: skip


def rows_of(council_id) -> list[list[str]]:
    """The heads, and each agency in use."""
    found = [[str(label) for label in COLUMNS.values()]]
    for agency in Agency.objects.filter(council=council_id).open().with_contacts():
        said = {"kinds": kinds_in_words(agency), "contacts": contacts_in_words(agency)}
        found.append([said[name] if name in said else getattr(agency, name) for name in COLUMNS])
    return found


def kinds_in_words(agency: Agency) -> str:
    return "、".join(kind.name for kind in agency.kinds.all())


def contacts_in_words(agency: Agency) -> str:
    """Each a line: office / name / telephone."""
    return "\n".join(" / ".join([one.role, one.name, one.phone]).rstrip(" /") for one in agency.present_contacts)
