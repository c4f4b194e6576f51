"""A file of an old ledger lies on the desk of whoever brought it, is looked through, and is thrown away by them or after a while."""

import uuid
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.services.drafts import desk_of
from moving import words
from moving.lines import How
from moving.models import KEPT, Move, MoveContent, MovedAgency
from moving.subjects import SUBJECTS, anywhere
from privacy.gate import require, service
from privacy.reach import can

Status = Move.Status


@service("file.bring", on=lambda council, **_: anywhere(council))
def move_begin(council, *, actor, tables, id: uuid.UUID, subject=Move.Subject.LEDGER) -> Move:
    """Brought twice under one `id`, it lies there once."""
    found = Move.objects.filter(council=council, pk=id).first()
    if found:
        return found
    move = Move(id=id, council=council, brought_by=actor, subject=subject)
    require_subject(actor, move)
    move.save(force_insert=True)
    desk = desk_of(actor, council)
    require(actor, "desk.use", desk)
    content = MoveContent(move=move, dossier=desk)
    content.payload = {"tables": [table.kept() for table in tables], "how": None, "decided": {}}
    content.save()
    return move


@service("file.bring", on=lambda move, **_: anywhere(move.council))
def move_look(move, *, actor, content, how: How, decided: dict[str, str]) -> Move:
    """How it is to be read from now on, and who is who in it. What heads and words mean is remembered for the council's next file."""
    require_subject(actor, move)
    require(actor, "desk.use", content)
    if not held(move).is_open:
        raise ValidationError(_("This was taken over or thrown away meanwhile. Nothing was changed."))
    content.payload |= {"how": asdict(how), "decided": content.payload["decided"] | decided}
    content.save()
    meanings = {(SUBJECTS[move.subject].reader.column, label): target for label, target in how.columns.items()}
    meanings |= {(kind, word): code for kind, chosen in how.words.items() for word, code in chosen.items()}
    words.remember(move.council, meanings)
    return move


@service("file.bring", on=lambda move, **_: anywhere(move.council))
def move_drop(move, *, actor) -> Move:
    """Whoever brought it may throw it away before it was taken over."""
    require_subject(actor, move)
    move = held(move)
    if move.is_open and move.brought_by_id == actor.pk:
        empty(move)
        move.status = Status.DROPPED
        move.save(update_fields=["status"])
    return move


def require_subject(actor, move) -> None:
    """What a file of its kind becomes is written by whoever may write it by hand."""
    subject = SUBJECTS[move.subject]
    require(actor, subject.action, subject.where(move.council))


def held(move) -> Move:
    return Move.objects.select_related("council").select_for_update(of=("self",)).get(pk=move.pk)


def empty(move) -> None:
    """What the file said is gone."""
    for content in MoveContent.objects.filter(move=move).defer("payload"):
        content.payload = None
        content.save(update_fields=["payload"])


@transaction.atomic
def end_of(person) -> None:
    """Of somebody who lost a role, their pledge or their account, where that was what let them bring a ledger."""
    if lost := [code for code, subject in SUBJECTS.items() if not can(person, subject.action)]:
        theirs = Q(status__in=[Status.OPEN, Status.TAKING], brought_by=person) | Q(status=Status.GOING, back_by=person)
        _end(Move.objects.filter(theirs, subject__in=lost))


@transaction.atomic
def forget_files() -> None:
    """Those that nobody took over within two weeks, those of people whose last day has passed, and how agencies stood before a list that
    cannot be taken back any more. The daily job does it."""
    over = Move.objects.filter(status=Status.TAKEN, taken_at__lt=timezone.now() - KEPT)
    MovedAgency.objects.filter(move__in=over, before__isnull=False).update(before=None)
    _end(Move.objects.filter(status__in=[Status.OPEN, Status.TAKING], brought_at__lt=timezone.now() - KEPT))
    running = Move.objects.filter(status__in=[Status.TAKING, Status.GOING]).select_related("brought_by", "back_by")
    for person in {move.back_by or move.brought_by for move in running}:
        end_of(person)


def _end(moves) -> None:
    """What a task holds just now is left to it. What was not taken back after all is as it was."""
    for move in moves.select_for_update(skip_locked=True):
        if move.status == Status.GOING:
            move.status, move.back_by = Status.TAKEN, None
        else:
            empty(move)
            move.status = Status.DROPPED
        move.save(update_fields=["status", "back_by"])
