"""The promise that a document is made, kept as who asked for it: with the reach that they have when it runs, or not at all."""

from documents import services
from documents.models import Document
from privacy import context
from privacy.outbox import handler


@handler("documents.make")
def make(*, document) -> None:
    actor = context.current()
    if found := _found(actor, document):
        services.document_make(found, actor=actor.user)
        return
    with context.as_job("documents") as job:
        if found := _found(job, document):
            services.document_cannot(found, actor=job)


def _found(actor, document):
    return Document.objects.visible_to(actor, "document.make").filter(pk=document).first()
