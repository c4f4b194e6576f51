"""What came of a file is taken back whole, for two weeks and while nobody has worked on any of it: as if it had never been taken over.

Its rows can then be brought again. What is erased is erased as everywhere: keys first (`privacy/disposal.py`).
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Case
from moving.models import Move, MovedRow
from moving.services.looking import held
from privacy import context, outbox
from privacy.disposal import dispose
from privacy.gate import service
from privacy.models import AccessEvent, Dossier, Grant
from publishing.making import tell

Status, Trouble = Move.Status, Move.Trouble
BATCH = 500
NAMED = 20


@service("ledger.import", on=lambda move, **_: move.council)
def move_back_ask(move, *, actor) -> Move:
    """Refused with the numbers of the cases that somebody has worked on."""
    move = held(move)
    if not move.is_taken:
        return move
    if not move.can_go_back:
        raise ValidationError(_("This was taken over more than two weeks ago, and stays."))
    if worked_on := touched(move, actor):
        raise ValidationError(
            _("Somebody has worked on these since: %(cases)s. Nothing was taken back.") % {"cases": _numbers(worked_on, actor)}
        )
    move.status, move.trouble, move.tries, move.back_by = Status.GOING, "", move.tries + 1, actor
    move.save()
    outbox.enqueue("moving.return", key=f"moving.return:{move.pk}:{move.tries}", move=move.pk)
    return move


@service("ledger.import", on=lambda move, **_: move.council)
def move_return(move, *, actor) -> Move:
    """By the task, which asks once more."""
    move = held(move)
    if move.status != Status.GOING:
        return move
    try:
        with transaction.atomic():
            _return(move, actor)
    except (ValidationError, IntegrityError):
        move.status, move.trouble, move.back_by = Status.TAKEN, Trouble.WORKED_ON, None
    else:
        move.status, move.back_at = Status.BACK, timezone.now()
    move.save()
    return move


def touched(move, actor) -> set[uuid.UUID]:
    """The dossiers of its cases and people in which somebody wrote since, or about which there is something that did not come with it.

    And the cases that are closed to whoever takes it back: nobody erases what they may not write. They are answered as if written in since."""
    cases, people, parts = _dossiers(move)
    ours = cases | people | parts
    found = cases - _open_to(actor, cases)
    for some in _batches(sorted(ours)):
        # Its own are written when its task ends.
        events = AccessEvent.objects.about(some).filter(kind="write", at__gt=move.taken_at).exclude(action="ledger.import")
        found |= {pk for said in events.values_list("dossiers", flat=True) for pk in said} & ours
        others = Dossier.objects.filter(Q(subject__in=some) | Q(parent__in=some)).exclude(pk__in=ours)
        found |= {pk for pair in others.values_list("subject", "parent") for pk in pair} & ours
    return found


def _open_to(actor, cases: set[uuid.UUID]) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    for some in _batches(sorted(cases)):
        found |= set(Case.objects.visible_to(actor, "case.write").filter(dossier__in=some).values_list("dossier", flat=True))
    return found


def _return(move, actor) -> None:
    if touched(move, actor):
        raise ValidationError("")
    cases, people, parts = _dossiers(move)
    Grant.objects.filter(content_object__in=cases).end(timezone.localdate())
    gone = [*sorted(parts), *sorted(cases), *sorted(people)]
    for begun, some in enumerate(_batches(gone)):
        tell(move.pk, begun * BATCH, len(gone))
        dispose(some)
    with connection.cursor() as cursor:
        # Whatever speaks of one of these records says so now, and not when everything seems to be done.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    tell(move.pk, len(gone), len(gone))
    context.current().forget_decisions()


def _dossiers(move) -> tuple[set[uuid.UUID], set[uuid.UUID], set[uuid.UUID]]:
    """(of its cases, of the people whose records it made, of what lies below the cases)"""
    rows = MovedRow.objects.filter(move=move)
    cases = set(rows.values_list("dossier", flat=True))
    people = set(rows.exclude(person=None).values_list("person__dossier", flat=True))
    below = Dossier.objects.filter(parent__in=rows.values("dossier"), created_at__lte=move.taken_at)
    return cases, people, set(below.values_list("pk", flat=True))


def _numbers(dossiers: set[uuid.UUID], user) -> str:
    """Of the cases that this reader can see; somebody's own record by their cases."""
    rows = Case.objects.visible_to(user).filter(Q(dossier__in=dossiers) | Q(dossier__subject__in=dossiers)).numbered()
    numbers = [case.number for case in rows.order_by("fiscal_year", "sequence")[: NAMED + 1]]
    return "、".join(numbers[:NAMED]) + ("…" if len(numbers) > NAMED or not numbers else "")


def _batches(rows: list):
    return [rows[begun : begun + BATCH] for begun in range(0, len(rows), BATCH)]
