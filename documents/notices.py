"""The promise that a document is made, kept as who asked for it: with the reach that they have when it runs."""

from documents import services
from documents.models import Document
from privacy import context
from privacy.outbox import handler


@handler("documents.make")
def make(*, document) -> None:
    actor = context.current()
    found = Document.objects.visible_to(actor, "document.make").filter(pk=document).first()
    if found:
        services.document_make(found, actor=actor.user)
