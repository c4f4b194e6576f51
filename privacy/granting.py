"""Naming somebody to a dossier, and where that leads: nobody opens to another what they could not open themselves."""

from datetime import date
from typing import TYPE_CHECKING

from privacy import context
from privacy.dossiers import LEADS_TO_SUBJECT, WORK, Dossier, Grant, permission
from privacy.dossiers import level as level_of
from privacy.reach import lasts

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


def grant(
    user: "_User",
    dossier: Dossier,
    kind: str,
    *,
    level: str,
    from_date: date,
    until_date: date | None = None,
    purpose: str = "",
    given_by: "_User | None" = None,
    brings_subject: bool = False,
) -> Grant:
    """One grant a person, dossier and level; given again, it takes the new kind, dates and giver.

    `brings_subject`: the subject's record was made in the same act, by whom the grant is for.
    """
    allowed = level_of(level)
    lead = _lead(dossier, allowed.pk, given_by or context.current_or_none(), brings_subject)
    defaults = {
        "kind": kind, "from_date": from_date, "until_date": until_date, "purpose": purpose, "given_by": given_by, "lead": lead,
    }  # fmt: skip
    given, _made = Grant.objects.update_or_create(user=user, content_object=dossier, permission=allowed, defaults=defaults)
    return given


def lead_anew(dossier: Dossier, giver: "_User", *, brings_subject: bool) -> None:
    """After a dossier got its subject: whoever names it answers for where the grants there now lead."""
    for given in Grant.objects.filter(content_object=dossier):
        given.lead = _lead(dossier, given.permission_id, giver, brings_subject)
        given.save(update_fields=["lead"])


def _lead(dossier: Dossier, permission_id: int, giver: "context.Asker", brings_subject: bool) -> str:
    """What one cannot do oneself, and for good, one's own grant opens to nobody: then somebody who can is asked."""
    if dossier.subject is None or dossier.kind not in LEADS_TO_SUBJECT:
        return ""
    if dossier.subject.restricted and not dossier.restricted:
        # An ordinary record is given out by more people than may know of a restricted one.
        return Grant.Lead.ASKED
    action = "person.write" if permission_id == permission(WORK) else "person.read"
    return Grant.Lead.OPEN if brings_subject or lasts(giver, action, dossier.subject) else Grant.Lead.ASKED
