"""The promise that a file is made, kept as whoever asked for it, also where somebody else said yes."""

from exports import services
from exports.models import Export
from privacy import context
from privacy.outbox import handler


@handler("exports.make")
def make(*, export):
    if found := Export.objects.select_related("council", "asked_by").filter(pk=export).first():
        with context.on_behalf_of(found.asked_by):
            services.export_make(found, actor=found.asked_by)
