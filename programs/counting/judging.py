"""達成, 順調, 遅れ, 未着手: by rule, from the result, what was planned and how much of the planned time has passed; and why, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from japan import fiscal
from programs.counting.rules import Bound, Found, Rule, Span

ACHIEVED, ON_TRACK, BEHIND, NOT_STARTED, OUT_OF_SCOPE = (
    gettext_noop("achieved"), gettext_noop("on track"), gettext_noop("behind"), gettext_noop("not started"), gettext_noop("out of scope"),
)  # fmt: skip
# Behind means less than nine tenths of what was due by now.
SLACK = 0.9


@dataclass(frozen=True)
class Judged:
    word: str
    reason: str


def judge(value: float, wanted: float, share: float) -> str:
    """`share` is how much of the planned time has passed, 0 to 1. Nothing is late before one whole unit was due."""
    if value >= wanted:
        return ACHIEVED
    if value == 0 and wanted * share * SLACK < 1:
        return NOT_STARTED
    return ON_TRACK if value >= wanted * share * SLACK else BEHIND


def share_of_year(year: int, until: date, planned: Sequence[int] = ()) -> float:
    """By days; of a programme with months of its own, those of them that are over."""
    first, last = fiscal.bounds(year)
    if not planned:
        return max(0.0, min(1.0, ((until - first).days + 1) / ((last - first).days + 1)))
    ends = [fiscal.last_day(year, index, last) for index, day in enumerate(fiscal.months(year)) if day.month in planned]
    return sum(end <= until for end in ends) / len(ends)


def judge_number(bound: Bound, found: Found, span: Span, unit: str = "") -> Judged:
    """One number of a target."""
    if bound.rule == Rule.YEARS:
        return _judge_years(bound, found, span)
    share = share_of_year(span.year, span.until, bound.planned)
    if bound.rule in (Rule.PLACES, Rule.DISTRICTS) and bound.of_term and span.term:
        share = (span.year - span.term[0] + share) / len(span.term)
    if found.wanted is None:
        return _judge_going_on(found, span)
    if bound.rule == Rule.AVERAGE:
        return _judge_average(found, span, unit)
    if bound.rule == Rule.MONTHS and not bound.planned:
        # A month counts against nobody before it is over.
        share = share_of_year(span.year, span.until, range(1, 13))
    value = found.value or 0
    word = judge(value, found.wanted, share)
    words = {
        "value": _plain(value),
        "wanted": _plain(found.wanted),
        "unit": unit,
        "due": _plain(round(found.wanted * share, 1)),
    }
    if word == NOT_STARTED:
        return Judged(word, _("Nothing yet, and nothing whole was due by now."))
    if word == ACHIEVED:
        return Judged(word, _("%(value)s of %(wanted)s %(unit)s.") % words)
    return Judged(word, _("%(value)s of %(wanted)s %(unit)s; %(due)s were due by now.") % words)


def judge_steps(done: int, overdue: int, steps: int, span: Span) -> Judged:
    """Of a target that is told in words: how many of its steps are done, and how many should be."""
    words = {"done": done, "steps": steps, "overdue": overdue}
    if done == steps:
        return Judged(ACHIEVED, _("All %(steps)s steps are done.") % words)
    if overdue:
        return Judged(BEHIND, _("%(overdue)s of %(steps)s steps are past their day.") % words)
    if span.is_over:
        return Judged(BEHIND, _("The year is over with %(done)s of %(steps)s steps done.") % words)
    if done:
        return Judged(ON_TRACK, _("%(done)s of %(steps)s steps are done, and none is past its day.") % words)
    return Judged(NOT_STARTED, _("No step is done yet, and none is past its day."))


def together(judged: Sequence[Judged]) -> Judged | None:
    """Of a target with several numbers: behind where one is; achieved where all are; not started where none is begun."""
    if not judged:
        return None
    words = [one.word for one in judged]
    word = next((worst for worst in (BEHIND,) if worst in words), None)
    if word is None:
        word = words[0] if len(set(words)) == 1 else ON_TRACK
    return Judged(word, " ".join(dict.fromkeys(one.reason for one in judged)))


def _judge_years(bound, found, span) -> Judged:
    """A year that is over counts as it ended; the year that runs, by its share."""
    words = " ・ ".join(
        _("%(year)s: %(times)s") % {"year": _named(year), "times": times} for year, times in found.by_year.items()
    )
    if bound.value is None:
        return _judge_going_on(found, span)
    by_year = [
        judge(times, bound.each, 1.0 if year < span.year else share_of_year(span.year, span.until, bound.planned))
        for year, times in found.by_year.items()
    ]
    reason = _("At least %(each)s in each year: %(words)s.") % {"each": bound.each, "words": words}
    if any(one in (BEHIND, NOT_STARTED) for one in by_year[:-1]):
        return Judged(BEHIND, reason)
    last = by_year[-1] if by_year else NOT_STARTED
    if last == ACHIEVED and len(by_year) < len(span.term):
        return Judged(ON_TRACK, reason)
    return Judged(last, reason)


def _named(year: int) -> str:
    """In both counts: a reason is the same for whoever reads it."""
    return f"{fiscal.short_label(year)}（{year}）" if get_language() == "ja" else str(year)


def _judge_average(found, span, unit) -> Judged:
    if found.value is None:
        return Judged(NOT_STARTED, _("Nothing was held yet."))
    words = {"value": _plain(round(found.value, 1)), "wanted": _plain(found.wanted), "unit": unit}
    reason = _("%(value)s %(unit)s each time on average; %(wanted)s are planned.") % words
    if found.value >= found.wanted:
        return Judged(ACHIEVED if span.is_over else ON_TRACK, reason)
    return Judged(ON_TRACK if found.value >= found.wanted * SLACK and not span.is_over else BEHIND, reason)


def _judge_going_on(found, span) -> Judged:
    """継続: the plan names no number, and none is invented."""
    times = {"times": found.total}
    if found.total:
        return Judged(ACHIEVED if span.is_over else ON_TRACK, _("It goes on: %(times)s times this year.") % times)
    if span.is_over:
        return Judged(BEHIND, _("The year is over, and nothing was recorded."))
    return Judged(NOT_STARTED, _("Nothing was recorded this year."))


def _plain(number) -> str:
    return f"{number:g}" if abs(number) < 1_000_000 else f"{number:.0f}"
