"""A quarter of a programme as its page and the committee's sheet show it: what was planned, what it came to, and what was written."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from japan import fiscal
from privacy import asked
from programs import reports
from programs.models import Activity, Comment, Money, Plan, Program, Review
from programs.pages.rounded import as_seen
from programs.pages.standings import Standing, money_of, standings
from programs.reports import Line, ProgramResult, TargetResult
from programs.suppression.rounding import HIDDEN

QUARTERS = (1, 2, 3, 4)


def quarter_of(request, year: int, today: date | None = None) -> int:
    """The one that was asked for, else the one that runs; of a year that is over the last, of one to come the first."""
    today = today or timezone.localdate()
    asked_for = asked.number(request.GET.get("quarter", ""))
    if asked_for in QUARTERS:
        return asked_for
    this_year = fiscal.fiscal_year(today)
    if year == this_year:
        return fiscal.month_index(today) // 3 + 1
    return 4 if year < this_year else 1


def bounds_of(year: int, quarter: int) -> tuple[date, date]:
    """First and last day, both inclusive."""
    months = [*fiscal.months(year), date(year + 1, 4, 1)]
    return months[3 * quarter - 3], months[3 * quarter] - timedelta(days=1)


def results_of(plan: Plan, year: int, quarter: int, only: Program | None = None) -> list[ProgramResult]:
    """As they stood at the end of the quarter, or stand today within it."""
    return reports.results(plan, year, min(timezone.localdate(), bounds_of(year, quarter)[1]), only=only, lists=False)


@dataclass
class Row:
    """One programme of the sheet."""

    result: ProgramResult
    standing: Standing
    review: Review | None = None
    comments: list[Comment] = field(default_factory=list)
    money: Money | None = None

    @property
    def program(self) -> Program:
        return self.result.program

    @property
    def is_written(self) -> bool:
        return self.review is not None and bool((self.review.done + self.review.learned + self.review.next).strip())


def sheet(plan: Plan, year: int, quarter: int, *, exact: bool) -> list[Row]:
    """Every programme of the plan, in its order. What was written is asked for in one statement each, however many there are."""
    results = as_seen(standings(results_of(plan, year, quarter), year), exact=exact)
    programs = [one.program for one in results]
    of_quarter = {"program__in": programs, "fiscal_year": year, "quarter": quarter}
    reviews = {one.program_id: one for one in Review.objects.filter(**of_quarter).newest().select_related("by")}
    comments: dict = {}
    for one in Comment.objects.filter(**of_quarter).select_related("by").order_by("at", "id"):
        comments.setdefault(one.program_id, []).append(one)
    money = money_of(programs, year)
    return [
        Row(one, one.standing, reviews.get(one.program.pk), comments.get(one.program.pk, []), money.get(one.program.pk))
        for one in results
    ]


def written_quarters(program: Program, year: int) -> set[int]:
    return set(Review.objects.filter(program=program, fiscal_year=year).order_by().values_list("quarter", flat=True))


def months_of(target: TargetResult, quarter: int) -> list[tuple[str, list]]:
    """Of each number its three months: (what, [number])."""
    return [(f"{line.label} ({line.unit})", line.found.by_month[3 * quarter - 3 : 3 * quarter]) for line in target.lines]


def costs_recorded(program: Program, year: int) -> int:
    """What the records of the year say that it cost; nothing is booked by it."""
    held = Activity.objects.held().filter(program=program, date__range=fiscal.bounds(year))
    return held.aggregate(yen=Sum("cost"))["yen"] or 0


def words_of(target: TargetResult) -> str:
    """A target with its result in one line, for a cell."""
    numbers = [
        f"{line.label} {_shown(line)}" + (f" / {_number(line.wanted)}" if line.wanted is not None else "") + line.unit
        for line in target.lines
    ]
    steps = [f"{step.name}{'✓' if step.done_date else ''}" for step in target.steps]
    said = "、".join([*numbers, *steps])
    judged = _(target.judgement) if target.judgement else ""
    return f"{target.target.text}: " + " ".join(filter(None, [said, f"({judged})" if judged else ""]))


def _shown(line: Line) -> str:
    return HIDDEN if line.is_hidden else _number(line.value)


def _number(value) -> str:
    return "–" if value is None else f"{float(value):g}" if value < 1_000_000 else f"{value:.0f}"


def as_table(rows: list[Row]) -> list[list]:
    """The sheet for a spreadsheet: money as numbers, the words of a cell as lines of it."""
    heads = [
        _("Basic plan"), _("Programme"), _("Judgement"), _("Comment"), _("Targets and results"), _("What was done"),
        _("What was learned"), _("What comes next"), _("Remarks"), _("Budget (yen)"), _("Spent (yen)"), _("Rest (yen)"),
    ]  # fmt: skip
    return [heads, *([*_words(row), *_yen(row.money)] for row in rows)]


def _words(row: Row) -> list[str]:
    review = row.review or Review()
    return [
        row.program.policy.number, row.program.name, row.standing.chip[0] if row.standing.chip else "",
        row.standing.said.comment if row.standing.said else "", "\n".join(map(words_of, row.result.targets)),
        review.done if row.is_written else _("not written yet"), review.learned, review.next,
        "\n".join(one.text for one in row.comments),
    ]  # fmt: skip


def _yen(money: Money | None) -> list:
    return ["" if number is None else number for number in (money.budget, money.spent, money.rest)] if money else ["", "", ""]
