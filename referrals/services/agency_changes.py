"""Who changed what in the directory, and when: written with each change, never again."""

from referrals.models import Agency, AgencyChange

COLUMNS = ("name", "kana", "phone", "fax", "postal_code", "address", "takes", "hours", "notes")


def as_it_stands(agency: Agency) -> dict[str, str]:
    """Every column in words, as it lies in the database: of a new one nothing."""
    kept = Agency.objects.filter(pk=agency.pk).with_contacts().first()
    if kept is None:
        return {}
    said = {name: getattr(kept, name) for name in COLUMNS}
    said["kinds"] = "、".join(kind.name for kind in kept.kinds.all())
    said["contacts"] = "\n".join(f"{one} {one.phone}".strip() for one in kept.present_contacts)
    return said


def record_saved(agency: Agency, before: dict[str, str]) -> None:
    """Nothing where nothing became different."""
    after = as_it_stands(agency)
    lines = [[name, before.get(name, ""), after[name]] for name in after if before.get(name, "") != after[name]]
    if lines:
        record(agency, AgencyChange.What.CORRECTED if before else AgencyChange.What.MADE, lines)


def record(agency: Agency, what: AgencyChange.What, lines=()) -> None:
    AgencyChange.objects.create(agency=agency, what=what, lines=list(lines), by=agency.changed_by, at=agency.changed_at)
