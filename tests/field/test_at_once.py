"""Tablets and the office come to the same doors in the same moment, really committed: nobody waits for somebody who waits for them, and what
came stands once.

Each side waits for the other one with its first locks in hand. Where one of them cannot get that far, since the other holds what comes first
for both, the wait is given up, and they go one after the other.
"""

import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, Person
from casework.services import person_correct
from field.models import Arrival, Held
from privacy import context
from privacy.areas import Area
from privacy.roles import Role
from tests.cast import login, make_council, make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import details, make_place
from tests.field.tablet import Tablet, record
from visits import services
from visits.models import Alert, Enrolment, SafetyCheck, Visit

LOCKS = re.compile(r'"?(visits|field_held).*(FOR UPDATE|FOR NO KEY UPDATE)', re.DOTALL)
# A move holds the dossiers of the person before the doors.
MOVES = re.compile(r'^SELECT "privacy_dossier"\."id".*FOR NO KEY UPDATE|' + LOCKS.pattern, re.DOTALL)
MET = 0.5


class Cast:
    """A council with two doors, a pair that goes to both, each with a tablet, and the office."""

    def __init__(self):
        city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
        self.council, self.dai, self.other, *_special = make_council(
            city, "己地区社会福祉協議会", ("己台小学校区", "台小区"), ("己東小学校区", "東小区")
        )
        self.office = make_member(make_user("at-once-office"), Role.COORDINATOR, self.council)
        self.pair = [make_member(make_user(f"at-once-{number}"), Role.VISITOR, self.dai) for number in range(2)]
        self.tablets = [Tablet(visitor) for visitor in self.pair]
        self.page = login(Client(), self.office)

    def door(self):
        door = make.enrol(self.office, self.dai)
        for visitor in self.pair:
            make.assign(self.office, door, visitor)
        return Enrolment.objects.select_related("dossier").get(pk=door.pk)

    def one(self, model, door):
        with context.on_behalf_of(self.office):
            return model.objects.visible_to(self.office).select_related("enrolment", "dossier").get(enrolment=door)

    def overdue(self, door):
        """Nobody came in time: an alert, and a check."""
        Enrolment.objects.filter(pk=door.pk).update(overdue_on=timezone.localdate() - timedelta(days=1))
        with context.as_job("watch") as job:
            services.raise_overdue(actor=job)


@pytest.fixture(scope="module")
def cast(for_the_file, django_db_blocker):
    with django_db_blocker.unblock():
        yield Cast()


def at_once(blocker, *sides, in_turn=False, locks=LOCKS) -> list:
    """What each came to. Each pauses behind the first statement by which it locks anything of the watch-over. `in_turn`: the second one
    begins when the first has its lock."""
    both, has_begun = threading.Barrier(len(sides), timeout=MET), threading.Event()

    def run(side):
        waited = []
        if in_turn and side is not sides[0]:
            has_begun.wait(timeout=20)

        def pause(execute, sql, params, many, execution):
            done = execute(sql, params, many, execution)
            if not waited and locks.search(sql):
                waited.append(True)
                has_begun.set()
                with suppress(threading.BrokenBarrierError):
                    both.wait()
            return done

        try:
            with connection.execute_wrapper(pause):
                found = side()
            assert waited, "it locks nothing"
            return found
        finally:
            connection.close()

    with blocker.unblock(), ThreadPoolExecutor(len(sides)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(run, side) for side in sides]]


def said(answer) -> list:
    return [row["status"] for row in answer.json()["items"]] if answer.status_code == 200 else [answer.status_code]


def ago(**how):
    return timezone.now() - timedelta(**how)


def test_two_tablets_bring_the_same_doors_in_opposite_order(cast, django_db_blocker):
    """Whichever order the doors lie in, one of the two comes to them the other way round."""
    with django_db_blocker.unblock():
        doors = [cast.door(), cast.door()]
        first, second = cast.tablets
        there = [first.item(record(door, when=ago(minutes=30 - number))) for number, door in enumerate(doors)]
        back = [second.item(record(door, when=ago(minutes=30 - number))) for number, door in enumerate(reversed(doors))]
    came = at_once(django_db_blocker, lambda: said(first.bring(*there)), lambda: said(second.bring(*back)))
    with django_db_blocker.unblock():
        assert came == [["stored"] * 2] * 2
        assert [Visit.objects.filter(enrolment=door).count() for door in doors] == [2, 2]


def test_the_same_items_from_two_tablets_of_one_visitor_are_kept_once(cast, django_db_blocker):
    """What a person must look at, too."""
    with django_db_blocker.unblock():
        door, one = cast.door(), cast.tablets[0]
        other = Tablet(cast.pair[0])
        items = [one.item(record(door)), one.item(record(door, v=9))]
        before = Held.objects.count()
    came = at_once(django_db_blocker, lambda: said(one.bring(*items)), lambda: said(other.bring(*items)))
    with django_db_blocker.unblock():
        assert sorted(came) == [["again", "person"], ["stored", "person"]]
        assert (Visit.objects.filter(enrolment=door).count(), Held.objects.count() - before) == (1, 1)
        assert Arrival.objects.filter(item__in=[item["id"] for item in items]).count() == 4, "each tablet has its receipts"


def closes(cast, door):
    url = reverse("alert_close", args=[cast.one(Alert, door).pk])
    return lambda: cast.page.post(url, {"close-how": "settled", "close-text": "電話で話した"}).status_code


def confirms(cast, door):
    url = reverse("safety_confirm", args=[cast.one(SafetyCheck, door).pk])
    return lambda: cast.page.post(url, {"how": "family", "text": "長女から電話"}).status_code


@pytest.mark.parametrize("presses", [closes, confirms])
def test_what_nobody_had_met_ends_on_a_tablet_and_in_the_office_at_once(cast, django_db_blocker, presses):
    with django_db_blocker.unblock():
        door, tablet = cast.door(), cast.tablets[0]
        cast.overdue(door)
        item, press = tablet.item(record(door)), presses(cast, door)
    came = at_once(django_db_blocker, lambda: said(tablet.bring(item)), press)
    with django_db_blocker.unblock():
        assert came == [["stored"], 303]
        assert cast.one(Alert, door).closed_at
        assert cast.one(SafetyCheck, door).confirmed_at
        assert Visit.objects.filter(enrolment=door).count() == 1


def test_a_visit_is_mended_on_the_page_while_another_one_makes_it_the_second_absence(cast, django_db_blocker):
    with django_db_blocker.unblock():
        door, tablet = cast.door(), cast.tablets[0]
        later = make.visit(cast.pair[1], door, "absent", at=ago(hours=2))
        item, mends = tablet.item(record(door, "absent", when=ago(hours=20))), login(Client(), cast.pair[1])
        local = timezone.localtime(later.visited_at)
        sent = {
            "outcome": "absent",
            "note": "二度目",
            "visited_date": local.date().isoformat(),
            "visited_time": f"{local:%-H:%M}",
        }
        url = reverse("visit_edit", args=[later.pk])
    came = at_once(django_db_blocker, lambda: said(tablet.bring(item)), lambda: mends.post(url, sent).status_code)
    with django_db_blocker.unblock():
        assert came == [["stored"], 303]
        assert cast.one(Alert, door).visit_id == later.pk
        with context.on_behalf_of(cast.office):
            assert Visit.objects.visible_to(cast.office).get(pk=later.pk).note == "二度目"


def test_a_correction_is_taken_up_while_what_it_corrects_arrives(cast, django_db_blocker):
    with django_db_blocker.unblock():
        door, tablet = cast.door(), cast.tablets[0]
        item = tablet.item(record(door))
        assert tablet.brought(tablet.item(record(door, "concern", corrects=item["id"]))) == [("person", "early")]
        held = Held.objects.get(enrolment=door)
        sent = {"door": str(door.pk), "visited_date": timezone.localdate().isoformat(), "visited_time": "0:00"}
        url = reverse("arrival", args=[held.pk])
    came = at_once(django_db_blocker, lambda: said(tablet.bring(item)), lambda: cast.page.post(url, sent).status_code)
    with django_db_blocker.unblock():
        assert came == [["stored"], 303]
        assert not Held.objects.filter(enrolment=door).exists()


def test_what_is_recorded_while_the_office_ends_the_watch_over_asks_for_no_more_visits(cast, django_db_blocker):
    """The visitor's page has read the door before it waits there."""
    with django_db_blocker.unblock():
        door, visitor = cast.door(), login(Client(), cast.pair[0])
        sent = {"on_date": timezone.localdate().isoformat(), "reason_code": "moved"}
    came = at_once(
        django_db_blocker,
        lambda: cast.page.post(reverse("enrolment_end", args=[door.pk]), sent).status_code,
        lambda: visitor.post(reverse("visit_new", args=[door.pk]), {"outcome": "well"}).status_code,
        in_turn=True,
    )
    with django_db_blocker.unblock():
        assert (came, Visit.objects.filter(enrolment=door).count()) == ([303, 303], 1)
        [(due, ended)] = Enrolment.objects.filter(pk=door.pk).values_list("next_due_date", "ended_date")
        assert (due, ended) == (None, timezone.localdate())


def moves(cast, door):
    """The person behind the door has a new address in the other district."""
    new = details(make_place(cast.other, "東町"))

    def side():
        with context.on_behalf_of(cast.office):
            person = (
                Person.objects.visible_to(cast.office, "person.write").select_related("dossier__area").get(pk=door.person_id)
            )
            person_correct(person, actor=cast.office, details=new)

    return side


def brings_an_emergency(cast, door):
    tablet = cast.tablets[0]
    item = tablet.item(record(door, "emergency"))

    def side():
        assert said(tablet.bring(item)) == ["stored"]

    return side


def makes_a_case(cast, door):
    cast.overdue(door)
    alert = cast.one(Alert, door)

    def side():
        with context.on_behalf_of(cast.office):
            services.alert_to_case(alert, actor=cast.office, id=uuid.uuid4(), topic="dementia", consented=True)

    return side


@pytest.mark.parametrize("opens", [brings_an_emergency, makes_a_case])
def test_a_person_is_moved_while_something_opens_at_their_door(cast, django_db_blocker, opens):
    """It lies where the person lies now."""
    with django_db_blocker.unblock():
        door = cast.door()
        sides = moves(cast, door), opens(cast, door)
    at_once(django_db_blocker, *sides, locks=MOVES)
    with django_db_blocker.unblock():
        about = {"dossier__subject": door.dossier.subject_id}
        lie = {
            area
            for model in (Enrolment, Alert, SafetyCheck, Case)
            for area in model._base_manager.filter(**about).values_list("area", flat=True)
        }
        assert lie == {cast.other.pk}


def test_a_death_is_told_at_the_door_and_in_the_persons_record_at_once(cast, django_db_blocker):
    with django_db_blocker.unblock():
        door, today = cast.door(), timezone.localdate()
        with context.on_behalf_of(cast.office):
            person = (
                Person.objects.visible_to(cast.office, "person.write").select_related("dossier__area").get(pk=door.person_id)
            )
        told = details(make_place(cast.dai), death_date=today)

    def ends():
        with context.on_behalf_of(cast.office):
            services.enrolment_end(door, actor=cast.office, on_date=today, reason_code="died")

    def corrects():
        with context.on_behalf_of(cast.office):
            person_correct(person, actor=cast.office, details=told)

    at_once(django_db_blocker, ends, corrects, locks=re.compile(f'UPDATE "casework_person"|{LOCKS.pattern}', re.DOTALL))
    with django_db_blocker.unblock():
        assert Enrolment._base_manager.filter(pk=door.pk, ended_date=today, end_reason="died").exists()
        assert Person._base_manager.filter(pk=door.person_id, death_date__isnull=False).exists()
