"""Grants do not outlive roles: who leaves a council finds nothing of it open on coming back, whatever ended the role."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Membership, User
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.models import Grant
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as watch
from tests.factories.casework import make_case
from visits.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]
DAY = timedelta(days=1)


@pytest.fixture
def advocate(areas):
    """Sees by name alone."""
    return make_member(make_user("advocate"), Role.ADVOCATE, areas.council)


@pytest.fixture
def case(advocate, areas):
    """The advocate took it, and so is named to it."""
    return make_case(advocate, areas.dai)


def status_of(client, user, case) -> int:
    return login(client, User.objects.get(pk=user.pk)).get(case.get_absolute_url()).status_code


def end(client, administrator, membership):
    answer = login(client, administrator).post(reverse("role_end", args=[membership.pk]), {"why": "left"})
    assert answer.status_code == 303


def give(administrator, person, role, area, *, from_date=None, until_date=None) -> Membership:
    """Asked for, not yet confirmed."""
    first = from_date or timezone.localdate()
    with context.on_behalf_of(administrator):
        return services.role_grant(area, actor=administrator, person=person, role=role, from_date=first, until_date=until_date)


def confirm(client, manager, membership) -> str:
    """What the page says then."""
    page = login(client, manager).post(reverse("role_confirm", args=[membership.pk]), {"answer": "confirm"}, follow=True)
    return page.content.decode()


def come_back(client, administrator, manager, person, area, role=Role.ADVOCATE):
    membership = give(administrator, person, role, area)
    confirm(client, manager, membership)
    assert Membership.objects.get(pk=membership.pk).confirmed_at


def move_to(monkeypatch, text):
    moment = timezone.make_aware(datetime.fromisoformat(text))
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_role_that_ended_and_another_one_later_open_nothing_of_before(client, case, advocate, administrator, manager, areas):
    assert status_of(client, advocate, case) == 200
    end(client, administrator, advocate.memberships.get())
    come_back(client, administrator, manager, advocate, areas.council)
    assert status_of(client, advocate, case) == 404
    assert Grant.objects.get(user=advocate).until_date == timezone.localdate() - DAY, "who was named stays to be seen"


def test_named_anew_after_coming_back_they_work_on_it_again(client, case, advocate, administrator, manager, areas):
    end(client, administrator, advocate.memberships.get())
    come_back(client, administrator, manager, advocate, areas.council)
    login(client, manager).post(reverse("case_staff", args=[case.pk]), {"user": advocate.pk})
    assert status_of(client, advocate, case) == 200


def test_the_last_day_counts_whole_and_after_midnight_in_tokyo_it_is_over(
    client, case, advocate, administrator, manager, areas, monkeypatch
):
    """Nobody presses anything: the day passes."""
    today = timezone.localdate()
    advocate.memberships.update(until_date=today)
    move_to(monkeypatch, f"{today}T23:59:59")
    assert status_of(client, advocate, case) == 200
    move_to(monkeypatch, f"{today + DAY}T00:00:00")
    assert status_of(client, advocate, case) in (403, 404)
    move_to(monkeypatch, f"{today + 40 * DAY}T09:00:00")
    come_back(client, administrator, manager, advocate, areas.council)
    assert status_of(client, advocate, case) == 404


def test_a_role_dated_back_over_the_break_opens_nothing_of_before(client, case, advocate, administrator, manager, areas):
    yesterday = timezone.localdate() - DAY
    advocate.memberships.update(until_date=yesterday)
    membership = give(administrator, advocate, Role.ADVOCATE, areas.council, from_date=yesterday)
    confirm(client, manager, membership)
    assert Membership.objects.get(pk=membership.pk).confirmed_at
    assert status_of(client, advocate, case) == 404


def test_nobody_is_confirmed_ahead_over_a_break(client, case, advocate, administrator, manager, areas):
    """Else they would be confirmed while they still serve, and find everything open after weeks away."""
    today = timezone.localdate()
    advocate.memberships.update(until_date=today + 5 * DAY)
    later = give(administrator, advocate, Role.ADVOCATE, areas.council, from_date=today + 30 * DAY)
    assert "どの役割もない日があります" in confirm(client, manager, later)
    assert Membership.objects.get(pk=later.pk).is_requested
    next_day = give(administrator, advocate, Role.COORDINATOR, areas.council, from_date=today + 6 * DAY)
    confirm(client, manager, next_day)
    assert Membership.objects.get(pk=next_day.pk).confirmed_at
    assert status_of(client, advocate, case) == 200


def test_two_roles_to_come_with_a_break_between_are_not_both_confirmed(client, administrator, manager, areas):
    new, today = make_user("new"), timezone.localdate()
    first = give(administrator, new, Role.VISITOR, areas.dai, from_date=today + 5 * DAY, until_date=today + 9 * DAY)
    second = give(administrator, new, Role.VISITOR, areas.dai, from_date=today + 30 * DAY)
    confirm(client, manager, first)
    confirm(client, manager, second)
    assert [Membership.objects.get(pk=one.pk).is_requested for one in (first, second)] == [False, True]


def test_a_role_confirmed_ahead_waits_again_when_a_break_opens_before_it(client, advocate, administrator, areas):
    today = timezone.localdate()
    bridge = make_member(advocate, Role.CASEWORKER, areas.dai, until_date=today + 29 * DAY).memberships.get(role="caseworker")
    ahead = Membership.objects.create(
        user=advocate, role=Role.ADVOCATE, area=areas.council, from_date=today + 30 * DAY, granted_by=administrator,
        confirmed_at=timezone.now(), confirmed_by=make_user("second"),
    )  # fmt: skip
    advocate.memberships.filter(role="advocate", from_date=date(2020, 4, 1)).update(until_date=today + 5 * DAY)
    end(client, administrator, bridge)
    assert Membership.objects.get(pk=ahead.pk).is_requested


def test_the_last_role_that_sees_content_counts(client, case, advocate, administrator, manager, areas):
    make_member(advocate, Role.CASEWORKER, areas.nishi)
    make_member(advocate, Role.AUDITOR, areas.council)
    end(client, administrator, advocate.memberships.get(role="advocate"))
    assert status_of(client, advocate, case) == 200, "still a caseworker of another district, and named to it"
    end(client, administrator, advocate.memberships.get(role="caseworker"))
    come_back(client, administrator, manager, advocate, areas.council)
    assert status_of(client, advocate, case) == 404, "an auditor sees nothing that is written"


def test_what_was_given_in_another_council_stays(client, case, advocate, administrator, areas, other_manager):
    make_member(advocate, Role.ADVOCATE, areas.other)
    theirs = make_case(other_manager, areas.other_north)
    granting.grant(advocate, theirs.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())
    end(client, administrator, advocate.memberships.get(area=areas.council))
    assert status_of(client, advocate, theirs) == 200


def test_a_visitor_who_left_gets_no_door_back(client, visitor, coordinator, administrator, manager, areas):
    door = watch.enrol(coordinator, areas.dai)
    watch.assign(coordinator, door, visitor)
    url = reverse("visit_new", args=[door.pk])
    assert login(client, visitor).get(url).status_code == 200
    for membership in visitor.memberships.all():
        end(client, administrator, membership)
    assert Assignment.objects.get().until_date == timezone.localdate() - DAY
    come_back(client, administrator, manager, visitor, areas.dai, Role.VISITOR)
    assert login(client, User.objects.get(pk=visitor.pk)).get(url).status_code == 404
    watch.assign(coordinator, door, visitor, from_date=timezone.localdate())
    assert login(client, User.objects.get(pk=visitor.pk)).get(url).status_code == 200


def test_a_visitor_whose_last_day_passed_gets_no_door_back(client, visitor, coordinator, administrator, manager, areas):
    door = watch.enrol(coordinator, areas.dai)
    watch.assign(coordinator, door, visitor)
    visitor.memberships.update(until_date=timezone.localdate() - DAY)
    come_back(client, administrator, manager, visitor, areas.dai, Role.VISITOR)
    assert login(client, User.objects.get(pk=visitor.pk)).get(reverse("visit_new", args=[door.pk])).status_code == 404
    assert not Assignment.objects.valid(timezone.localdate()).exists()


def test_a_door_given_ahead_to_a_newcomer_outlasts_their_second_role(client, coordinator, administrator, manager, areas):
    new, first = make_user("new"), timezone.localdate() + 10 * DAY
    confirm(client, manager, give(administrator, new, Role.VISITOR, areas.dai, from_date=first))
    watch.assign(coordinator, watch.enrol(coordinator, areas.dai), new, from_date=first)
    confirm(client, manager, give(administrator, new, Role.VISITOR, areas.higashi, from_date=first))
    assert Assignment.objects.get().until_date is None
    assert Grant.objects.get(user=new).until_date is None


@pytest.mark.parametrize("how", ["a press", "the day passes", "disabled"])
def test_a_case_whose_only_caseworker_left_waits_for_the_coordinator(
    client, areas, caseworker, coordinator, administrator, how
):
    case = make_case(caseworker, areas.dai)
    waits = reverse("case_staff", args=[case.pk])
    assert waits not in login(client, coordinator).get("/").content.decode()
    if how == "a press":
        for membership in caseworker.memberships.all():
            end(client, administrator, membership)
    elif how == "disabled":
        login(client, administrator).post(reverse("person_disable", args=[caseworker.pk]), {"why": "left"})
    else:
        caseworker.memberships.update(until_date=timezone.localdate() - DAY)
    assert waits in login(client, coordinator).get("/").content.decode()


def press(client, administrator, name, person):
    assert login(client, administrator).post(reverse(name, args=[person.pk]), {"why": "left"}).status_code == 303


def test_who_was_disabled_and_is_enabled_again_finds_nothing_of_before(client, case, advocate, administrator, manager, areas):
    """The roles wait for a manager; confirmed, they open by area as they did, and nothing that was open by name."""
    door = watch.enrol(make_member(make_user("office"), Role.COORDINATOR, areas.council), areas.dai)
    granting.grant(advocate, door.dossier, "assigned", level=WORK, from_date=timezone.localdate())
    press(client, administrator, "person_disable", advocate)
    press(client, administrator, "person_enable", advocate)
    assert status_of(client, advocate, case) in (403, 404)
    [asked] = advocate.memberships.requested()
    confirm(client, manager, asked)
    page = login(client, User.objects.get(pk=advocate.pk))
    for record in (case, case.subject, door):
        assert page.get(record.get_absolute_url()).status_code == 404
    assert case.number not in page.get(reverse("case_list")).content.decode() + page.get(reverse("home")).content.decode()
    assert not Grant.objects.filter(user=advocate).valid(timezone.localdate()).exists()


def test_a_caseworker_enabled_again_has_the_area_and_is_named_to_nothing(client, caseworker, administrator, manager, areas):
    case = make_case(caseworker, areas.dai)
    assert case.number in login(client, caseworker).get(reverse("case_list") + "?staff=me").content.decode()
    press(client, administrator, "person_disable", caseworker)
    press(client, administrator, "person_enable", caseworker)
    for asked in caseworker.memberships.requested():
        confirm(client, manager, asked)
    assert status_of(client, caseworker, case) == 200
    assert case.number not in client.get(reverse("case_list") + "?staff=me").content.decode()


@pytest.mark.parametrize("name", ["person_disable", "role_end"])
def test_who_ends_or_disables_says_why_and_it_stands_on_the_page(client, administrator, caseworker, name):
    role = caseworker.memberships.first()
    what = caseworker if name == "person_disable" else role
    url = reverse(name, args=[what.pk])
    answer = login(client, administrator).post(url, follow=True)
    assert "why" in answer.context["form"].errors
    assert User.objects.get(pk=caseworker.pk).is_active
    role.refresh_from_db()
    assert role.ended_at is None
    client.post(url, {"why": "moved"})
    assert "担当がえ" in client.get(reverse("person_account", args=[caseworker.pk])).content.decode()


def test_an_ended_role_is_taken_back_by_a_press_and_a_second_persons_yes(client, administrator, manager, caseworker):
    role = caseworker.memberships.first()
    press(client, administrator, "role_end", role)
    page = client.get(reverse("person_account", args=[caseworker.pk])).content.decode()
    assert reverse("role_restore", args=[role.pk]) in page
    client.post(reverse("role_restore", args=[role.pk]))
    again = caseworker.memberships.get(ended_at=None, area=role.area_id)
    assert (again.role, again.is_requested) == (role.role, True)
    login(client, manager).post(reverse("role_confirm", args=[again.pk]))
    again.refresh_from_db()
    assert again.confirmed_by == manager
