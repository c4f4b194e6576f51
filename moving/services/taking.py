"""An old ledger is taken over whole or not at all, by a task; the same rows once, however often and by however many they are brought."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.services.old_cases import old_cases_make
from moving.building import Ledger, ledger_of, old_cases
from moving.lines import How, Reader
from moving.models import Move, MoveContent, MovedRow
from moving.services.looking import empty, held
from privacy import outbox
from privacy.gate import service
from programs.files.reading import Table
from publishing.making import tell

Status, Trouble = Move.Status, Move.Trouble
# Cases in one event of the ledger, and as many between two looks at how far it is.
BATCH = 200
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('moving'), %s)"


class Changed(ValidationError):
    """What was confirmed is no longer what would be taken over."""


@service("ledger.import", on=lambda move, **_: move.council)
def move_ask(move, *, actor, expected: dict[str, int]) -> Move:
    """Asked twice, it is taken over once. `expected`: how many cases, people and contacts the page has shown."""
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


@service("ledger.import", on=lambda move, **_: move.council)
def move_take(move, *, actor) -> Move:
    """By the task. Where something changed since it was confirmed nothing is taken over, and the page says so."""
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
    ledger, decided = read(move.council, content.payload, actor), content.payload["decided"]
    if any(one.key not in decided for one in ledger.asked) or counts_of(ledger, decided) != shown_of(move):
        raise Changed("")
    made = list(old_cases(ledger, decided, move.council))
    for begun in range(0, len(made), BATCH):
        tell(move.pk, begun, len(made))
        batch = made[begun : begun + BATCH]
        old_cases_make(move.council, actor=actor, cases=[case for case, _rows in batch])
        MovedRow.objects.create_all(
            MovedRow(
                dossier=case.made.dossier, move=move, council=move.council, case=case.made, key=line.key,
                person=case.subject.record if case.subject and case.subject.is_new else None,
            )
            for case, rows in batch for line in rows
        )  # fmt: skip
    tell(move.pk, len(made), len(made))


def read(council, payload: dict, actor) -> Ledger:
    reader = reader_of(council, payload)
    return ledger_of(reader, reader.read().right, actor)


def reader_of(council, payload: dict) -> Reader:
    how = How(**payload["how"]) if payload["how"] else None
    return Reader(council, [Table(**table) for table in payload["tables"]], how)


def counts_of(ledger: Ledger, decided: dict[str, str]) -> dict[str, int]:
    """`people`: those who get a record."""
    new = sum(1 for one in ledger.people if not (one.may_be and decided.get(one.key)))
    return {"cases": len(ledger.cases), "people": new, "contacts": ledger.contacts}


def shown_of(move) -> dict[str, int]:
    return {"cases": move.cases, "people": move.people, "contacts": move.contacts}
