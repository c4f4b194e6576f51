"""The restriction of a case as those who are named to it see it."""

from casework.models import CaseRestriction


def restriction_of(user, case) -> CaseRestriction | None:
    """The lasting one; none where the case is open, or was restricted by no press."""
    rows = CaseRestriction.objects.in_dossier_of(case, user).lasting().filter(case=case)
    return rows.select_related("case__dossier", "restricted_by", "confirmed_by", "lift_asked_by").first()
