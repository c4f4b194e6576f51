"""Whoever changes something about a door holds the door first, and saves nothing that was older than that.

Two who really meet there: `tests/field/test_at_once.py`.
"""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.handover import hand_over
from casework.services.recusals import unshare_recusals
from privacy import context
from privacy.models import Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from visits import services
from visits.models import Alert, Assignment, Enrolment, SafetyCheck, Tie, Visit
from visits.services import enrolments

pytestmark = pytest.mark.django_db

STEP = re.compile(r'^(SELECT|UPDATE|INSERT)\b.*?"(visits_(?!historical)\w+|casework_person|privacy_recusal)"', re.DOTALL)
A_MOMENT = timedelta(minutes=5)


def steps(act) -> list[tuple[str, str]]:
    """("holds" or "writes", table) of each statement of the watch-over that makes somebody else wait."""
    found = []

    def see(execute, sql, params, many, execution):
        if match := STEP.match(sql):
            holds = re.search(r"FOR (NO KEY )?UPDATE", sql)
            if holds or match[1] != "SELECT":
                found.append(("holds" if holds else "writes", match[2]))
        return execute(sql, params, many, execution)

    with connection.execute_wrapper(see):
        act()
    return found


class House:
    """A door with something of each kind, and who goes there."""

    def __init__(self, office, visitor, door):
        self.office, self.visitor, self.door = office, visitor, door
        self.other = make_member(make_user("second-visitor"), Role.VISITOR, door.area)
        make.assign(office, door, self.other)

    def read(self, model, **filters):
        """As a page reads it, with its door."""
        with context.on_behalf_of(self.office):
            rows = model.objects.visible_to(self.office).filter(enrolment=self.door, **filters)
            return rows.select_related("enrolment__dossier", "dossier").get()

    def read_door(self):
        with context.on_behalf_of(self.office):
            return Enrolment.objects.visible_to(self.office).select_related("dossier__area", "person").get(pk=self.door.pk)

    def do(self, service, record, **values):
        with context.on_behalf_of(self.office):
            return service(record, actor=self.office, **values)

    def absent(self, **changes):
        return make.visit(self.visitor, self.door, "absent", at=timezone.now() - A_MOMENT, **changes)

    def paused(self):
        days = {"from_date": timezone.localdate() - timedelta(days=9), "reason_code": "hospital"}
        self.do(services.enrolment_pause, self.read_door(), **days)
        return self.read_door()

    def ended(self):
        return self.do(services.enrolment_end, self.read_door(), on_date=timezone.localdate(), reason_code="died")

    def check(self):
        self.absent()
        return self.read(SafetyCheck)

    def confirmed(self):
        self.do(services.safety_confirm, self.check(), at=timezone.now(), how="phone", text="長女")
        return self.read(SafetyCheck)

    def alert(self):
        make.visit(self.visitor, self.door, "concern")
        return self.read(Alert)

    def visit(self):
        return self.read(Visit, pk=make.visit(self.visitor, self.door).pk)

    def pair(self):
        mine = self.visit()
        theirs = make.visit(self.other, self.door, companions=[self.visitor.pk])
        return self.read(Visit, pk=theirs.pk), mine

    def joined(self):
        theirs, mine = self.pair()
        return self.do(services.visit_join, theirs, other=mine)

    def late(self):
        return self.read(Visit, pk=make.bring_late(self.office, self.door, "concern", note="郵便がたまっている").pk)

    def tie(self):
        with context.on_behalf_of(self.visitor):
            services.tie_tell(self.door, actor=self.visitor, why="family")
        return self.read(Tie)

    def assignment(self):
        return self.read(Assignment, user=self.visitor)


@pytest.fixture
def house(coordinator, visitor, door):
    return House(coordinator, visitor, door)


def now():
    return timezone.now()


# {service: (what it is about, by the name of a method above; what is said)}
ACTS = {
    "visit_record": (lambda house: house.read_door(), lambda _door: {"id": uuid.uuid4(), "outcome": "well"}),
    "visit_join": (lambda house: house.pair(), lambda pair: {"other": pair[1]}),
    "visit_separate": (lambda house: house.joined(), None),
    "visit_correct": (lambda house: house.visit(), lambda _visit: {"note": "もう一度"}),
    "visit_take_up": (lambda house: house.late(), None),
    "visit_set_aside": (lambda house: house.late(), None),
    "safety_step": (lambda house: house.check(), lambda _check: {"step": "phone", "at": now(), "result": "出ない"}),
    "safety_next": (lambda house: house.check(), lambda _check: {"step": "phone", "by": now() + A_MOMENT}),
    "safety_confirm": (lambda house: house.check(), lambda _check: {"at": now(), "how": "phone", "text": "長女"}),
    "safety_take_back": (lambda house: house.confirmed(), None),
    "alert_take": (lambda house: house.alert(), None),
    "alert_handover": (lambda house: house.alert(), lambda _alert: {"to": "office"}),
    "alert_act": (lambda house: house.alert(), lambda _alert: {"text": "電話した"}),
    "alert_close": (lambda house: house.alert(), lambda _alert: {"how": "settled", "text": "話した"}),
    "tie_answer": (lambda house: house.tie(), lambda _tie: {"answer": "stays", "text": "近所というだけ"}),
    "visitor_assign": (lambda house: house.read_door(), lambda _door: {"user": "new", "part": "visitor", "from_date": "today"}),
    "visitor_unassign": (lambda house: house.assignment(), lambda _one: {"until_date": "today"}),
    "visitor_handover": (lambda house: house.assignment(), lambda _one: {"to": "new"}),
    "enrolment_reconfirm": (lambda house: house.read_door(), lambda _door: {"on_date": "today"}),
    "enrolment_resume": (lambda house: house.paused(), lambda _door: {"on_date": "today"}),
    "enrolment_follow_death": (lambda house: house.read_door(), lambda _door: {"on_date": "today"}),
    "enrolment_follow_joining": (lambda house: house.read_door(), None),
    "enrolment_follow_life": (lambda house: house.ended(), None),
    "enrolment_pause": (lambda house: house.read_door(), lambda _door: {"from_date": "today", "reason_code": "hospital"}),
}
# Where the person's own record is written too, it comes before the door.
AND_THE_PERSON = {
    "alert_to_case": (lambda house: house.alert(), {"id": uuid.UUID(int=7), "topic": "dementia", "consented": True}),
    "enrolment_end": (lambda house: house.read_door(), {"on_date": "today", "reason_code": "died"}),
    "enrolment_correct": (lambda house: house.read_door(), {"need_text": "転んだ", "contacts": []}),
}


def said(house, values):
    people = {"office": house.office, "new": None, "today": timezone.localdate()}
    if "new" in values.values():
        people["new"] = make_member(make_user("new-visitor"), Role.VISITOR, house.door.area)
        people["new"].trained_on = house.door.start_date
        people["new"].save()
    return {name: people[value] if isinstance(value, str) and value in people else value for name, value in values.items()}


@pytest.mark.parametrize("name", ACTS)
def test_the_door_comes_first(house, name):
    about, values = ACTS[name]
    record = about(house)
    values = said(house, values(record) if values else {})
    record = record[0] if isinstance(record, tuple) else record
    service = getattr(services, name, None) or getattr(enrolments, name)
    found = steps(lambda: house.do(service, record, **values))
    assert found[0] == ("holds", "visits_enrolment"), found
    assert any(kind == "writes" for kind, _table in found), "it changes nothing"


@pytest.mark.parametrize("name", AND_THE_PERSON)
def test_the_person_comes_before_the_door(house, name):
    about, values = AND_THE_PERSON[name]
    record, values = about(house), said(house, values)
    found = steps(lambda: house.do(getattr(services, name), record, **values))
    assert found[:2] == [("holds", "casework_person"), ("holds", "visits_enrolment")], found


def test_the_page_that_corrects_a_watch_over_holds_the_person_before_the_door(house, client):
    url = reverse("enrolment_edit", args=[house.door.pk])
    browser = login(client, house.office)
    found = steps(lambda: browser.post(url, {}))
    assert found[:2] == [("holds", "casework_person"), ("holds", "visits_enrolment")], found


@pytest.mark.parametrize("route", ["safety_step", "safety_next"])
def test_the_page_of_a_check_holds_its_door_first(house, client, route):
    url = reverse(route, args=[house.check().pk])
    browser = login(client, house.office)
    found = steps(lambda: browser.post(url, {}))
    assert found[:2] == [("holds", "visits_enrolment"), ("holds", "visits_safetycheck")], found


def test_what_two_records_shared_is_held_before_it_ends(house, person_recused):
    found = steps(lambda: house.do(lambda ids, *, actor: unshare_recusals(ids, actor), [person_recused.pk]))
    assert found == [("holds", "privacy_recusal"), ("writes", "privacy_recusal")]


@pytest.fixture
def person_recused(house):
    return Recusal.objects.create(dossier=house.door.person.dossier, user=house.other, why="family", created_by=house.other)


def test_whoever_gives_all_they_have_holds_all_their_doors_first(house, areas, manager):
    doors = [house.door, *(make.enrol(house.office, areas.dai) for _number in range(2))]
    for place, door in enumerate(sorted(doors, key=lambda one: one.pk, reverse=True)):
        given = make.assign(house.office, door, house.other)
        house.do(services.visitor_order, given, position=place)
    order = []

    def see(execute, sql, params, many, execution):
        if 'FROM "visits_enrolment"' in sql and "FOR NO KEY UPDATE" in sql:
            order.append(sql)
        return execute(sql, params, many, execution)

    def give():
        with connection.execute_wrapper(see):
            return hand_over(house.office, house.other, house.visitor)

    with context.on_behalf_of(house.office):
        given, _kept = give()
    assert given == 3
    assert order[0].count("%s") == 3
    assert "ORDER BY 1 ASC" in order[0], "by their keys"


def test_a_confirmation_keeps_what_a_visit_has_found_meanwhile(house):
    """The page had read a check of somebody who was absent; an emergency came before the press."""
    read = house.check()
    emergency = make.visit(house.other, house.door, "emergency", at=now() - timedelta(minutes=1))
    house.do(services.safety_confirm, read, at=now(), how="phone", text="救急隊から")
    [(cause, visit)] = SafetyCheck.objects.filter(pk=read.pk).values_list("cause", "visit")
    assert (cause, visit) == ("emergency", emergency.pk)


# service: (the record as a page has read it; what comes meanwhile; what is done; the column, and what stands in it)
MEANWHILE = {
    "alert_close": (
        House.alert, (services.alert_act, {"text": "電話した"}), {"how": "settled", "text": "話した"}, "action_text", "電話した",
    ),
    "alert_take": (
        House.alert, (services.alert_act, {"text": "電話した"}), {}, "action_text", "電話した",
    ),
    "alert_to_case": (
        House.alert, (services.alert_act, {"text": "電話した"}),
        {"id": uuid.UUID(int=8), "topic": "dementia", "consented": True}, "action_text", "電話した",
    ),
    "visit_correct": (
        House.visit, (services.visit_correct, {"minutes": 40}), {"note": "もう一度"}, "minutes", 40,
    ),
    "visit_set_aside": (
        House.late, (services.visit_correct, {"note": "前の日"}), {}, "note", "前の日",
    ),
    "visit_take_up": (
        House.late, (services.visit_correct, {"note": "前の日"}), {}, "note", "前の日",
    ),
    "visitor_handover": (
        House.assignment, (services.visitor_order, {"position": 70}), {"to": "new"}, "position", 70,
    ),
    "visitor_unassign": (
        House.assignment, (services.visitor_order, {"position": 70}), {"until_date": "today"}, "position", 70,
    ),
    "visitor_order": (
        House.assignment, (services.visitor_unassign, {"until_date": "today"}), {"position": 70}, "until_date", "today",
    ),
    "enrolment_reconfirm": (
        House.read_door, (services.enrolment_correct, {"need_text": "また転んだ"}), {"on_date": "today"}, "need_text", "また転んだ",
    ),
    "enrolment_end": (
        House.read_door, (services.enrolment_correct, {"need_text": "また転んだ"}), {"on_date": "today", "reason_code": "moved"},
        "need_text", "また転んだ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MEANWHILE)
def test_what_somebody_else_saved_meanwhile_stays(house, name):
    read_before, (meanwhile, of), values, column, stands = MEANWHILE[name]
    record = read_before(house)
    with context.on_behalf_of(house.office):
        other = type(record).objects.visible_to(house.office).select_related("dossier").get(pk=record.pk)
        meanwhile(other, actor=house.office, **said(house, of))
        getattr(services, name)(record, actor=house.office, **said(house, values))
        kept = type(record).objects.visible_to(house.office).get(pk=record.pk)
        assert getattr(kept, column) == said(house, {"": stands})[""]


def test_nobody_is_named_to_a_door_that_was_ended_meanwhile(house):
    """Their way in would outlast the watch-over."""
    read = house.read_door()
    house.do(services.enrolment_end, house.read_door(), on_date=timezone.localdate(), reason_code="moved")
    with pytest.raises(ValidationError):
        house.do(services.visitor_assign, read, **said(house, {"user": "new", "part": "visitor", "from_date": "today"}))


def test_a_night_plans_a_month_beside_what_was_changed(house):
    Enrolment.objects.filter(pk=house.door.pk).update(planned={})
    with context.as_job("watch") as job:
        found = steps(lambda: services.plan_months(actor=job))
    assert found[0] == ("holds", "visits_enrolment")
