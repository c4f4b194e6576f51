"""Two records that are joined by two people in the same moment, or while one of them moves, really committed."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.test import Client
from django.urls import reverse

from casework.models import Joining, Person
from casework.services import joinings, person_correct
from privacy import context
from privacy.areas import Area
from privacy.roles import Role
from tests.cast import login, make_council, make_member, make_user
from tests.factories.casework import details, make_case, make_place


def test_two_who_join_the_same_records_at_once_make_one_joining_and_the_other_is_told(
    own_database, django_db_blocker, monkeypatch
):
    """Each has seen two records, and one of them would lead the other way."""
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
    council, dai, *_others = make_council(city, "丙地区社会福祉協議会", ("丙台小学校区", "台小区"))
    people = [make_member(make_user(name), Role.COORDINATOR, council) for name in ("one", "two")]
    first = make_case(people[0], dai).subject
    second = make_case(people[0], dai, new_subject=details(make_place(dai), family_name="高梁", phone="", mobile="")).subject
    both, locked = threading.Barrier(2, timeout=20), joinings._locked

    def look(actor, *records):
        both.wait()
        return locked(actor, *records)

    monkeypatch.setattr(joinings, "_locked", look)
    clients = [login(Client(), person) for person in people]

    def press(client, main, one, other):
        try:
            answer = client.post(
                reverse("person_join", args=[one.pk, other.pk]), {"main": str(main.pk), "why": "保険証"}, follow=True
            )
            return answer.content.decode()
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as pool:
        pages_seen = [
            pool.submit(press, clients[0], first, first, second),
            pool.submit(press, clients[1], second, second, first),
        ]
        said = [seen.result() for seen in pages_seen]
    assert sorted("2件を1人の記録にしました。" in page for page in said) == [False, True]
    assert sorted("もう1人の記録になっています。" in page for page in said) == [False, True]
    assert Joining.objects.count() == 1
    assert Person.objects.exclude(canonical=None).count() == 1


def test_a_person_who_moves_while_two_records_are_joined_waits_and_moves(own_database, django_db_blocker, monkeypatch):
    """Nobody waits for somebody who waits for them."""
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
    council, dai, other, *_special = make_council(city, "丁地区社会福祉協議会", ("丁台小学校区", "丁東小学校区"))
    office = make_member(make_user("joins-and-moves"), Role.COORDINATOR, council)
    first = make_case(office, dai).subject
    second = make_case(office, dai, new_subject=details(make_place(dai), family_name="高梁", phone="", mobile="")).subject
    new = details(make_place(other, "東町"))
    held, written, locked = threading.Event(), threading.Event(), joinings._locked

    def look(actor, *records):
        found = locked(actor, *records)
        held.set()
        written.wait(timeout=0.5)
        return found

    monkeypatch.setattr(joinings, "_locked", look)

    def join():
        joinings.person_join(first, actor=office, other=second, main=first.pk, why="保険証")

    def move():
        held.wait(timeout=20)

        def note(execute, sql, *said):
            done = execute(sql, *said)
            if sql.startswith('UPDATE "casework_person"'):
                written.set()
            return done

        with connection.execute_wrapper(note):
            person = Person.objects.visible_to(office, "person.write").select_related("dossier__area").get(pk=second.pk)
            person_correct(person, actor=office, details=new)

    def acting(side):
        try:
            with context.on_behalf_of(office):
                side()
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(acting, join), pool.submit(acting, move)]:
            done.result(timeout=60)
    assert Joining.objects.count() == 1
    assert Person.objects.get(pk=second.pk).dossier.area == other
