"""What the policy hears about a person: roles in force today, in one council, with a pledge."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership, User
from privacy.roles import Role
from tests.cast import make_member, make_pledge, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = timedelta(days=1)


def roles(user):
    return [membership.role for membership in User.objects.get(pk=user.pk).memberships.current()]


def test_several_roles_at_once(areas):
    user = make_member(make_user("two"), Role.CASEWORKER, areas.dai)
    make_member(user, Role.COORDINATOR, areas.council)
    assert sorted(roles(user)) == ["caseworker", "coordinator"]


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [(0, 0, True), (0, None, True), (-9, 0, True), (-9, -1, False), (1, None, False)],
)
def test_the_last_day_counts_whole(areas, begins, ends, counts):
    today = TODAY()
    until = None if ends is None else today + ends * DAY
    user = make_member(make_user("x"), Role.CASEWORKER, areas.dai, from_date=today + begins * DAY, until_date=until)
    assert roles(user) == (["caseworker"] if counts else [])


def test_a_requested_role_opens_nothing(areas):
    assert roles(make_member(make_user("x"), Role.CASEWORKER, areas.dai, confirmed_at=None)) == []


def test_an_ended_role_opens_nothing(areas):
    assert roles(make_member(make_user("x"), Role.CASEWORKER, areas.dai, ended_at=timezone.now())) == []


def test_a_disabled_person_has_no_role(areas):
    assert roles(make_member(make_user("x", is_active=False), Role.CASEWORKER, areas.dai)) == []


@pytest.mark.parametrize("role", Role)
def test_roles_that_see_content_need_a_pledge(areas, role):
    user = make_member(make_user("x", pledge=False), role, areas.council)
    kept = [role] if role in (Role.AUDITOR, Role.ADMINISTRATOR) else []
    assert roles(user) == kept
    make_pledge(user, days_left=-1)
    assert roles(user) == kept
    make_pledge(user, days_left=0)
    assert roles(user) == [role]


def test_a_pledge_taken_back_closes(areas):
    user = make_member(make_user("x", pledge=False), Role.MANAGER, areas.council)
    pledge = make_pledge(user)
    assert roles(user) == ["manager"]
    pledge.revoked_at = timezone.now()
    pledge.save()
    assert roles(user) == []


def test_somebody_in_two_councils_works_in_one_at_a_time(areas):
    user = make_member(make_user("x"), Role.CASEWORKER, areas.dai)
    make_member(user, Role.COORDINATOR, areas.other, from_date=date(2021, 4, 1))
    assert roles(user) == ["caseworker"]
    assert user.working_council_id == areas.council.pk
    User.objects.filter(pk=user.pk).update(chosen_council=areas.other)
    assert roles(user) == ["coordinator"]
    assert User.objects.get(pk=user.pk).working_council_id == areas.other.pk


def test_a_chosen_council_that_ended_falls_back(areas):
    user = make_member(make_user("x", chosen_council=areas.other), Role.CASEWORKER, areas.dai)
    assert roles(user) == ["caseworker"]


def test_a_role_above_the_councils_counts_everywhere(areas):
    user = make_member(make_user("x", pledge=False), Role.ADMINISTRATOR, areas.city)
    assert roles(user) == ["administrator"]
    assert user.working_council_id is None


def test_the_question_is_one_query_and_kept_for_a_request(caseworker, django_assert_num_queries):
    from accounts.backends import SignInBackend

    with django_assert_num_queries(1):
        user = SignInBackend().get_user(caseworker.pk)
        for _again in range(3):
            assert len(user.memberships.current()) == 2
            assert user.memberships.current()[0].area.council_id


def test_outside_of_a_request_nothing_is_kept(caseworker):
    assert len(caseworker.memberships.current()) == 2
    Membership.objects.filter(user=caseworker).update(ended_at=timezone.now())
    assert caseworker.memberships.current() == []


class TestSecondPerson:
    def grant(self, user, area, **fields):
        with transaction.atomic():
            return Membership.objects.create(user=user, role=Role.VISITOR, area=area, from_date=date(2023, 4, 1), **fields)

    @pytest.mark.parametrize(("granter", "confirmer"), [("a", "a"), (None, "a"), ("a", "x"), ("x", "a")], ids=str)
    def test_the_database_refuses_the_same_person_twice(self, areas, granter, confirmer):
        people = {name: make_user(name) for name in "ax"} | {None: None}
        with pytest.raises(IntegrityError):
            self.grant(
                people["x"],
                areas.dai,
                granted_by=people[granter],
                confirmed_by=people[confirmer],
                confirmed_at=timezone.now(),
            )

    def test_the_database_refuses_a_confirmation_by_nobody(self, areas):
        with pytest.raises(IntegrityError):
            self.grant(make_user("x"), areas.dai, granted_by=make_user("a"), confirmed_at=timezone.now())

    def test_two_different_people_pass(self, areas):
        a, b, x = make_user("a"), make_user("b"), make_user("x")
        self.grant(x, areas.dai, granted_by=a, confirmed_by=b, confirmed_at=timezone.now())
        assert roles(x) == ["visitor"]
