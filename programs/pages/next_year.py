"""This year beside the next: of each programme what was planned, what it came to, and what the draft says; and the term's years together."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from programs import reports
from programs.counting.judging import ACHIEVED, BEHIND, NOT_STARTED, ON_TRACK, OUT_OF_SCOPE
from programs.indicators import Chart, Series
from programs.models import ImportedPlan, Plan, Program, Target, YearCopy
from programs.pages.standings import Standing, standings
from programs.reports import ProgramResult, TargetResult

ORDER = (ACHIEVED, ON_TRACK, BEHIND, NOT_STARTED, OUT_OF_SCOPE)


@dataclass
class Pair:
    """A target of this year with the one that began as its copy; either may be missing."""

    now: TargetResult | None
    coming: Target | None


@dataclass
class Row:
    result: ProgramResult
    coming: Program | None
    pairs: list[Pair] = field(default_factory=list)


def copy_of(plan: Plan, year: int) -> YearCopy | None:
    """The copy of this year that stands, whether a draft or adopted."""
    return (
        YearCopy.objects.filter(source=plan, fiscal_year=year + 1, withdrawn_at=None)
        .select_related("plan__area", "by", "adopted_by")
        .first()
    )


def draft_for(plan: Plan, year: int) -> YearCopy | None:
    """The copy that the plan of this year still is."""
    return YearCopy.objects.filter(plan=plan, fiscal_year=year, withdrawn_at=None, adopted_at=None).first()


def taken_before(plan: Plan, year: int) -> ImportedPlan | None:
    """The document that stands for this year."""
    return plan.imports.filter(fiscal_year=year).select_related("by").first()


def beside(plan: Plan, year: int, copy: YearCopy | None) -> list[Row]:
    results = standings(reports.results(plan, year, lists=False), year)
    into = copy.plan if copy else plan
    coming = Target.objects.filter(
        program__policy__goal__plan=into, fiscal_year=year + 1, scope=Target.Scope.YEAR, withdrawn_at=None
    ).select_related("program__policy")
    by_program: dict = {}
    for target in coming:
        by_program.setdefault((target.program.policy.number, target.program.name), []).append(target)
    rows = []
    for result in results:
        found = by_program.pop((result.program.policy.number, result.program.name), [])
        row = Row(result, found[0].program if found else (result.program if into == plan else None))
        begun_as = {one.copied_from_id: one for one in found}
        for now in result.targets:
            if not now.target.is_of_term:
                row.pairs.append(Pair(now, begun_as.get(now.target.pk)))
        paired = {pair.coming.pk for pair in row.pairs if pair.coming}
        row.pairs += [Pair(None, one) for one in found if one.pk not in paired]
        rows.append(row)
    return rows


@dataclass
class YearsOfTerm:
    """Each programme's judgement in each year of the term that has begun."""

    years: list[int]
    rows: list[tuple[Program, list[Standing | None]]]
    tallies: list[Counter]

    @property
    def chart(self) -> Chart:
        series = [
            Series(word, _(word), [tally[word] for tally in self.tallies])
            for word in ORDER
            if any(one[word] for one in self.tallies)
        ]
        return Chart(_("How the programmes stood, year by year"), _("programmes"), series)


def years_of(plan: Plan, until: int) -> YearsOfTerm:
    years = [year for year in range(plan.from_year, plan.to_year + 1) if year <= until]
    by_year = [standings(reports.results(plan, year, lists=False), year) for year in years]
    programs = list(dict.fromkeys(result.program for results in by_year for result in results))
    found = [{result.program.pk: result.standing for result in results} for results in by_year]
    tallies = [Counter(one.word for one in of.values() if one.word) for of in found]
    return YearsOfTerm(years, [(program, [of.get(program.pk) for of in found]) for program in programs], tallies)
