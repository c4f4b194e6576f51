"""The promise that a report is made, kept as who asked for it."""

from annual import services
from annual.models import YearReport
from privacy import context
from privacy.outbox import handler


@handler("annual.make")
def make(*, report) -> None:
    if found := YearReport.objects.filter(pk=report).first():
        services.report_make(found, actor=context.current().user)
