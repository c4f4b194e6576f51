"""The page of one programme beside its tables: this year's months before last year's, districts side by side, and the last records."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from japan import fiscal
from privacy.models import Area
from programs import reports
from programs.counting import facts as recorded
from programs.models import Activity
from programs.pages.activity_rows import row_of
from programs.reports import as_of

LAST = 10


@dataclass
class TwoYears:
    """How often, month by month: this year, and the year before behind it."""

    title: str
    now: list[int | None]
    before: list[int]

    @property
    def most(self) -> int:
        return max([number or 0 for number in self.now] + self.before + [1])


def two_years(result, council, year) -> list[TwoYears]:
    """Of each measure that was used in one of the two."""
    measures = {one.pk: one for one in result.program.measures.all()}
    first, until = fiscal.bounds(year - 1)[0], as_of(year)
    begun = max(0, min(12, 12 * (until.year - year) + until.month - 3))
    found = recorded.load(council, first, until, measures)
    charts = []
    for pk, measure in measures.items():
        if not found.get(pk):
            continue
        months = {shown: [0] * 12 for shown in (year - 1, year)}
        for fact in found[pk]:
            months[fiscal.fiscal_year(fact.date)][fiscal.month_index(fact.date)] += 1
        now = [number if index < begun else None for index, number in enumerate(months[year])]
        charts.append(TwoYears(_("%(name)s: how often") % {"name": measure.name}, now, months[year - 1]))
    return charts


@dataclass(frozen=True)
class OneYear:
    label: str
    value: float | None
    wanted: float | None


@dataclass(frozen=True)
class TermChart:
    """A number of the plan in each year of the term that has begun, as its own rule counts it."""

    title: str
    unit: str
    years: list[OneYear]

    @property
    def most(self) -> float:
        return max([max(one.value or 0, one.wanted or 0) for one in self.years] + [1])


def years_of_term(program, labels: dict[int, str]) -> list[TermChart]:
    """`labels`: of each year its words. Numbers of different years stand together where they are counted by the same thing and rule."""
    found: dict = {}
    for year in labels:
        result = next(iter(reports.results(program.policy.goal.plan, year, only=program, lists=False)), None)
        for target in result.targets if result else []:
            for line in target.lines if not target.target.is_of_term else []:
                key = (line.label, line.unit, line.quantity.rule)
                found.setdefault(key, {}).setdefault(year, (line.value, line.wanted))
    return [
        TermChart(label, unit, [OneYear(words, *of.get(year, (None, None))) for year, words in labels.items()])
        for (label, unit, _rule), of in found.items()
        if len(of) > 1
    ]


def small_multiples(result) -> list[tuple[str, list]]:
    """Of each number that is told by district, a small picture for each of them on one scale."""
    found = []
    for target in result.targets:
        for line in target.lines:
            if any(number for _label, months in line.by_district for number in months):
                most = max(number or 0 for _label, months in line.by_district for number in months)
                found.append(
                    (
                        f"{target.target.text} ・ {line.label} ({line.unit})",
                        [(label, months, most) for label, months in line.by_district],
                    )
                )
    return found


def last_records(program) -> list[dict]:
    """The newest first, those that another programme's record counts for as well."""
    labels = {area.pk: area.label for area in Area.objects.filter(council=program.policy.goal.plan.area_id)}
    mine = Activity.objects.filter(program=program).exclude(state=Activity.State.PLANNED)
    again = Activity.objects.filter(values__measure__program=program, values__number__isnull=False)
    ids = {
        *mine.order_by("-date", "-id").values_list("pk", flat=True)[:LAST],
        *again.order_by("-date", "-id").values_list("pk", flat=True)[:LAST],
    }
    rows = Activity.objects.filter(pk__in=ids).listed().order_by("-date", "-id")[:LAST]
    return [row_of(one, labels) for one in rows]
