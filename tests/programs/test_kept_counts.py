"""What was kept of months that have ended is, at any moment, what counting every record gives."""

import random
import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import Case, Joining, Person, ProgressNote
from privacy import context
from programs import indicators, keeping, services
from programs.dimensions import MONTH
from programs.models import ChangedMonth, KeptCount
from programs.services.kept import parts_of
from tests.factories.casework import details, make_case, make_note, make_place
from tests.factories.visits import enrol, visit
from visits.models import Enrolment, Visit

pytestmark = pytest.mark.django_db
# A fiscal year that is over, and a night in it: what has ended by then is kept.
START, LAST, NIGHT = date(2025, 4, 1), date(2026, 3, 31), date(2025, 8, 2)
KEPT = [one for one in indicators.everything() if one.reads]
TOPICS = ["dementia", "rubbish", "rights"]


def at(day: date, hour=10):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def some_day(chance):
    return START + timedelta(days=chance.randrange(-60, 150))


def keep(night=NIGHT) -> int:
    return services.counts_keep(today=night, years=1)


def periods(chance):
    """What reports ask for, and days that begin and end anywhere, over the end of a fiscal year too."""
    first = some_day(chance)
    yield START, LAST
    yield START, date(2025, 6, 30)
    yield date(2025, 2, 1), date(2025, 8, 31)
    yield first, first + timedelta(days=chance.randrange(1, 120))


def compare(council, chance):
    for one in KEPT:
        parts = [*parts_of(one), (MONTH,), *((by[0], MONTH) for by in parts_of(one) if len(by) == 1)]
        for first, until in chance.sample(list(periods(chance)), 2):
            by = chance.choice(parts)
            counted = one.counts(council, first, until, by)
            counted = {keys: number for keys, number in counted.items() if number or not by}
            assert one.between(council, first, until, by) == counted, (one.code, first, until, by)


@pytest.fixture
def world(coordinator, areas):
    """Cases with notes, one of them referred, doors with visits; one in another council."""
    chance = random.Random(67)
    place = make_place(areas.dai)
    for number in range(4):
        new = details(place, family_name=f"試{number}", phone="", mobile="") if number else None
        case = make_case(
            coordinator,
            areas.dai,
            on=some_day(chance),
            new_subject=new,
            topics=[TOPICS[number % 3]],
            main_topic=TOPICS[number % 3],
        )
        for _each in range(3):
            make_note(coordinator, case, met_at=at(some_day(chance)))
    for person in Person.objects.all()[:2]:
        door = enrol(coordinator, areas.dai, person=person, start=START - timedelta(days=90))
        for _each in range(4):
            visit(coordinator, door, at=at(some_day(chance)))


def write(row, **columns):
    """By SQL: a service would come to the same statement, and these ask for none of its rules."""
    names = ", ".join(f'"{name}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{row._meta.db_table}" SET {names} WHERE id = %s', [*columns.values(), row.pk])


def change(chance, coordinator, areas):
    case, note, seen, person = (chance.choice(list(kind.objects.all())) for kind in (Case, ProgressNote, Visit, Person))
    day, dossier = some_day(chance), chance.choice([case.dossier, seen.dossier])
    kind, columns = chance.choice([
        (note, {"met_at": at(day)}), (note, {"means": chance.choice(["memo", "phone"])}), (note, {"case_id": case.pk}),
        (case, {"topics": chance.choice([[case.main_topic], [case.main_topic, "other"]])}), (case, {"route": chance.choice(["self", "family"])}),
        (case, {"intake_date": day}), (case, {"counted_area_id": chance.choice([areas.dai, areas.higashi]).pk}),
        (case, {"subject_id": person.pk}), (case, {"sequence": chance.choice([None, 900 + case.pk.int % 1000])}),
        (dossier, {"sealed": not dossier.restricted}), (dossier, {"area_id": chance.choice([areas.dai, areas.nishi]).pk}),
        (person, {"sex": chance.choice(["female", "male", "unknown"])}), (person, {"birth_fiscal_year": chance.choice([1935, 1960, None])}),
        (seen, {"visited_at": at(day, 23)}), (seen, {"outcome": chance.choice(["well", "absent", "concern"])}),
        (seen, {"late": chance.choice(["waiting", ""])}), (seen, {"manner": chance.choice(["meeting", "call"])}),
        (seen.enrolment, {"person_id": _without_door(chance)}), (None, {}), (None, {}),
    ])  # fmt: skip
    if kind:
        write(kind, **columns)
    else:
        chance.choice([_join, _spoken, _visited])(chance, coordinator, areas)


def _without_door(chance):
    return chance.choice(list(Person.objects.filter(enrolments=None).values_list("pk", flat=True)))


def _join(chance, coordinator, _areas):
    """As if it had been made on a day of the year that is over, and parted on another."""
    lasting = Joining.objects.filter(parted_on=None).first()
    if lasting:
        write(lasting, parted_on=date(2025, 7, 1), joined_on=date(2025, 5, 3))
        return
    one, other = chance.sample(list(Person.objects.visible_to(coordinator)), 2)
    Joining(person=one, into=other, dossier=one.dossier, why="同じ", joined_on=date(2025, 5, 3), joined_by=coordinator).save()


def _spoken(chance, coordinator, _areas):
    case = chance.choice(list(Case.objects.visible_to(coordinator)))
    make_note(coordinator, case, met_at=at(some_day(chance)))


def _visited(chance, coordinator, _areas):
    visit(coordinator, chance.choice(list(Enrolment.objects.visible_to(coordinator))), at=at(some_day(chance)))


@pytest.mark.parametrize("seed", range(2))
def test_the_same_as_counting_after_any_change(world, coordinator, areas, seed):
    """Notes, cases, people, doors and visits moved, corrected, restricted, joined and parted; and a keeping now and then."""
    chance = random.Random(seed)
    for step in range(12):
        if step % 5 == 0:
            keep()
        with context.on_behalf_of(coordinator):
            change(chance, coordinator, areas)
        compare(areas.council, chance)


def test_what_was_kept_is_not_counted_again(world, areas):
    """What has not ended is never kept; nor is a year of what its months add up to."""
    over = LAST + timedelta(days=1)
    assert keep(LAST) > 100
    assert max(KeptCount.objects.values_list("until", flat=True)) == date(2026, 2, 28)
    services.counts_keep(today=over, years=2)
    assert services.counts_keep(today=over, years=2) == 0
    kept = KeptCount.objects.filter(first=START, until=LAST).values_list("code", flat=True).distinct()
    assert set(kept) == {one.code for one in KEPT if not one.summable}
    for one in KEPT:
        with CaptureQueriesContext(connection) as queries:
            one.between(areas.council, START, LAST, (MONTH,))
            one.between(areas.council, START, LAST, ())
        assert len(queries) == 2, one.code
        assert not any(table in query["sql"] for query in queries for table in ("visit", "casework", "referral")), one.code


def test_only_what_changed_is_counted_again(world, areas):
    keep()
    note = ProgressNote.objects.filter(met_at__range=(at(START), at(date(2025, 7, 31)))).first()
    write(note, means="memo")
    month = timezone.localdate(note.met_at).replace(day=1)
    assert set(ChangedMonth.objects.values_list("what", "month")) == {("notes", month)}
    with connection.cursor() as cursor:
        cursor.execute(keeping.TRUE, [areas.council.pk, "", START, LAST, keeping.rules()])
        true = {(code, first) for code, first, _until, _numbers in cursor.fetchall()}
    gone = set(KeptCount.objects.filter(by="", first__gte=START, until__lte=LAST).values_list("code", "first")) - true
    assert {code for code, _first in gone} == {
        "consultation.contacts",
        "consultation.people",
        "rights.contacts",
        "rights.people",
    }
    assert {first for code, first in gone if code == "consultation.contacts"} == {month}
    keep()
    assert not ChangedMonth.objects.exists()
    assert not KeptCount.objects.filter(rules="").exists()


def test_words_and_this_month_change_nothing(world, coordinator):
    keep()
    write(ProgressNote.objects.first(), minutes=5)
    write(Case.objects.first(), urgency="high")
    with context.on_behalf_of(coordinator):
        make_note(coordinator, Case.objects.visible_to(coordinator).first(), met_at=timezone.now())
    assert not ChangedMonth.objects.exists()


def test_what_another_version_counted_is_counted_again(world, areas, monkeypatch):
    keep()
    KeptCount.objects.update(numbers=[[77]])
    visits = indicators.get("watch.visits")
    days = (START, date(2025, 7, 31))
    assert visits.between(areas.council, *days, ())[()] == 4 * 77
    monkeypatch.setattr(keeping, "rules", lambda: "another")
    assert visits.between(areas.council, *days, ()) == visits.counts(areas.council, *days, ())


WORD = r'"(\w+)"\."(\w+)"'


def test_whatever_a_count_reads_is_watched(world, areas):
    """Each column that the statements of a count name, of each table that can change: a trigger there names it too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgrelid::regclass::text, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.prosrc LIKE '%programs_month_changes%'"
        )
        watched = cursor.fetchall()
    for one in KEPT:
        with CaptureQueriesContext(connection) as queries:
            for by in [*parts_of(one), (MONTH,)]:
                one.counts(areas.council, START, LAST, by)
        read = {pair for query in queries for pair in re.findall(WORD, query["sql"]) if pair[1] not in FIXED}
        assert read, one.code
        for table, column in read - BESIDE:
            assert any(name == table and re.search(rf"old\.{column}\b", said) for name, said in watched), (
                one.code,
                table,
                column,
            )


# No row's id changes; what is written once, when the row is made, is watched by its making.
FIXED = {"id"}
# Which districts a council has: 地区不明 is made with the council. Of whose council a joining is: its dossier's, which has no other.
BESIDE = {("privacy_dossier", "council_id"), ("privacy_dossier", "kind")}
