"""The restriction of a case as those who are named to it see it."""

from dataclasses import dataclass

from casework.addresses import block_names
from casework.models import CaseRestriction, HiddenContact


def restriction_of(user, case) -> CaseRestriction | None:
    """The lasting one; none where the case is open, or was restricted by no press."""
    rows = CaseRestriction.objects.in_dossier_of(case, user).lasting().filter(case=case)
    return rows.select_related("case__dossier", "restricted_by", "confirmed_by", "lift_asked_by").first()


@dataclass(frozen=True)
class Hidden:
    """What was taken out of the person's shared record, for who holds the case."""

    contact: HiddenContact
    address: str


def hidden_of(user, case) -> list[Hidden]:
    rows = list(
        HiddenContact.objects.in_dossier_of(case, user).filter(case=case, returned_at=None).order_by("created_at", "id")
    )
    blocks = block_names(row.place_key for row in rows)
    return [Hidden(row, f"{blocks.get(row.place_key, '')} {row.block}".strip()) for row in rows]
