"""What is counted of any days, by anything, is what plain Python counts over the same records, after any edits."""

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from casework import indicators
from casework.codes import Topic
from casework.models import Case, CaseStep, ProgressNote
from casework.services import case_close, case_reopen
from japan import fiscal
from japan.wareki import PartialDate
from privacy import context
from privacy.models import Dossier
from programs.dimensions import AREA, BAND, MONTH, ROUTE, SEX, TOPIC
from programs.services import counts_keep
from tests.factories.casework import details, make_case, make_note, make_place

pytestmark = pytest.mark.django_db
BEGIN = date(2024, 1, 10)
DAYS = 500
BYS = [(), (AREA,), (TOPIC,), (AREA, TOPIC), (BAND, SEX), (MONTH, ROUTE), (TOPIC, BAND), (MONTH, AREA)]


def day(chance):
    return BEGIN + timedelta(days=chance.randrange(DAYS))


def edited(coordinator, areas, chance):
    """Cases taken, spoken with, closed, opened again, restricted, given other topics and moved; what had ended was kept meanwhile."""
    places = [make_place(district, district.name) for district in (areas.dai, areas.higashi)]
    for number in range(7):
        if number == 6:
            counts_keep(today=BEGIN + timedelta(days=DAYS), years=3)
        place = chance.choice(places)
        topics = chance.sample([Topic.DEMENTIA, Topic.RUBBISH, Topic.OTHER], chance.randrange(1, 3))
        new = (
            details(place, birth=PartialDate(chance.choice((1935, 1950, 1990)), 8, 1), sex=chance.choice(("male", "female")))
            if number
            else None
        )
        case = make_case(coordinator, place.district, on=day(chance), new_subject=new, topics=topics, main_topic=topics[0])
        for _each in range(chance.randrange(3)):
            met = timezone.make_aware(datetime.combine(day(chance), datetime.min.time())) + timedelta(
                hours=chance.choice((0, 12, 23))
            )
            make_note(coordinator, case, met_at=met)
        last = case.intake_date
        with context.on_behalf_of(coordinator):
            for step in range(chance.randrange(4)):
                last += timedelta(days=chance.randrange(120))
                case = Case.objects.visible_to(coordinator).get(pk=case.pk)
                if step % 2:
                    case_reopen(case, actor=coordinator, on_date=last)
                else:
                    case_close(case, actor=coordinator, on_date=last, reason_code="solved")
    some = chance.sample(list(Case.objects.values_list("dossier", flat=True)), 2)
    Dossier.objects.filter(pk=some[0]).update(restricted=True)
    Dossier.objects.filter(pk=some[1]).update(area=areas.nishi)


def keys(case, by, first, on, area, unknown):
    """As the rules say it: of each of its topics, and of nothing but その他 where a restricted one's district is told too."""
    topics = [Topic.OTHER] if case.restricted and AREA in by else case.topics
    subject = case.subject if case.subject_id else None
    year = fiscal.fiscal_year(first)
    own = {
        AREA: unknown if case.restricted else area, ROUTE: case.route, SEX: subject.sex if subject else "unknown",
        BAND: fiscal.band(subject.birth_fiscal_year if subject else None, year), MONTH: 12 * (on.year - year) + on.month - 4,
    }  # fmt: skip
    return [tuple(topic if name == TOPIC else own[name] for name in by) for topic in (topics if TOPIC in by else [None])]


@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_plain_python_after_any_edits(coordinator, areas, seed):
    chance = random.Random(seed)
    edited(coordinator, areas, chance)
    cases = list(Case.objects.select_related("subject"))
    notes = [
        (note, timezone.localdate(note.met_at))
        for note in ProgressNote.objects.exclude(means="memo").select_related("case__subject")
    ]
    steps = [(step.case_id, step.kind, step.on_date) for step in CaseStep.objects.all()]
    assert any(kind == "reopened" for _case, kind, _day in steps) or seed
    unknown = areas.unknown.pk
    for by in BYS:
        first = day(chance)
        until = min(first + timedelta(days=chance.randrange(1, 300)), BEGIN + timedelta(days=DAYS + 400))
        new, contacts, people = Counter(), Counter(), defaultdict(set)
        for case in cases:
            if first <= case.intake_date <= until:
                new.update(keys(case, by, first, case.intake_date, case.counted_area_id, unknown))
        for note, on in notes:
            if first <= on <= until:
                for key in keys(note.case, by, first, on, note.area_id, unknown):
                    contacts[key] += 1
                    people[key] |= {note.case.subject_id} - {None}
        assert indicators.NEW.between(areas.council, first, until, by) == (dict(new) if by else {(): new[()]}), by
        assert indicators.CONTACTS.between(areas.council, first, until, by) == (dict(contacts) if by else {(): contacts[()]}), (
            by
        )
        wanted = {key: len(found) for key, found in people.items() if found}
        assert indicators.PEOPLE.between(areas.council, first, until, by) == (wanted if by else {(): len(people[()])}), by
        if MONTH not in by:
            over(cases, steps, first, until, by, areas, unknown)


def test_several_counted_at_once_are_what_each_is_alone(coordinator, areas):
    edited(coordinator, areas, random.Random(9))
    days = (BEGIN, BEGIN + timedelta(days=DAYS))
    wanted = [by for by in BYS if TOPIC not in by]
    for one in (indicators.CONTACTS, indicators.PEOPLE):
        found = one.together(areas.council, *days, wanted)
        assert found == {by: one.between(areas.council, *days, by) for by in wanted}
        assert found[()][()] > 5


def over(cases, steps, first, until, by, areas, unknown):
    """期首 + 新規 + 再開 - 終結 = 期末, and both ends are the cases that were open then."""
    found = indicators.flow(areas.council, first, until, by)
    for key, numbers in found.items():
        assert numbers["start"] + numbers["new"] + numbers["reopened"] - numbers["closed"] == numbers["end"]
        here = [case for case in cases if key in keys(case, by, first, first, case.counted_area_id, unknown)]
        assert numbers["start"] == sum(is_open(case, steps, first - timedelta(days=1)) for case in here), (by, key)
        assert numbers["end"] == sum(is_open(case, steps, until) for case in here), (by, key)
    known = {
        key
        for case in cases
        for key in keys(case, by, first, first, case.counted_area_id, unknown)
        if case.intake_date <= until
    }
    assert set(found) == known


def is_open(case, steps, on) -> bool:
    own = [kind for pk, kind, day in steps if pk == case.pk and day <= on and kind in ("closed", "reopened")]
    return case.intake_date <= on and own.count("closed") <= own.count("reopened")
