"""The measures of programmes as indicators: so that they stand in the same tables, reports and lists as what other apps count."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import product

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from privacy.models import Area
from programs.counting import rules
from programs.counting.facts import Fact
from programs.dimensions import AREA, MONTH, month_number
from programs.indicators import Indicator
from programs.models import Measure

ADDS = {
    Measure.Adds.SUM: gettext_noop("The sum of what was recorded."),
    Measure.Adds.AVERAGE: gettext_noop("The average of what was recorded each time; what was called off is left out."),
    Measure.Adds.LATEST: gettext_noop("What was recorded last."),
    Measure.Adds.PLACES: gettext_noop("Different places; spellings that differ in width, spaces or hyphens alone count as one."),
    Measure.Adds.PARTNERS: gettext_noop("Different partners; spellings that differ in width, spaces or hyphens alone count as one."),
}  # fmt: skip
TIMES = gettext_noop("How often it was held or done; what was called off is left out.")


def of_measures(measures: Sequence[Measure], facts: dict) -> list[Indicator]:
    """Two of each: how often, and what the measure adds up to. `facts` of at least the year that is asked about."""
    found = []
    for measure in measures:
        own = facts.get(measure.pk, [])
        if not measure.counts_names:
            found.append(_indicator(measure, own, "times", gettext_lazy("times"), TIMES))
        found.append(_indicator(measure, own, measure.adds, measure.unit, ADDS[Measure.Adds(measure.adds)]))
    return found


def _indicator(measure, facts: Sequence[Fact], how, unit, definition) -> Indicator:
    is_times = how == "times"
    label = _("%(name)s: how often") % {"name": measure.name} if is_times else measure.name
    return Indicator(
        code=f"measure.{measure.pk}.{how}", label=label, unit=unit, definition=definition, programs=(),
        counts=lambda council, first, until, by: _count(facts, how, first, until, by),
        dimensions=(MONTH, AREA), summable=is_times or how == Measure.Adds.SUM, labels=_labels,
        listed=lambda user, year: f"{reverse('activities')}?measure={measure.pk}&year={year}",
    )  # fmt: skip


def _count(facts, how, first: date, until: date, by):
    groups: dict = defaultdict(list)
    for fact in facts:
        if first <= fact.date <= until:
            for key in product(*(_keys(fact, one, first) for one in by)):
                groups[key].append(fact)
    counted = {key: len(group) if how == "times" else rules.amount(how, group) for key, group in groups.items()}
    return {
        key: round(number, 1) if isinstance(number, float) and number % 1 else int(number or 0)
        for key, number in counted.items()
    }


def _keys(fact, by, first):
    return [month_number(first, fact.date)] if by == MONTH else fact.districts or [0]


def _labels(_by, council):
    """What was for the whole council has no district."""
    districts = Area.objects.districts().filter(council=council, special="")
    return [*((area.pk, area.label) for area in districts), (0, _("Whole council"))]
