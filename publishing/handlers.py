"""The promises that a table, or a report that takes long, is made, kept as who asked for it."""

from privacy import context
from privacy.outbox import handler
from publishing import services
from publishing.models import LongReport, PublishedTable


@handler("publishing.make")
def make(*, table) -> None:
    if found := PublishedTable.objects.filter(pk=table).first():
        services.table_make(found, actor=context.current().user)


@handler("publishing.long")
def make_long(*, long) -> None:
    if found := LongReport.objects.select_related("council").filter(pk=long, status=LongReport.Status.MAKING).first():
        services.long_make(found, actor=context.current().user)
