"""A report that takes longer than a page may is counted by a task, for whoever asked alone."""

import uuid

from django.utils import timezone

from privacy import outbox
from privacy.gate import service
from privacy.models import Area
from privacy.reach import can
from publishing import catalogue, making, periods
from publishing.catalogue import OWN, REPORTS, Report
from publishing.counting import make
from publishing.models import LongReport

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

    def count(step: making.Step) -> dict:
        report, period, district = read(long.asked, long.council)
        exact = is_exact(long, actor)
        made = make(report, long.council, period, exact=exact, user=actor, district=district, step=step).figures
        return {"figures": made.as_kept, "made_at": made.at or timezone.now()}

    making.run(LongReport.objects.filter(status=Status.MAKING), long.pk, count)


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
