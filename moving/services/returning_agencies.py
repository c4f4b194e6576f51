"""What a list did to the directory is taken back: what was corrected says again what it said before, and what was new is closed, since the
directory deletes nothing: its changes go on telling what happened."""

import uuid
from datetime import date

from django.utils import timezone

from casework.models import Consent, Disclosure, Ground
from moving.models import MovedAgency
from publishing.making import tell
from referrals import services
from referrals.models import Agency, AgencyChange, AgencyContact
from referrals.models.agencies import receiver_code


def touched_agencies(move) -> set[uuid.UUID]:
    """Those that somebody changed since; and of those that were new also those that anything names: a referral, a call, a meeting, a consent."""
    rows = dict(MovedAgency.objects.filter(move=move).values_list("agency", "before"))
    changed = AgencyChange.objects.filter(agency__in=rows, at__gt=move.taken_at)
    return set(changed.values_list("agency", flat=True)) | _named({pk for pk, before in rows.items() if before is None})


def _named(agencies: set[uuid.UUID]) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    for field in _pointing_at(Agency):
        if field.model not in (AgencyContact, AgencyChange, MovedAgency):
            found |= set(_every(field.model).filter(**{f"{field.name}__in": agencies}).values_list(field.name, flat=True))
    for field in _pointing_at(AgencyContact):
        rows = _every(field.model).filter(**{f"{field.name}__agency__in": agencies})
        found |= set(rows.values_list(f"{field.name}__agency", flat=True))
    by_code = {receiver_code(pk): pk for pk in agencies}
    codes = list(by_code)
    named = [
        _every(Ground).filter(receiver__in=codes).values_list("receiver"),
        _every(Consent).filter(recipients__overlap=codes).values_list("recipients", flat=True),
        _every(Disclosure).filter(receiver__overlap=codes).values_list("receiver", flat=True),
    ]
    return found | {by_code[code] for rows in named for row in rows for code in row if code in by_code}


def _pointing_at(model) -> list:
    """Foreign keys of whatever app, histories left out: they keep what was."""
    relations = model._meta.get_fields(include_hidden=True)
    fields = [one.field for one in relations if one.one_to_many and one.auto_created]
    return [field for field in fields if field.db_constraint and not field.model._meta.auto_created]


def _every(model):
    return model._base_manager.all()


def return_agencies(move, actor) -> None:
    rows = list(MovedAgency.objects.filter(move=move).select_related("agency__council", "agency__merged_into"))
    tell(move.pk, 0, len(rows))
    today = timezone.localdate()
    lines = []
    for row in rows:
        values = dict(row.before or {})
        closed = values.pop("closed_date", None) if row.before else today.isoformat()
        lines.append((row.agency, values, closed and date.fromisoformat(closed)))
    services.agencies_put_back(actor=actor, council=move.council, lines=lines)
    tell(move.pk, len(rows), len(rows))
