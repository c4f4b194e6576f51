"""A report that takes longer than a page may is counted by a task, for whoever asked alone."""

import logging
import uuid

from django.db import transaction
from django.utils import timezone

from privacy import outbox
from privacy.gate import service
from privacy.models import Area
from privacy.reach import can
from publishing import catalogue, making, periods
from publishing.catalogue import OWN, REPORTS, Report
from publishing.counting import make
from publishing.models import LongReport

logger = logging.getLogger(__name__)
Status = LongReport.Status


@service("report.public")
def long_ask(council, *, actor, asked: dict[str, str], id: uuid.UUID) -> LongReport:
    """Asked twice under one `id`, it is made once. What nobody may see any more goes."""
    LongReport.objects.forgotten().delete()
    found = LongReport.objects.of(actor, council).filter(pk=id).first()
    if found:
        return found
    long = LongReport(id=id, council=council, asked=asked, asked_by=actor)
    long.save()
    outbox.enqueue("publishing.long", key=f"publishing.long:{long.pk}", long=long.pk)
    return long


@service("report.public")
def long_make(long, *, actor) -> None:
    """By the task. Its row is not held meanwhile, so that it can be stopped."""

    def step(done: int, total: int) -> None:
        if not LongReport.objects.filter(pk=long.pk, status=Status.MAKING).exists():
            raise making.Stopped
        making.tell(long.pk, done, total)

    try:
        with transaction.atomic():
            report, period, district = read(long.asked, long.council)
            try:
                made = make(report, long.council, period, exact=is_exact(long, actor), user=actor, district=district, step=step)
            except making.Stopped:
                return
    except Exception as error:
        # Asked again by hand: who waits is told at once, not after twenty tries.
        logger.warning("report %s could not be made: %s", long.pk, type(error).__name__)
        LongReport.objects.filter(pk=long.pk, status=Status.MAKING).update(status=Status.FAILED)
        return
    LongReport.objects.filter(pk=long.pk, status=Status.MAKING).update(
        status=Status.READY, figures=made.figures.as_kept, made_at=made.figures.at or timezone.now()
    )


@service("report.public")
def long_stop(long, *, actor) -> None:
    LongReport.objects.filter(pk=long.pk, status=Status.MAKING).update(status=Status.STOPPED)


def read(asked: dict[str, str], council) -> tuple[Report, periods.Period, Area | None]:
    """What `forms.reports.Asked.written` says."""
    own = catalogue.own(asked.get("count", ""), asked.get("rows", ""), asked.get("columns", ""))
    report = own if asked["report"] == OWN else REPORTS[asked["report"]]
    period = periods.read(asked["period"])
    if not report or not period:
        raise LookupError(asked["report"])
    district = Area.objects.get(pk=asked["district"], council=council) if asked.get("district") else None
    return report, period, district


def is_exact(long, user) -> bool:
    return long.asked.get("figures") == "exact" and can(user, "report.exact")
