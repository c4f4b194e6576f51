"""The plan as one looks at it: by goal, policy and programme, how many targets stand how, and by what the rows are chosen."""

from collections import Counter
from itertools import groupby

from django.utils.translation import gettext as _

from privacy.models import Area
from programs.counting.judging import ACHIEVED, BEHIND, NOT_STARTED, ON_TRACK, OUT_OF_SCOPE
from programs.reports import SIGNS, WORDS

# As an address names a judgement.
KEYS = {key.value: word for key, word in WORDS.items()}
ORDER = (ACHIEVED, ON_TRACK, BEHIND, NOT_STARTED, OUT_OF_SCOPE)


def grouped(results) -> list:
    """[(goal, how its targets stand, [(policy, results)])]"""
    found = []
    for goal, in_goal in groupby(results, key=lambda result: result.program.policy.goal):
        rows = list(in_goal)
        policies = [(policy, list(of)) for policy, of in groupby(rows, key=lambda result: result.program.policy)]
        found.append((goal, tally(rows), policies))
    return found


def tally(results) -> list[tuple[str, str, str, str, int]]:
    """(word, kind, icon, key, how many targets), without those that none has."""
    counted = Counter(target.judgement for result in results for target in result.targets)
    keys = {word: key for key, word in KEYS.items()}
    return [(_(word), *SIGNS[word], keys[word], counted[word]) for word in ORDER if counted[word]]


def filters_of(request, plan, results, council) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """(label, name of the query, choices), each choice with whether it is the present one."""
    if plan is None:
        return []
    goals = dict.fromkeys(result.program.policy.goal for result in results)
    districts = Area.objects.districts().filter(council=council, special="", closed_date=None)
    offered = [
        (_("Basic goal"), "goal", [(str(goal.number), f"{goal.number} {goal.name}") for goal in goals]),
        (_("Judgement"), "show", [(key, _(word)) for key, word in KEYS.items()]),
        (_("School district"), "district", [(str(area.pk), area.label) for area in districts]),
    ]
    return [
        (
            label,
            name,
            [
                ("", _("All"), not request.GET.get(name)),
                *((key, words, request.GET.get(name) == key) for key, words in choices),
            ],
        )
        for label, name, choices in offered
    ]
