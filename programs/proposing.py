"""What a target is counted by, proposed from its words: the system says it once, the page shows it and people change it."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from programs.models import Measure, Milestone, Quantity, Target

Rule = Quantity.Rule
PLACES = re.compile(r"会場|[かヶカケ箇]所|拠点|施設|店舗|校$")
ZONES = re.compile(r"校区|小域|圏域|地区|ブロック|町会|自治会")
PEOPLE = ("名", "人")
TIMES = ("回", "号", "講座", "コース", "教室", "件")
# Steps that a target tells of in words, in the order of its words.
STEPS = re.compile(
    r"調査|調べ|検討|準備|確保|場をさがす|試行|試す|移行|構築|課題|業績と成果の検証|進行管理|進みの管理|成果の確かめ|本格"
)
CALLED = {"調べ": "調査", "場をさがす": "確保", "試す": "試行", "課題": "検討", "本格": "本格実施"}
SHORTEST = 2


def propose(target: Target, measures: Sequence[Measure]) -> None:
    """For what nobody has bound: a measure and a rule for each number; for a target without numbers, its steps or what goes on."""
    quantities = list(target.quantities.all())
    for quantity in quantities:
        if measures and quantity.proposed and not quantity.indicator and not quantity.counted_id:
            quantity.counted = measure_for(quantity.measure or target.text, measures)
            quantity.rule = rule_for(quantity, target)
            quantity.save(update_fields=["counted", "rule"])
    steps = steps_of(target.text)
    if steps and not target.milestones.exists():
        Milestone.objects.bulk_create(
            Milestone(target=target, position=position, name=name) for position, name in enumerate(steps)
        )
    if measures and not quantities and not steps:
        measure = measure_for(target.text, measures)
        Quantity.objects.create(
            target=target,
            position=0,
            comparator=Quantity.Comparator.AT_LEAST,
            unit="回",
            by_hand=True,
            counted=measure,
            rule=Rule.TIMES,
        )


def measure_for(words: str, measures: Sequence[Measure]) -> Measure:
    """Whichever shares most with the words, else the first."""

    def shared(measure):
        size = SequenceMatcher(None, words, measure.name, autojunk=False).find_longest_match().size
        return size if size >= SHORTEST else 0

    return max(measures, key=lambda measure: (shared(measure), -measure.position))


def rule_for(quantity, target) -> str:
    """25名/回: on average; 月2回 and 通年: months; 2会場: places; 全小学校区: districts; in the term, each year apart."""
    unit = quantity.unit
    if unit in PEOPLE and quantity.period == "session":
        return Rule.AVERAGE
    if unit == "月" or (unit in TIMES and quantity.period == "month"):
        return Rule.MONTHS
    if ZONES.search(unit):
        return Rule.DISTRICTS
    if PLACES.search(unit):
        return Rule.PLACES
    if unit in TIMES:
        return Rule.YEARS if target.is_of_term else Rule.TIMES
    return Rule.AMOUNT


def steps_of(text: str) -> list[str]:
    """「検討・準備」: two steps. What stands in a label's other district counts as well."""
    found = [CALLED.get(one, one) for one in STEPS.findall(text)]
    return list(dict.fromkeys(found))


def district_of(place: str | None, districts: Sequence):
    """The district that a number speaks of, by either of its names."""
    return next((one for one in districts if place and place in (one.short_name, one.name)), None)
