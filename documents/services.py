"""Making, finishing and withdrawing a document, and what becomes of its copies.

What it says is frozen when it is asked for: the second person who approves a draft, and the number that it gets, are about those words
and no later ones.
"""

import logging
from datetime import datetime, time, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from documents import glyphs
from documents.codes import STEPS, Holding, Status
from documents.kinds import KINDS, ask_household
from documents.models import Content, Copy, Document
from documents.typesetting import NotMade, make_docx, make_pdf
from japan import fiscal, wareki
from japan.workdays import workdays_after
from privacy import outbox
from privacy.gate import service

logger = logging.getLogger(__name__)

NEXT = """
INSERT INTO documents_documentnumber (council_id, fiscal_year, last) VALUES (%s, %s, 1)
ON CONFLICT (council_id, fiscal_year) DO UPDATE SET last = documents_documentnumber.last + 1 RETURNING last
"""


class NotADraft(ValidationError):
    """It has a number already, was withdrawn, or its time is over."""


@service("document.make", on=lambda record, **_: record)
def document_ask(record, *, actor, kind, data, purpose="", recipient="", copies=1, id=None) -> Document:
    """Keeps what a document about `record` is to say, and promises that it is made. Raises `MissingGlyph` before anything is kept, and
    a ValidationError where nothing may go to the household.

    Whoever calls has gathered `data` within the reach of who asks. Asked twice under one `id`, it is made once.
    """
    found = Document.objects.in_dossier_of(record, actor, "document.make").filter(pk=id).first() if id else None
    if found:
        return found
    ask_household(KINDS[kind], actor, record.dossier_id)
    words = {"recipient": _("To whom"), "purpose": _("For what"), **KINDS[kind].fields}
    glyphs.check({**data, "recipient": recipient, "purpose": purpose, "made_by": actor.display_name}, words)
    document = Document(
        **({"id": id} if id else {}), dossier_id=record.dossier_id, kind=kind, about=record.pk, made_by=actor, purpose=purpose,
        recipient=recipient, copies=copies, council_id=_council_of(record), expires_at=draft_ends(timezone.now()),
    )  # fmt: skip
    document.clean_values()
    document.save()
    Content(document=document, dossier_id=record.dossier_id, data=data).save()
    _promise(document)
    return document


@service("document.make", on=lambda document, **_: document)
def document_make(document, *, actor) -> Document:
    """By the task. What goes wrong for good stands on its page; what a server caused is tried again by the outbox."""
    document = _held(document)
    if document.status == Status.MAKING and (content := _content_of(document)):
        try:
            # Nothing of a paper that could not be made stays, its number least of all.
            with transaction.atomic():
                _typeset_draft(document, content) if document.what.approved else _finish(document, content)
        except NotMade as error:
            logger.warning("document %s could not be made: %s", document.pk, error)
            document = _held(document)
            document.status = Status.FAILED
            document.save()
    return document


@service("document.make", on=lambda document, **_: document)
def document_cannot(document, *, actor) -> Document:
    """Whoever asked for it cannot read it any more: it was not made, as if it had failed. Nobody learns from it whose reach ended."""
    document = _held(document)
    if document.status == Status.MAKING:
        document.status = Status.FAILED
        document.save()
    return document


@service("document.make", on=lambda document, **_: document)
def document_again(document, *, actor) -> Document:
    document = _held(document)
    if document.can_be_made_again:
        document.status, document.tries = Status.MAKING, document.tries + 1
        document.save()
        _promise(document)
    return document


@service("document.make", on=lambda document, **_: document)
def document_finish(document, *, actor) -> Document:
    """As the second person: gives the draft its number, and makes the paper that leaves. In the caller's transaction, whole or not."""
    document = _held(document)
    if not document.is_draft:
        raise NotADraft(_("This is no draft any more. Nothing was changed."))
    if document.made_by_id == actor.pk:
        raise ValidationError(_("Nobody approves what they made themselves. Please ask somebody else."), code="own")
    ask_household(document.what, actor, document.dossier_id)
    document.approved_by, document.approved_at = actor, timezone.now()
    _finish(document, _content_of(document))
    return document


@service("document.make", on=lambda document, **_: document)
def document_withdraw(document, *, actor) -> Document:
    """A draft's content goes; what has a number stays to be read, and says that it no longer counts. The reason is in its history."""
    document = _held(document)
    if document.status == Status.WITHDRAWN:
        return document
    document.status, document.expires_at = Status.WITHDRAWN, None
    document.save()
    if not document.sequence:
        _throw_away(Content.objects.filter(document=document))
    return document


@service("document.make", on=lambda copy, **_: copy)
def copy_mark(copy, *, actor, holding, whom="", at=None) -> Copy:
    """What the kind says of it follows in the same transaction, and can refuse it."""
    copy = Copy.objects.visible_to(actor, "document.make").select_for_update().get(pk=copy.pk)
    if copy.holding == holding:
        return copy
    if holding not in STEPS[Holding(copy.holding)]:
        raise ValidationError(
            _("A copy that is “%(now)s” cannot become that.") % {"now": copy.get_holding_display()}, code="step"
        )
    if holding == Holding.OUT:
        ask_household(copy.document.what, actor, copy.dossier_id)
    copy.holding, copy.whom, copy.changed_by, copy.changed_at = holding, whom or copy.whom, actor, at or timezone.now()
    copy.save()
    if follow := copy.document.what.follows:
        follow(copy, actor)
    return copy


@service("document.make")
def documents_forget(*, actor, now=None) -> None:
    """What drafts said goes when their time is over (`draft_ends`). That somebody made one stays."""
    _throw_away(Content.objects.expired(now or timezone.now()))


def draft_ends(now: datetime) -> datetime:
    """Midnight at the end of the next working day: also over a weekend and the turn of the year, somebody can still approve it."""
    last = workdays_after(timezone.localdate(now), 1)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))


def _throw_away(contents) -> None:
    for content in contents.defer("data", "pdf", "word"):
        content.delete()


def _council_of(record) -> int:
    return record.council_id if hasattr(record, "council_id") else record.dossier.council_id


def _promise(document) -> None:
    outbox.enqueue("documents.make", key=f"documents.make:{document.pk}:{document.tries}", document=document.pk)


def _held(document) -> Document:
    return (
        Document.objects.filter(pk=document.pk)
        .select_related("made_by", "approved_by", "council")
        .select_for_update(of=("self",))
        .get()
    )


def _content_of(document) -> Content | None:
    return Content.objects.filter(document=document).defer("pdf", "word").first()


def _typeset_draft(document, content) -> None:
    document.status, document.made_at = Status.DRAFT, timezone.now()
    _typeset(document, content)


def _finish(document, content) -> None:
    document.made_at, document.expires_at = timezone.now(), None
    document.fiscal_year = fiscal.fiscal_year(timezone.localdate(document.made_at))
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [document.council_id, document.fiscal_year])
        (document.sequence,) = cursor.fetchone()
    document.status = Status.FINAL
    _typeset(document, content)
    for n in range(1, document.copies + 1):
        Copy(document=document, dossier_id=document.dossier_id, n=n).save()


def _typeset(document, content) -> None:
    """Saves both. A document speaks Japanese, whoever pressed the button in whatever language."""
    kind, joint = document.what, document.what.joint
    with override("ja"):
        data = {"body": joint.data(content) if joint else content.data, "paper": paper(document)}
        pdf = make_pdf(kind.template, data, at=document.made_at)
        word = make_docx(kind.word, data) if kind.word else None
    content.pdf = joint.lock(content, pdf) if joint else pdf
    content.word = joint.lock(content, word) if joint and word else word
    content.save()
    document.sha256 = sha256(pdf).hexdigest()
    document.save()


def paper(document) -> dict:
    """What every document carries at its head and foot."""
    return {
        "title": str(document.what.label), "number": document.number, "draft": not document.sequence,
        "made_by": document.made_by.display_name, "made_on": wareki.format_wareki(timezone.localdate(document.made_at)),
        "council": document.council.name, "purpose": document.purpose or gettext("not written"), "recipient": document.recipient,
        "copies": document.copies, "approved_by": document.approved_by.display_name if document.approved_by else "",
    }  # fmt: skip
