"""Asking for a table, making it so that it gives nobody away, and letting it leave."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from privacy import outbox
from privacy.gate import service
from publishing import merging
from publishing.codes import Status
from publishing.crossed import MONTH, Crossed
from publishing.models import PublishedTable
from publishing.protecting import protect

# Of one council one at a time: each is looked at together with all that left before.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('publishing'), %s)"


@service("report.publish", on=lambda council, **_: council)
def table_ask(
    council, *, actor, what: Crossed, dimensions, from_date: date, until_date: date, id: uuid.UUID, merged=()
) -> PublishedTable:
    """Asked twice under one `id`, it is made once."""
    found = PublishedTable.objects.of(council).filter(pk=id).first()
    if found:
        return found
    table = PublishedTable(
        id=id, council=council, code=what.code, dimensions=list(dimensions), from_date=from_date, until_date=until_date,
        asked_by=actor, merged=list(merged),
    )  # fmt: skip
    table.save()
    _promise(table)
    return table


@service("report.publish", on=lambda table, **_: table.council)
def table_make(table, *, actor) -> PublishedTable:
    """By the task. Counts, and hides what would give somebody away, alone or together with what was published before."""
    table = _held(table)
    if not table.is_being_made:
        return table
    what, dimensions = table.what, tuple(table.dimensions)
    merged = merging.read(table.merged)
    counted = merging.fold(
        what.count(table.council, table.from_date, table.until_date, (*dimensions, MONTH)), dimensions, merged
    )
    with override("ja"):
        labels = {name: what.labels(name, table.council) for name in dimensions}
        table.words = {name: merging.words(found, merged.get(name, {})) for name, found in labels.items()}
    table.counted = [[*keys, number] for keys, number in sorted(counted.items())]
    earlier = list(PublishedTable.objects.of(table.council).published().filter(code=table.code).order_by("published_at"))
    table.cells = []
    table.status, table.cells = protect(table, earlier)
    table.made_at = timezone.now()
    table.save()
    return table


@service("report.publish", on=lambda table, **_: table.council)
def table_publish(table, *, actor) -> PublishedTable:
    """From now on it stays as it is. Where another one left since this one was made, it is made anew first."""
    table = _held(table)
    if table.is_published:
        return table
    if not table.can_be_published:
        raise ValidationError(_("This table is not ready to be published. Nothing was changed."))
    if PublishedTable.objects.of(table.council).published().filter(code=table.code, published_at__gt=table.made_at).exists():
        _again(table)
        return table
    table.status, table.published_by, table.published_at = Status.PUBLISHED, actor, timezone.now()
    table.save()
    return table


@service("report.publish", on=lambda table, **_: table.council)
def table_again(table, *, actor) -> PublishedTable:
    """Counted and looked through anew."""
    table = _held(table)
    if not (table.is_published or table.is_being_made):
        _again(table)
    return table


@service("report.publish", on=lambda table, **_: table.council)
def table_drop(table, *, actor) -> PublishedTable:
    table = _held(table)
    if table.is_published:
        raise ValidationError(_("A published table stays in the register. Nothing was changed."))
    table.status = Status.DROPPED
    table.save()
    return table


def hold(council) -> None:
    """Whatever else leaves this council waits until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [council.pk])


def _held(table) -> PublishedTable:
    hold(table.council)
    return PublishedTable.objects.select_related("council").select_for_update(of=("self",)).get(pk=table.pk)


def _again(table) -> None:
    table.status, table.tries = Status.MAKING, table.tries + 1
    table.save()
    _promise(table)


def _promise(table) -> None:
    outbox.enqueue("publishing.make", key=f"publishing.make:{table.pk}:{table.tries}", table=table.pk)
