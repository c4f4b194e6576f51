"""A search tells nobody that somebody hidden exists, and finds whoever is within reach among however many are not."""

import random
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import Person
from casework.pages import namesakes, search
from privacy import context
from privacy.models import Dossier, Grant
from tests.cast import login
from tests.factories.casework import details, make_case, make_person, make_place

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ABSENT, HIDDEN, RESTRICTED, ELSEWHERE = "鷹取", "鷲尾", "鵜飼", "鴨居"


@pytest.fixture
def hidden(cast, areas):
    """One out of the caseworker's districts, one with a restricted record and case, one of another council."""
    make_case(
        cast.coordinator, areas.nishi, new_subject=details(make_place(areas.nishi), family_name=HIDDEN, family_kana="わしお")
    )
    case = make_case(
        cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), family_name=RESTRICTED, family_kana="うかい")
    )
    for dossier in (case.dossier, case.subject.dossier):
        Dossier.objects.filter(pk=dossier.pk).update(restricted=True)
        Grant.objects.filter(content_object=dossier).end(timezone.localdate())
    far = details(make_place(areas.other_north, "他所町"), family_name=ELSEWHERE, family_kana="かもい")
    make_case(cast.other_caseworker, areas.other_north, new_subject=far)


def statements(act) -> list[str]:
    """What was asked of the database, without the values. Answers must not differ either."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = act()
    assert answer.status_code == 200
    return [re.split(" WHERE | VALUES ", query["sql"])[0] for query in asked if "SAVEPOINT" not in query["sql"]]


def test_the_box_asks_the_same_for_whoever_is_hidden_and_whoever_is_not_there(client, caseworker, hidden):
    login(client, caseworker)
    ask = lambda name: statements(lambda: client.post("/search/", {"q": name}, headers=HTMX))
    ask(ABSENT)
    expected = ask(ABSENT)
    assert len(expected) > 3
    for name in (HIDDEN, RESTRICTED, ELSEWHERE):
        assert ask(name) == expected, name


def test_the_intake_asks_the_same_too(client, caseworker, hidden):
    login(client, caseworker)
    ask = lambda name: statements(
        lambda: client.post(f"/intake/{uuid.uuid4()}/namesakes/", {"name": name, "kana": "わし"}, headers=HTMX)
    )
    ask(ABSENT)
    expected = ask(ABSENT)
    assert len(expected) > 3
    for name in (HIDDEN, RESTRICTED, ELSEWHERE):
        assert ask(name) == expected, name


def test_somebody_visible_costs_more_so_that_the_comparison_is_none_of_errors(client, caseworker, areas, hidden):
    make_case(caseworker, areas.dai)
    login(client, caseworker)
    none, one = (statements(lambda name=name: client.post("/search/", {"q": name}, headers=HTMX)) for name in (ABSENT, "髙橋"))
    assert len(one) > len(none)


def copies(person, area, count) -> None:
    """Rows of others with the same tokens, as a large district has them. Nobody opens them, so they need no key."""
    with connection.cursor() as cursor:
        columns = [field.column for field in Person._meta.concrete_fields if field.column not in ("id", "dossier_id")]
        cursor.execute(
            "WITH made AS (INSERT INTO privacy_dossier (id, kind, area_id, council_id, sealed, created_at) "
            "SELECT gen_random_uuid(), 'person', %s, %s, false, now() FROM generate_series(1, %s) RETURNING id) "
            f"INSERT INTO casework_person (id, dossier_id, {', '.join(columns)}) "
            f"SELECT overlay(made.id::text placing '0000' from 1)::uuid, made.id, {', '.join('p.' + column for column in columns)} "
            "FROM made, casework_person p WHERE p.id = %s",
            [area.pk, area.council_id, count, person.pk],
        )


def test_the_ones_within_reach_are_found_among_six_hundred_who_are_not(caseworker, coordinator, areas):
    mine = make_person(caseworker, areas.dai, family_name="田中", family_kana="たなか")
    copies(make_person(coordinator, areas.nishi, family_name="田中", family_kana="たなか"), areas.nishi, 600)
    with context.on_behalf_of(caseworker):
        assert search.find_people(caseworker, "たなか").people == [mine]
        assert namesakes.namesakes(caseworker, name="田中") == [mine]


def test_a_search_answers_like_reading_everything(caseworker, coordinator, areas):
    """Against the plain answer: everybody within reach whose reading begins so; at most twenty, and whether there are more."""
    chance = random.Random(20230912)
    for number in range(26):
        reading = chance.choice(["たかはし", "たかぎ", "たなか"])
        district = chance.choice([areas.dai, areas.higashi, areas.nishi])
        make_person(
            coordinator, district, family_kana=reading, given_name=f"名{number}", given_kana=chance.choice(["よし", "たか"])
        )
    for user in (caseworker, coordinator):
        with context.on_behalf_of(user):
            everybody = list(Person.objects.visible_to(user, "person.find"))
            for text in ("たか", "たかは", "たな", "よし"):
                wanted = {
                    one.pk
                    for one in everybody
                    if (one.family_kana + one.given_kana).startswith(text) or one.given_kana.startswith(text)
                }
                found = search.find_people(user, text)
                assert {one.pk for one in found.people} <= wanted, text
                assert (len(found.people), found.more) == (min(len(wanted), search.LIMIT), len(wanted) > search.LIMIT), text
