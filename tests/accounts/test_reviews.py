"""Who may see what: shown with what changed, confirmed once a month by a manager, and asked for on home."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import reviews, services
from accounts.attention import waiting_for
from accounts.models import AccessReview, Membership, User
from accounts.reviews import review_of
from accounts.unused import unused_since
from privacy import context
from privacy.dossiers import READ, permission
from privacy.ledger.models import AccessEvent
from privacy.models import Dossier, Grant
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db
PAGE = "/staff/review/"
DAY = timedelta(days=1)


def shown(client) -> dict:
    """{user name: what stands at them: (role, area, new)}"""
    review = client.get(PAGE).context["review"]
    return {
        line.person.username: [(one.membership.role, one.membership.area.label, one.is_new) for one in line.roles]
        for line in review.lines
    }


def confirm(client, mark=None):
    return client.post(PAGE, {"shown": mark or client.get(PAGE).context["review"].mark})


def waits(user, today=None) -> list:
    with context.on_behalf_of(user):
        page = waiting_for(user, today or timezone.localdate())
    return [item for item in (*page.overdue, *page.today, *page.ahead, *page.later) if str(item.url) == PAGE]


def test_it_shows_everybody_of_the_council_and_nobody_else(client, cast, manager, areas):
    rows = shown(login(client, manager))
    assert rows[cast.visitor.username] == [("visitor", areas.dai.label, False), ("visitor", areas.higashi.label, False)]
    assert cast.administrator.username in rows
    assert "other_manager" not in rows
    assert not any("other" in name for name in rows)


def test_what_changed_since_the_last_time_is_marked(client, cast, manager, caseworker, areas):
    login(client, manager)
    assert confirm(client).status_code == 303
    review = AccessReview.objects.get()
    assert (review.confirmed_by, review.council) == (manager, areas.council)
    [event] = AccessEvent.objects.filter(kind="write", action="role.confirm", actor=manager.pk)
    assert event.model == "accounts.AccessReview"
    AccessReview.objects.update(month=date(2020, 1, 1))
    make_member(cast.visitor, Role.VISITOR, areas.nishi)
    Membership.objects.filter(user=caseworker).update(ended_at=timezone.now(), ended_by=cast.administrator)
    rows = shown(client)
    assert rows[cast.visitor.username] == [
        *((Role.VISITOR, area.label, area == areas.nishi) for area in (areas.dai, areas.higashi, areas.nishi))
    ]
    assert caseworker.username not in rows
    gone = client.get(PAGE).context["review"].gone
    assert {(one.name, one.role) for one in gone} == {(caseworker.display_name, "相談員")}
    assert {one.area for one in gone} == {areas.dai.label, areas.higashi.label}


def test_what_was_not_shown_is_not_confirmed(client, manager, visitor, areas):
    login(client, manager)
    mark = client.get(PAGE).context["review"].mark
    make_member(visitor, Role.VISITOR, areas.nishi)
    confirm(client, mark)
    assert not AccessReview.objects.exists()
    confirm(client)
    confirm(client)
    assert AccessReview.objects.count() == 1


def test_records_by_name_are_counted_and_restricted_ones_are_not(manager, advocate, caseworker, areas):
    for _case in range(3):
        case = make_case(caseworker, areas.dai)
    named = {line.person.pk: line.named for line in review_of(areas.council.pk, timezone.localdate()).lines}
    assert named[caseworker.pk] == 3
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)
    named = {line.person.pk: line.named for line in review_of(areas.council.pk, timezone.localdate()).lines}
    assert named[caseworker.pk] == 2


def test_a_record_with_two_grants_is_one_and_what_is_over_or_elsewhere_none(caseworker, areas):
    today = timezone.localdate()
    twice, over, later, elsewhere = (make_case(caseworker, areas.dai) for _case in range(4))
    ways = {one: Grant.objects.get(user=caseworker, content_object=one.dossier) for one in (twice, over, later, elsewhere)}
    Grant.objects.create(
        user=caseworker, content_object=twice.dossier, permission_id=permission(READ), kind="shared", from_date=today
    )
    Grant.objects.filter(pk=ways[over].pk).update(until_date=today - DAY)
    Grant.objects.filter(pk=ways[later].pk).update(from_date=today + DAY)
    named = {line.person.pk: line.named for line in review_of(areas.council.pk, today).lines}
    assert named[caseworker.pk] == 2
    Dossier.objects.filter(pk=elsewhere.dossier_id).update(council=areas.other)
    named = {line.person.pk: line.named for line in review_of(areas.council.pk, today).lines}
    assert named[caseworker.pk] == 1


def test_beyond_some_number_nobody_counts_on(client, manager, caseworker, areas, monkeypatch):
    monkeypatch.setattr(reviews, "COUNTED", 2)
    for _case in range(3):
        make_case(caseworker, areas.dai)
    page = login(client, manager).get(PAGE)
    [line] = [line for line in page.context["review"].lines if line.person == caseworker]
    assert (line.named, line.counted) == (2, "2件以上")
    assert ">2件以上<" in page.content.decode()


@pytest.mark.usefixtures("whole_home")
def test_home_asks_a_manager_until_it_is_done(client, manager, second_manager, coordinator):
    [item] = waits(manager)
    assert item.due_date.day == 10
    assert waits(coordinator) == []
    confirm(login(client, manager))
    assert waits(second_manager) == []
    next_month = (timezone.localdate().replace(day=28) + 5 * DAY).replace(day=1)
    assert len(waits(second_manager, next_month)) == 1


@pytest.mark.usefixtures("whole_home")
def test_a_manager_of_some_districts_confirms_no_page_of_the_whole_council(client, manager, areas):
    part = make_member(make_user("part"), Role.MANAGER, areas.dai)
    assert waits(part) == []
    assert login(client, part).get(PAGE).status_code == 404
    assert confirm(client, review_of(areas.council.pk, timezone.localdate()).mark).status_code == 404
    assert "/staff/review/" not in client.get("/pledges/").content.decode()
    assert not AccessReview.objects.exists()
    assert confirm(login(Client(), manager)).status_code == 303


def test_more_people_cost_no_more_questions(client, manager, areas, django_assert_max_num_queries):
    login(client, manager).get(PAGE)
    with django_assert_max_num_queries(100) as few:
        client.get(PAGE)
    for number in range(12):
        make_member(make_user(f"more{number}"), Role.VISITOR, areas.dai, areas.higashi)
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = client.get(PAGE)
    assert len(page.context["review"].lines) > 12


@pytest.mark.parametrize(
    ("signed_in", "made", "active", "unused"),
    [(89, 500, True, False), (91, 500, True, True), (None, 91, True, True), (None, 10, True, False), (91, 500, False, False)],
)
def test_ninety_days_without_use(signed_in, made, active, unused):
    now = timezone.now()
    person = User(last_login=signed_in and now - signed_in * DAY, created_at=now - made * DAY, is_active=active)
    assert (unused_since(person, timezone.localdate()) is not None) == unused


def test_the_staff_page_says_so(client, administrator, visitor):
    User.objects.filter(pk=visitor.pk).update(last_login=timezone.now() - 120 * DAY)
    page = login(client, administrator).get("/staff/")
    assert page.context["unused"] == 1
    assert "90日以上使われていません" in page.content.decode()
    assert "90日以上使われていません" in client.get(f"/staff/{visitor.pk}/").content.decode()


class TestLastAdministrator:
    def test_cannot_end_their_own_role_and_is_told_what_to_do(self, client, administrator, areas):
        role = administrator.memberships.get()
        login(client, administrator)
        client.post(f"/staff/roles/{role.pk}/end/", {"why": "left", "to": ""}, headers={"Referer": "http://testserver/staff/"})
        assert "ほかの人" in client.get("/staff/").content.decode()
        with pytest.raises(services.LastAdministrator):
            services.person_disable(administrator, actor=administrator, why="left")
        role.refresh_from_db()
        assert role.ended_at is None
        make_member(make_user("admin2", pledge=False), Role.ADMINISTRATOR, areas.council)
        with pytest.raises(services.SamePerson):
            services.role_end(role, actor=administrator, why="left")

    @pytest.mark.usefixtures("whole_home")
    def test_who_leaves_on_a_day_is_told_that_nobody_follows(self, administrator, areas):
        today = timezone.localdate()
        administrator.memberships.update(until_date=today + 20 * DAY)

        def told():
            with context.on_behalf_of(administrator):
                page = waiting_for(User.objects.get(pk=administrator.pk), today)
            return [item.due_date for item in (*page.ahead, *page.later) if item.url == "/staff/"]

        assert told() == [today + 20 * DAY]
        make_member(make_user("admin2", pledge=False), Role.ADMINISTRATOR, areas.council)
        assert told() == []


def test_a_stranger_sees_nothing(client):
    assert Client().get(PAGE).status_code == 302
