"""How a programme's year stands: the rule's judgement, or a person's, with what was said; and its money."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.counting.judging import Judged
from programs.counting.programmes import judge_program
from programs.models import Evaluation, Money, Program, Target
from programs.reports import SIGNS, WORDS, ProgramResult


@dataclass(frozen=True)
class Standing:
    proposed: Judged | None
    said: Evaluation | None = None

    @property
    def word(self) -> str | None:
        """A person's, else the rule's."""
        if self.said and self.said.judgement:
            return WORDS[Target.Judgement(self.said.judgement)]
        return self.proposed.word if self.proposed else None

    @property
    def is_overridden(self) -> bool:
        return bool(self.said and self.said.judgement) and (self.proposed is None or self.word != self.proposed.word)

    @property
    def chip(self) -> tuple[str, str, str] | None:
        """(word, kind, icon)"""
        return (_(self.word), *SIGNS[self.word]) if self.word else None


def standings(results: Sequence[ProgramResult], year: int) -> list[ProgramResult]:
    """The same rows, each with its `standing`, in one statement."""
    said = {
        one.program_id: one
        for one in Evaluation.objects.filter(program__in=[row.program for row in results], fiscal_year=year)
        .newest()
        .select_related("by")
    }
    for row in results:
        row.standing = Standing(proposed_for(row), said.get(row.program.pk))
    return list(results)


def proposed_for(result: ProgramResult) -> Judged | None:
    """By the plan of the year, and by nothing where there is none: those of the term have years left."""
    return judge_program([target.judgement for target in result.targets if not target.target.is_of_term])


def money_of(programs: Sequence[Program], year: int) -> dict:
    """{programme: the row that counts}"""
    return {one.program_id: one for one in Money.objects.filter(program__in=programs, fiscal_year=year).newest()}
