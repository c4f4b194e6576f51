"""Attaching a file to a record, saying what it is, removing it and putting it back. Who may, the record decides."""

from hashlib import sha256

from django.utils import timezone

from attachments.clamd import scan_kept
from attachments.codes import Scan
from attachments.looking import Looked
from attachments.models import Attachment, Piece
from attachments.opening import content_of
from attachments.parents import parent_of
from privacy.gate import require, service
from privacy.reseal import reseal

PIECE = 1_000_000


@service("attachment.write", on=lambda record, **_: record)
def attachment_add(record, *, actor, id, looked: Looked, name, description="", now=None) -> Attachment:
    """A second call with the same `id` adds none; one at the same moment waits for the first."""
    parent = parent_of(record)
    require(actor, parent.write, record)
    parent.model.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if found := Attachment.objects.in_dossier_of(record, actor).filter(pk=id).first():
        return found
    attachment = Attachment(
        id=id, dossier_id=record.dossier_id, parent=parent.name, about=record.pk, kind=looked.kind, name=name,
        description=description, size=len(looked.data), sha256=sha256(looked.data).hexdigest(), scan=looked.scan, added_by=actor,
        added_at=now or timezone.now(),
    )  # fmt: skip
    attachment.clean_values()
    attachment.save()
    for n, at in enumerate(range(0, len(looked.data), PIECE)):
        Piece(attachment=attachment, dossier_id=record.dossier_id, n=n, body=looked.data[at : at + PIECE]).save()
    return attachment


@service("attachment.write", on=lambda attachment, **_: attachment)
def attachment_describe(attachment, *, actor, description) -> Attachment:
    attachment = _held(attachment, actor)
    if attachment.description != description:
        attachment.description = description
        attachment.save()
    return attachment


@service("attachment.write", on=lambda attachment, **_: attachment)
def attachment_remove(attachment, *, actor, now=None) -> Attachment:
    """With a reason (`reason=`), which its history keeps. Nothing is deleted."""
    attachment = _held(attachment, actor)
    if not attachment.is_removed:
        attachment.removed_at, attachment.removed_by = now or timezone.now(), actor
        attachment.save()
    return attachment


@service("attachment.write", on=lambda attachment, **_: attachment)
def attachment_restore(attachment, *, actor) -> Attachment:
    attachment = _held(attachment, actor)
    if attachment.is_removed:
        attachment.removed_at = attachment.removed_by = None
        attachment.save()
    return attachment


@service("attachment.write", on=lambda attachment, **_: attachment)
def attachment_scan(attachment, *, actor) -> Attachment:
    """Of one that was kept while no scanner looked, as it lies here. What the scanner says stands in its history, by the job."""
    found = scan_kept(content_of(attachment, actor))
    attachment = Attachment.objects.visible_to(actor, "attachment.write").select_for_update().get(pk=attachment.pk)
    if found != Scan.NONE and attachment.scan == Scan.NONE:
        attachment.scan = found
        attachment.save()
    return attachment


def move_along(record, dossier, *, actor, action) -> None:
    """The files of a record that is moved to another dossier go with it, removed ones too: encrypted anew, piece by piece. Only a service
    calls it, which has asked about both sides."""
    for attachment in Attachment.objects.visible_to(actor, action).filter(about=record.pk):
        for pk in Piece.objects.filter(attachment=attachment).values_list("pk", flat=True):
            reseal(Piece.objects.visible_to(actor, action).get(pk=pk), dossier)
        reseal(attachment, dossier)


def _held(attachment, actor) -> Attachment:
    require(actor, attachment.what.write, attachment.what.model.objects.get(pk=attachment.about))
    return Attachment.objects.visible_to(actor, "attachment.write").select_for_update().get(pk=attachment.pk)
