"""An old ledger or list is taken over whole or not at all, by a task; the same rows once, however often and by however many they are brought."""

from collections.abc import Callable
from dataclasses import fields

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from moving.lines import Found, How, Reader
from moving.models import Move, MoveContent
from moving.plans import Changed, Plan
from moving.services.looking import empty, held, require_subject
from moving.services.making_agencies import make_agencies
from moving.services.making_cases import make_cases
from moving.services.making_enrolments import make_enrolments
from moving.subjects import SUBJECTS, anywhere
from privacy import outbox
from privacy.gate import service
from programs.files.reading import Table

Status, Trouble, Subject = Move.Status, Move.Trouble, Move.Subject
# What is made of each kind of file: (its plan, the move, whoever takes it over).
TAKES: dict[str, Callable[..., None]] = {
    Subject.LEDGER: make_cases, Subject.ENROLMENTS: make_enrolments, Subject.AGENCIES: make_agencies,
}  # fmt: skip
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('moving'), %s)"


@service("file.bring", on=lambda move, **_: anywhere(move.council))
def move_ask(move, *, actor, expected: dict[str, int]) -> Move:
    """Asked twice, it is taken over once. `expected`: how much of everything the page has shown."""
    require_subject(actor, move)
    move = held(move)
    if not move.is_open:
        return move
    if move.brought_by_id != actor.pk:
        raise ValidationError(_("Only whoever brought a file takes it over."))
    for name, number in expected.items():
        setattr(move, name, number)
    move.status, move.trouble, move.tries = Status.TAKING, "", move.tries + 1
    move.save()
    outbox.enqueue("moving.take", key=f"moving.take:{move.pk}:{move.tries}", move=move.pk)
    return move


@service("file.bring", on=lambda move, **_: anywhere(move.council))
def move_take(move, *, actor) -> Move:
    """By the task. Where something changed since it was confirmed nothing is taken over, and the page says so."""
    require_subject(actor, move)
    move = held(move)
    if move.status != Status.TAKING:
        return move
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [move.council_id])
    try:
        with transaction.atomic():
            _take(move, actor)
    except Changed:
        move.status, move.trouble = Status.OPEN, Trouble.CHANGED
        move.save(update_fields=["status", "trouble"])
        return move
    move.status, move.taken_at = Status.TAKEN, timezone.now()
    move.save(update_fields=["status", "taken_at"])
    empty(move)
    return move


def _take(move, actor) -> None:
    content = MoveContent.objects.visible_to(actor).get(move=move)
    _reader, _found, plan = read(move, content.payload, actor)
    if plan.undecided or plan.counts != shown_of(move):
        raise Changed("")
    TAKES[move.subject](plan, move, actor)


def read(move, payload: dict, actor) -> tuple[Reader, Found, Plan]:
    reader = reader_of(move, payload)
    found = reader.read()
    return reader, found, SUBJECTS[move.subject].plan(reader, found, actor, payload["decided"])


def reader_of(move, payload: dict) -> Reader:
    known = {one.name for one in fields(How)}
    how = How(**{name: said for name, said in payload["how"].items() if name in known}) if payload["how"] else None
    return SUBJECTS[move.subject].reader(move.council, [Table(**table) for table in payload["tables"]], how)


def shown_of(move) -> dict[str, int]:
    return {name: getattr(move, name) for name in SUBJECTS[move.subject].counted}
