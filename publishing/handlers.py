"""The promise that a table is made, kept as who asked for it."""

from privacy import context
from privacy.outbox import handler
from publishing import services
from publishing.models import PublishedTable


@handler("publishing.make")
def make(*, table) -> None:
    if found := PublishedTable.objects.filter(pk=table).first():
        services.table_make(found, actor=context.current().user)
