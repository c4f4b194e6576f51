"""The duty roster is written: a turn is made, put in the place of another, and ended."""

import uuid

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.context import Actor
from privacy.gate import service
from visits.duty import people_of
from visits.models import DutyTurn

WRITE = "duty.write"


@service(WRITE, on=lambda council, **_: council)
def duty_save(council, *, actor, id: uuid.UUID, instead: DutyTurn | None = None, **values) -> DutyTurn:
    """Twice under one `id` is once. `instead`: of which it takes the place."""
    found = DutyTurn.objects.filter(council=council, pk=id).first()
    if found:
        return found
    turn = DutyTurn(id=id, council=council, made_by=_user(actor), **values)
    if not people_of(council).filter(pk=turn.user_id).exists():
        raise ValidationError({"user": _("This person cannot take up what is reported.")})
    turn.full_clean()
    if instead:
        _end(instead, actor)
    turn.save()
    return turn


@service(WRITE, on=lambda turn, **_: turn.council)
def duty_end(turn: DutyTurn, *, actor) -> DutyTurn:
    return _end(turn, actor)


def _end(turn: DutyTurn, actor) -> DutyTurn:
    turn = DutyTurn.objects.select_for_update().get(pk=turn.pk)
    if turn.ended_at is None:
        turn.ended_at, turn.ended_by = timezone.now(), _user(actor)
        turn.save(update_fields=["ended_at", "ended_by"])
    return turn


def _user(actor):
    return actor.user if isinstance(actor, Actor) else actor
