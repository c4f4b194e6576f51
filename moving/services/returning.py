"""What came of a file is taken back whole, for two weeks and while nobody has worked on any of it: as if it had never been taken over.

Its rows can then be brought again. What is erased is erased as everywhere: keys first (`privacy/disposal.py`).
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Case, Consent
from casework.services import consent_withdraw
from moving.models import Move, MovedEnrolment, MovedRow
from moving.services.looking import held, require_subject
from moving.services.returning_agencies import return_agencies, touched_agencies
from moving.subjects import anywhere
from privacy import context, outbox
from privacy.disposal import dispose
from privacy.gate import service
from privacy.models import AccessEvent, Dossier, Grant
from publishing.making import tell
from visits.models import Enrolment

Status, Trouble, Subject = Move.Status, Move.Trouble, Move.Subject
# Of each kind of file: its rows, what each of them became, and the right to write it.
ROWS = {Subject.LEDGER: (MovedRow, Case, "case.write"), Subject.ENROLMENTS: (MovedEnrolment, Enrolment, "enrolment.write")}
# What its own task writes.
OWN = ("file.bring", "ledger.import")
BATCH = 500
NAMED = 20


@service("file.bring", on=lambda move, **_: anywhere(move.council))
def move_back_ask(move, *, actor) -> Move:
    """Refused with the numbers of the cases that somebody has worked on, or with how many enrolments or agencies."""
    require_subject(actor, move)
    move = held(move)
    if not move.is_taken:
        return move
    if not move.can_go_back:
        raise ValidationError(_("This was taken over more than two weeks ago, and stays."))
    if worked_on := touched(move, actor):
        raise ValidationError(_worked_on(move, worked_on, actor))
    move.status, move.trouble, move.tries, move.back_by = Status.GOING, "", move.tries + 1, actor
    move.save()
    outbox.enqueue("moving.return", key=f"moving.return:{move.pk}:{move.tries}", move=move.pk)
    return move


@service("file.bring", on=lambda move, **_: anywhere(move.council))
def move_return(move, *, actor) -> Move:
    """By the task, which asks once more."""
    require_subject(actor, move)
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
    """The dossiers of what it became in which somebody wrote since, or about which there is something that did not come with it; agencies
    that somebody changed or uses.

    And what is closed to whoever takes it back: nobody erases what they may not write. That is answered as if written in since."""
    if move.subject == Subject.AGENCIES:
        return touched_agencies(move)
    records, people, parts = _dossiers(move)
    ours = records | people | parts
    found = records - _open_to(move, actor, records)
    for some in _batches(sorted(ours)):
        # Its own are written when its task ends; and what a nightly job notes is nobody's work.
        written = AccessEvent.objects.about(some).filter(kind="write", at__gt=move.taken_at, actor__isnull=False)
        events = written.exclude(action__in=OWN)
        found |= {pk for said in events.values_list("dossiers", flat=True) for pk in said} & ours
        others = Dossier.objects.filter(Q(subject__in=some) | Q(parent__in=some)).exclude(pk__in=ours)
        found |= {pk for pair in others.values_list("subject", "parent") for pk in pair} & ours
    return found


def _open_to(move, actor, records: set[uuid.UUID]) -> set[uuid.UUID]:
    _rows, model, action = ROWS[move.subject]
    found: set[uuid.UUID] = set()
    for some in _batches(sorted(records)):
        found |= set(model.objects.visible_to(actor, action).filter(dossier__in=some).values_list("dossier", flat=True))
    return found


def _return(move, actor) -> None:
    if touched(move, actor):
        raise ValidationError("")
    if move.subject == Subject.AGENCIES:
        return_agencies(move, actor)
    else:
        _erase(move, actor)


def _erase(move, actor) -> None:
    records, people, parts = _dossiers(move)
    _withdraw(records, people, actor)
    Grant.objects.filter(content_object__in=records).end(timezone.localdate())
    gone = [*sorted(parts), *sorted(records), *sorted(people)]
    for begun, some in enumerate(_batches(gone)):
        tell(move.pk, begun * BATCH, len(gone))
        dispose(some)
    with connection.cursor() as cursor:
        # Whatever speaks of one of these records says so now, and not when everything seems to be done.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    tell(move.pk, len(gone), len(gone))
    context.current().forget_decisions()


def _withdraw(records: set[uuid.UUID], people: set[uuid.UUID], actor) -> None:
    """A consent that was written into the record of somebody known stays there, and holds no longer."""
    theirs = Enrolment.objects.filter(dossier__in=records).exclude(person__dossier__in=people)
    given = Consent.objects.filter(pk__in=theirs.values("consent"), withdrawn_date=None)
    open_ones = list(given.visible_to(actor, "consent.write"))
    if len(open_ones) != given.count():
        raise ValidationError("")
    for consent in open_ones:
        consent_withdraw(consent, actor=actor, on_date=timezone.localdate())


def _dossiers(move) -> tuple[set[uuid.UUID], set[uuid.UUID], set[uuid.UUID]]:
    """(of what it became, of the people whose records it made, of what lies below the first)"""
    rows = ROWS[move.subject][0].objects.filter(move=move)
    records = set(rows.values_list("dossier", flat=True))
    people = set(rows.exclude(person=None).values_list("person__dossier", flat=True))
    below = Dossier.objects.filter(parent__in=rows.values("dossier"), created_at__lte=move.taken_at)
    return records, people, set(below.values_list("pk", flat=True))


def _worked_on(move, dossiers: set[uuid.UUID], actor) -> str:
    if move.subject == Subject.LEDGER:
        return _("Somebody has worked on these since: %(cases)s. Nothing was taken back.") % {
            "cases": _numbers(dossiers, actor)
        }
    return _("Somebody has worked on %(number)d of these records since. Nothing was taken back.") % {"number": len(dossiers)}


def _numbers(dossiers: set[uuid.UUID], user) -> str:
    """Of the cases that this reader can see; somebody's own record by their cases."""
    rows = Case.objects.visible_to(user).filter(Q(dossier__in=dossiers) | Q(dossier__subject__in=dossiers)).numbered()
    numbers = [case.number for case in rows.order_by("fiscal_year", "sequence")[: NAMED + 1]]
    return "、".join(numbers[:NAMED]) + ("…" if len(numbers) > NAMED or not numbers else "")


def _batches(rows: list):
    return [rows[begun : begun + BATCH] for begun in range(0, len(rows), BATCH)]
