"""Services that write, mend, correct and move notes. None of them deletes."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attachments.services import move_along
from casework.codes import CaseStatus, StepKind
from casework.models import CaseStep, Circulation, ProgressNote
from casework.services.cases import touch
from casework.services.once import made_before
from privacy.gate import service
from privacy.reseal import reseal


class FirstNoteStays(ValidationError):
    """The first note cannot be moved: it is the intake itself, and the case would lose its beginning."""


class NoLongerMendable(ValidationError):
    """The ten minutes are over or somebody else wrote the note. It can be corrected with a reason instead."""


@service("note.write", on=lambda case, **_: case)
def note_add(
    case, *, actor, id, met_at, means, text="", soaip=None, minutes=None, with_whom="", source="", third_party=False,
    next_contact_date=None, next_contact_todo="", readers=(), now=None,
) -> ProgressNote:  # fmt: skip
    """Adds a note of one contact. A second call with the same `id` adds none. Without a next contact the case keeps the one it has."""
    now = now or timezone.now()
    again, id = made_before(
        ProgressNote, id, lambda note: (note.case_id, note.author_id) == (case.pk, actor.pk), text=text, soaip=soaip
    )
    if again:
        return again
    note = ProgressNote(
        id=id, case=case, dossier=case.dossier, area_id=case.area_id, author=actor, met_at=met_at, means=means,
        minutes=minutes, with_whom=with_whom, text=text, soaip=soaip, source=source, third_party=third_party,
        next_contact_date=next_contact_date, next_contact_todo=next_contact_todo, created_at=now,
    )  # fmt: skip
    _check(note, now)
    note.save()
    for reader in readers:
        _circulate(note, actor, reader)
    _move_on(case, note, now)
    return note


@service("note.write", on=lambda note, **_: note)
def note_mend(note, *, actor, now=None, **values) -> ProgressNote:
    """Changes the note without a trace, for its writer and within ten minutes."""
    now = now or timezone.now()
    if not note.is_mendable(actor, now):
        raise NoLongerMendable(_("Ten minutes have passed: add a correction with its reason."))
    return _change(note, values, now)


@service("note.write", on=lambda note, **_: note)
def note_correct(note, *, actor, now=None, **values) -> ProgressNote:
    """Corrects the note with a reason (`reason=`). The earlier text stays readable in the history."""
    now = now or timezone.now()
    note.corrected_at = now
    return _change(note, values, now)


@service("note.move", on=lambda note, *, to, **_: [note, to])
def note_move(note, *, actor, to) -> ProgressNote:
    """Moves a note from the wrong case, with its history, and encrypts it for the new dossier. Both cases keep a line that says so."""
    source = note.case
    if note.is_first:
        raise FirstNoteStays(_("The first note is the intake itself and stays with its case."))
    if to.pk == source.pk:
        raise ValidationError(_("It is on this case already."))
    for circulation in Circulation.objects.visible_to(actor, "note.move").filter(note=note):
        reseal(circulation, to.dossier)
    move_along(note, to.dossier, actor=actor, action="note.move")
    reseal(note, to.dossier)
    note.case, note.area_id, note.is_first = to, to.area_id, False
    note.save()
    for case in (source, to):
        CaseStep(
            case=case, dossier=case.dossier, kind=StepKind.MOVED, on_date=timezone.localdate(), at=timezone.now(), actor=actor,
            text=str(note.pk),
        ).save()  # fmt: skip
    return note


@service("note.write", on=lambda note, **_: note)
def note_circulate(note, *, actor, reader) -> Circulation:
    return _circulate(note, actor, reader)


@service("note.read", on=lambda circulation, **_: circulation)
def note_mark_read(circulation, *, actor) -> Circulation:
    """供覧: records that somebody has read the note. Only the one who was asked to read it may say so."""
    if circulation.reader_id != actor.pk:
        raise ValidationError(_("This was sent to somebody else."))
    circulation.read_at = circulation.read_at or timezone.now()
    circulation.save()
    return circulation


def _circulate(note, actor, reader) -> Circulation:
    found = Circulation.objects.filter(note=note, reader=reader).first()
    if found:
        return found
    circulation = Circulation(note=note, dossier=note.dossier, reader=reader, asked_by=actor)
    circulation.clean_values()
    circulation.save()
    return circulation


def _change(note, values, now) -> ProgressNote:
    for name, value in values.items():
        setattr(note, name, value)
    _check(note, now)
    note.save()
    if {"next_contact_date", "next_contact_todo"} & set(values):
        _move_on(note.case, note, now)
    return note


def _check(note, now) -> None:
    if note.met_at > now + timezone.timedelta(minutes=5):
        raise ValidationError({"met_at": _("A contact cannot lie in the future.")})
    if not note.text.strip() and not any((note.soaip or {}).values()):
        raise ValidationError({"text": _("Write what happened.")})
    if note.next_contact_todo and not note.next_contact_date:
        raise ValidationError({"next_contact_date": _("Say on which day.")})
    note.clean_values()


def _move_on(case, note, now) -> None:
    """A contact moves a fresh intake into assessment no further than people say; it sets the next contact and the activity."""
    ended = case.status in (CaseStatus.CLOSED, CaseStatus.TRANSFERRED)
    latest = not ProgressNote.objects.filter(case=case, met_at__gt=note.met_at).exists()
    if note.next_contact_date or (
        latest and note.is_counted and case.next_contact_date and case.next_contact_date <= timezone.localdate(note.met_at)
    ):
        stands, wanted = (case.next_contact_date, case.next_contact_todo), (note.next_contact_date, note.next_contact_todo)
        if stands != wanted and not ended:
            case.next_contact_date, case.next_contact_todo = wanted
            case.save()
    touch(case, now)
