"""Rows of the register, and how often each file was taken, as the access ledger tells it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from exports.kinds import KINDS
from exports.models import Export
from privacy.models import AccessEvent, Area
from privacy.reach import can

SHOWN = 50


def register(user, council):
    """Everybody's for whoever reads the access ledger, else one's own. Newest first, and whether there are more."""
    rows = Export.objects.register(user, council, whole=can(user, "ledger.read")).order_by("-asked_at", "id")
    found = list(rows.select_related("asked_by", "decided_by")[: SHOWN + 1])
    taken = downloads(found)
    return [(one, KINDS[one.kind].label, len(taken[one.pk])) for one in found[:SHOWN]], len(found) > SHOWN


def downloads(exports: Iterable[Export]) -> dict[UUID, list[datetime]]:
    """{export: when it was taken}. Of each download, one event names the drawer."""
    drawers, found = {one.drawer: one.pk for one in exports}, defaultdict(list)
    events = AccessEvent.objects.about(drawers).filter(kind="export").order_by("at", "seq")
    for at, dossiers in events.values_list("at", "dossiers"):
        for drawer in drawers.keys() & set(dossiers):
            found[drawers[drawer]].append(at)
    return found


def districts(export: Export) -> str:
    return "、".join(area.label for area in Area.objects.filter(pk__in=export.districts))
