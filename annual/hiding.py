"""Which numbers of the office's own records do not leave with a report.

What can also be published as a table leaves as one, a sum of the report's months: so one rule looks at both together, and at each table that
comes later. Of other counts a number below k stays, and one that differs by less than k from what an earlier report of the year said.
"""

from datetime import date

from annual.models import YearReport
from japan import fiscal
from publishing import crossed
from publishing.codes import Status
from publishing.crossed import MONTH
from publishing.models import PublishedTable
from publishing.protecting import protect


def sums_of(report: YearReport) -> dict[str, PublishedTable]:
    """{code: its sum as a table, not saved}, each looked through beside all that left before."""
    first: date = fiscal.bounds(report.fiscal_year)[0]
    found = {}
    for what in crossed.everything():
        counted = what.count(report.council, first, report.until_date, (MONTH,)) if what.code in report.points else {}
        if sum(counted.values()) != report.points.get(what.code):
            continue
        table = PublishedTable(
            council=report.council, code=what.code, dimensions=[], from_date=first, until_date=report.until_date, k=report.k,
            counted=[[*keys, number] for keys, number in sorted(counted.items())], asked_by=report.asked_by, made_at=report.made_at,
        )  # fmt: skip
        earlier = PublishedTable.objects.of(report.council).published().filter(code=what.code).order_by("published_at")
        table.status, table.cells = protect(table, list(earlier))
        found[what.code] = table
    return found


def leaves(table: PublishedTable) -> bool:
    return table.status == Status.READY and table.cells[0]["value"] is not None


def hidden_in(report: YearReport, sums: dict[str, PublishedTable]) -> set[str]:
    """The codes whose numbers stay."""
    earlier = YearReport.objects.filter(council=report.council, fiscal_year=report.fiscal_year, status=YearReport.Status.ISSUED)
    said = list(earlier.values_list("points", flat=True))

    def stays(code: str, number: float) -> bool:
        if code in sums:
            return not leaves(sums[code])
        differences = [number, *(abs(number - before[code]) for before in said if code in before)]
        return any(0 < one < report.k for one in differences)

    return {code for code, number in report.points.items() if stays(code, number)}
