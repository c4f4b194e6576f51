"""「知り合いです」: a visitor says so at the door's page, and a coordinator answers."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from privacy import context
from privacy.models import AccessEvent, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from visits import services
from visits.models import Assignment, Enrolment, Tie
from visits.services.enrolments import enrolment_follow_death

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]

NAME = "髙橋"
DAY = timedelta(days=1)


@pytest.fixture
def theirs(door, visitor):
    return login(Client(), visitor)


@pytest.fixture
def asked(door, theirs):
    theirs.post(reverse("tie_tell", args=[door.pk]), {"why": "neighbour"})
    return Tie.objects.get()


def answer(user, tie, **data):
    return login(Client(), user).post(reverse("tie_answer", args=[tie.pk]), data)


def test_a_visitor_asks_once_and_keeps_the_door_until_answered(theirs, door, visitor):
    url = reverse("visit_new", args=[door.pk])
    assert reverse("tie_tell", args=[door.pk]) in theirs.get(url).content.decode()
    for _press in range(2):
        theirs.post(reverse("tie_tell", args=[door.pk]), {"why": "neighbour"})
    tie = Tie.objects.get()
    assert (tie.user, tie.why, tie.answered_at) == (visitor, "neighbour", None)
    page = theirs.get(url).content.decode()
    assert "知り合いだと申し出ました" in page
    assert "返事があるまでは、この家は今のまま担当です" in page
    assert reverse("tie_tell", args=[door.pk]) not in page
    assert NAME in theirs.get(reverse("round")).content.decode()
    assert AccessEvent.objects.filter(kind="write", action="tie.tell", actor=visitor.pk, dossiers=[door.dossier_id]).exists()


def test_it_is_asked_of_each_door_and_again_after_an_answer(coordinator, visitor, door, areas):
    second = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, second, visitor)
    with context.on_behalf_of(visitor):
        told = [services.tie_tell(one, actor=visitor, why="neighbour") for one in (door, second)]
    with context.on_behalf_of(coordinator):
        services.tie_answer(told[0], actor=coordinator, answer="stays", text="本人もよいと言っている")
    with context.on_behalf_of(visitor):
        told += [services.tie_tell(door, actor=visitor, why="family") for _twice in range(2)]
    assert [one.enrolment_id for one in told] == [door.pk, second.pk, door.pk, door.pk]
    assert (told[2].pk == told[3].pk, Tie.objects.count()) == (True, 3)


def test_nothing_is_asked_without_saying_how_they_know_them(theirs, door):
    url = reverse("tie_tell", args=[door.pk])
    theirs.post(url, {"why": "enemy"})
    theirs.post(url, {})
    assert "どれか選んでください。" in theirs.get(url).content.decode()
    assert not Tie.objects.exists()


def test_it_waits_at_the_coordinators_home_and_nowhere_else(cast, asked):
    url = reverse("tie_answer", args=[asked.pk])
    for user in (cast.coordinator, cast.manager):
        assert url in login(Client(), user).get(reverse("home")).content.decode()
    for user, status in ((cast.caseworker, 403), (cast.visitor, 403), (cast.auditor, 404), (cast.other_caseworker, 404)):
        client = login(Client(), user)
        assert url not in client.get(reverse("home")).content.decode()
        assert client.post(url, {"answer": "stays", "text": "x"}).status_code == status, user.username
    assert Tie.objects.open().exists()


def test_taken_off_the_door_the_visitor_sees_nothing_of_the_person(cast, asked, theirs, door):
    answer(cast.coordinator, asked, answer="off")
    recusal = Recusal.objects.get()
    assert (recusal.user, recusal.dossier, recusal.why, recusal.created_by) == (
        cast.visitor, door.dossier.subject, "neighbour", cast.coordinator,
    )  # fmt: skip
    assert not Assignment.objects.filter(user=cast.visitor).valid(timezone.localdate()).exists()
    assert theirs.get(reverse("visit_new", args=[door.pk])).status_code == 404
    assert NAME not in theirs.get(reverse("round")).content.decode()
    office = login(Client(), cast.coordinator)
    assert reverse("tie_answer", args=[asked.pk]) not in office.get(reverse("home")).content.decode()
    assert AccessEvent.objects.filter(kind="write", action="tie.answer", actor=cast.coordinator.pk).exists()


def test_who_may_stay_is_told_why(cast, asked, theirs, door):
    answer(cast.coordinator, asked, answer="stays")
    assert Tie.objects.open().exists(), "staying needs a line why"
    answer(cast.coordinator, asked, answer="stays", text="同じ組でも行き来はない")
    assert not Recusal.objects.exists()
    page = theirs.get(reverse("visit_new", args=[door.pk])).content.decode()
    assert "同じ組でも行き来はない" in page
    assert reverse("tie_tell", args=[door.pk]) in page
    assert "同じ組でも行き来はない".encode() not in bytes(Tie.objects.values_list("text", flat=True).get())
    changes = login(Client(), cast.manager).get(reverse("enrolment_changes", args=[door.pk])).content.decode()
    assert "同じ組でも行き来はない" in changes


def test_an_answer_is_given_once(cast, asked):
    answer(cast.coordinator, asked, answer="stays", text="行き来はない")
    answer(cast.manager, asked, answer="off")
    assert Tie.objects.get().answer == "stays"
    assert not Recusal.objects.exists()


def test_nobody_answers_themselves(areas, coordinator):
    both = make_member(make_member(make_user("both"), Role.VISITOR, areas.dai), Role.COORDINATOR, areas.council)
    door = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, door, both)
    client = login(Client(), both)
    client.post(reverse("tie_tell", args=[door.pk]), {"why": "family"})
    tie = Tie.objects.get()
    assert reverse("tie_answer", args=[tie.pk]) not in client.get(reverse("home")).content.decode()
    answer(both, tie, answer="stays", text="大丈夫")
    with context.on_behalf_of(both), pytest.raises(ValidationError):
        opened = Tie.objects.visible_to(both, "tie.answer").select_related("enrolment__dossier__subject", "user").get()
        services.tie_answer(opened, actor=both, answer="off")
    assert Tie.objects.open().exists()


def test_another_door_is_nobodys_to_ask_about(theirs, areas, coordinator):
    far = make.enrol(coordinator, areas.nishi, person=None)
    assert theirs.post(reverse("tie_tell", args=[far.pk]), {"why": "family"}).status_code == 404
    assert Enrolment.objects.filter(pk=far.pk).exists()
    assert not Tie.objects.exists()


LEFT = {
    "the door": lambda visitor, door: Assignment._base_manager.update(
        until_date=timezone.localdate() - DAY, from_date=date(2020, 4, 1)
    ),
    "the door for good": lambda visitor, door: end(door),
    "the council": lambda visitor, door: visitor.memberships.update(ended_at=timezone.now()),
    "the council as a day passed": lambda visitor, door: visitor.memberships.update(until_date=timezone.localdate() - DAY),
    "for another council": lambda visitor, door: go_elsewhere(visitor),
    "with their account": lambda visitor, door: User.objects.filter(pk=visitor.pk).update(is_active=False),
}


def go_elsewhere(visitor):
    visitor.memberships.update(ended_at=timezone.now())
    make_member(visitor, Role.VISITOR, visitor.other)


def end(door):
    with context.as_job("life event") as job:
        opened = Enrolment.objects.visible_to(job, "enrolment.write").select_related("dossier").get(pk=door.pk)
        enrolment_follow_death(opened, actor=job, on_date=timezone.localdate() - DAY)


@pytest.mark.parametrize("left", LEFT)
def test_nobody_is_asked_about_a_visitor_who_left(areas, coordinator, visitor, door, asked, left):
    url, office = reverse("tie_answer", args=[asked.pk]), login(Client(), coordinator)
    assert url in office.get(reverse("home")).content.decode()
    visitor.other = areas.other
    LEFT[left](visitor, door)
    assert url not in office.get(reverse("home")).content.decode()


def test_who_gets_the_door_again_has_said_it_already(coordinator, door, asked):
    url, office = reverse("tie_answer", args=[asked.pk]), login(Client(), coordinator)
    for until, is_asked in ((timezone.localdate() - DAY, False), (timezone.localdate(), True), (None, True)):
        Assignment._base_manager.update(until_date=until, from_date=date(2020, 4, 1))
        assert (url in office.get(reverse("home")).content.decode()) == is_asked
