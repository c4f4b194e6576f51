"""A report of the year is asked for, made by a task, looked through, and issued; an issued one stays as it was."""

import uuid
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annual.gathering import gather, hidden, hide
from annual.hiding import hidden_in, leaves, sums_of
from annual.models import OwnForm, YearReport
from privacy import outbox
from privacy.gate import service
from publishing import making
from publishing.codes import Status as TableStatus
from publishing.models import PublishedTable
from publishing.services.tables import hold

Status = YearReport.Status


@service("report.publish", on=lambda plan, **_: plan.area)
def report_ask(plan, *, actor, year: int, until: date, for_office: bool, id: uuid.UUID) -> YearReport:
    """Asked twice under one `id`, it is made once."""
    found = YearReport.objects.filter(council=plan.area, pk=id).first()
    if found:
        return found
    report = YearReport(
        id=id, council=plan.area, plan=plan, fiscal_year=year, until_date=until, for_office=for_office, asked_by=actor
    )
    report.save()
    _promise(report)
    return report


@service("report.publish", on=lambda report, **_: report.council)
def report_make(report, *, actor) -> YearReport:
    """By the task."""
    report = _held(report)
    if not report.is_being_made:
        return report
    report.made_at = timezone.now()
    report.said, report.points = gather(report, partial(making.tell, report.pk))
    if not report.for_office:
        hide(report.said, hidden_in(report, sums_of(report)))
    report.status = Status.READY
    report.save()
    return report


@service("report.publish", on=lambda report, **_: report.council)
def report_issue(report, *, actor) -> YearReport:
    """Where a table or another report left since it was made, it is made anew first, beside that."""
    report = _held(report)
    if report.is_issued:
        return report
    if not report.can_be_issued:
        raise ValidationError(_("This report cannot be issued. Nothing was changed."))
    sums = sums_of(report)
    if _left_since(report, sums):
        report.status, report.tries = Status.MAKING, report.tries + 1
        report.save()
        _promise(report)
        return report
    report.status, report.issued_by, report.issued_at = Status.ISSUED, actor, timezone.now()
    report.save()
    for table in filter(leaves, sums.values()):
        table.status, table.published_by, table.published_at = TableStatus.PUBLISHED, actor, report.issued_at
        table.save(force_insert=True)
    return report


@service("report.publish", on=lambda report, **_: report.council)
def report_drop(report, *, actor) -> YearReport:
    report = _held(report)
    if report.is_issued:
        raise ValidationError(_("An issued report stays in the register. Nothing was changed."))
    if report.can_be_dropped:
        report.status = Status.DROPPED
        report.save()
    return report


@service("report.publish", on=lambda council, **_: council)
def form_take(council, *, actor, name: str, data: bytes, format: str, fields: list, id: uuid.UUID) -> OwnForm:
    """Asked twice under one `id`, it is taken once."""
    found = OwnForm.objects.filter(council=council, pk=id).first()
    if found:
        return found
    form = OwnForm(id=id, council=council, name=name, file=data, format=format, fields=fields, taken_by=actor)
    form.save()
    return form


@service("report.publish", on=lambda form, **_: form.council)
def form_bind(form, *, actor, fields: list) -> OwnForm:
    form.fields = fields
    form.save(update_fields=["fields"])
    return form


@service("report.publish", on=lambda form, **_: form.council)
def form_retire(form, *, actor) -> OwnForm:
    form.retired_at = timezone.now()
    form.save(update_fields=["retired_at"])
    return form


def _left_since(report, sums) -> bool:
    """Whether something left, or what it counts was corrected, after it was made."""
    later = {"council": report.council}
    tables = PublishedTable.objects.published().filter(**later, code__in=report.points, published_at__gt=report.made_at)
    reports = YearReport.objects.filter(**later, fiscal_year=report.fiscal_year, issued_at__gt=report.made_at)
    return tables.exists() or reports.exists() or hidden_in(report, sums) != hidden(report.said)


def _held(report) -> YearReport:
    hold(report.council)
    return YearReport.objects.select_related("council", "plan__area").select_for_update(of=("self",)).get(pk=report.pk)


def _promise(report) -> None:
    outbox.enqueue("annual.make", key=f"annual.make:{report.pk}:{report.tries}", report=report.pk)
