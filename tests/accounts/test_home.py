"""Home: what waits for whom, sorted by when it hurts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import attention, services
from accounts.attention import Button, Item, More, Strip, waiting_for
from accounts.models import Membership
from accounts.worthwhile import worthwhile
from casework.models import Case
from privacy import context
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]
DAY = timedelta(days=1)


def titles(user, today=None):
    with context.on_behalf_of(user):
        page = waiting_for(user, today or timezone.localdate())
    return {str(item.url) for item in (*page.overdue, *page.today, *page.ahead, *page.later)}


@pytest.fixture
def only(monkeypatch):
    """An empty registry for this test, whose parts may need what they like."""
    monkeypatch.setattr(attention, "_registry", [])
    monkeypatch.setattr(attention, "worthwhile", worthwhile)
    return attention.attention


def test_items_are_sorted_into_overdue_today_and_the_next_14_days(only, caseworker):
    today = timezone.localdate()

    @only(Role.CASEWORKER)
    def some(user, day):
        for days in (14, 0, -2, -6, 15, 3):
            yield Item(title=str(days), why="x", url="/", kind="case", due_date=day + days * DAY)
        yield Item(title="undated", why="x", url="/", kind="case")
        yield More("all", "/")
        yield Strip("calm", "", "/", "", 1)
        yield Strip("urgent", "", "/", "", 9)

    page = waiting_for(caseworker, today)
    names = [[item.title for item in group] for group in (page.overdue, page.today, page.ahead)]
    assert names == [["-6", "-2"], ["0", "undated"], ["3", "14"]]
    assert page.count == 6
    assert page.strip.title == "urgent"


def test_each_function_is_asked_for_its_roles_only(only, cast):
    asked = []

    @only(Role.CASEWORKER, Role.MANAGER)
    def some(user, today):
        asked.append(user.username)

    @only()
    def everybody(user, today):
        return [Button("x", "/", "plus")]

    for user in vars(cast).values():
        assert len(waiting_for(user, timezone.localdate()).buttons) == 1
    assert sorted(asked) == ["caseworker", "caseworker-b", "manager", "manager2"]


def test_a_part_is_made_where_there_are_rows_that_it_needs(only, visitor, caseworker):
    @only(needs=lambda asker: [Membership.objects.filter(user=asker.user, role=Role.VISITOR, from_date__lte=asker.today)])
    def some(user, today):
        return [Button("x", "/", "plus")]

    today = timezone.localdate()
    asked = [(visitor, today), (caseworker, today), (visitor, today - 9999 * DAY)]
    assert [len(waiting_for(*each).buttons) for each in asked] == [1, 0, 0]


def test_rows_out_of_reach_are_none(only, areas, caseworker, other_caseworker):
    """Neither what is made nor how long it takes tells somebody of another council that there is a case."""
    make_case(caseworker, areas.dai)

    @only(needs=lambda asker: [asker.sees(Case).unclosed()])
    def some(user, today):
        return [Button("x", "/", "plus")]

    assert [len(waiting_for(user, timezone.localdate()).buttons) for user in (caseworker, other_caseworker)] == [1, 0]


def test_an_expired_pledge_says_so_although_the_role_is_gone(client, caseworker):
    caseworker.pledges.update(valid_until=timezone.localdate() - DAY)
    assert caseworker.memberships.current() == []
    assert "/settings/" in titles(caseworker)
    assert login(client, caseworker).get("/").status_code == 200


@pytest.mark.parametrize(("days", "asked"), [(60, True), (61, False)])
def test_renewal_is_asked_from_sixty_days_before(caseworker, days, asked):
    caseworker.pledges.update(valid_until=timezone.localdate() + days * DAY)
    shown = titles(caseworker)
    assert ("/settings/" in shown) == asked


def test_auditors_and_administrators_need_no_pledge(auditor, administrator):
    assert titles(auditor) == titles(administrator) == set()


def test_managers_hear_of_pledges_of_their_council_only(manager, caseworker, other_caseworker):
    other_caseworker.pledges.update(revoked_at=timezone.now())
    assert "/pledges/" not in titles(manager)
    caseworker.pledges.update(valid_until=timezone.localdate() + 3 * DAY)
    assert "/pledges/" in titles(manager)


def test_a_role_and_a_paper_wait_for_the_managers(areas, administrator, second_administrator, manager, other_manager):
    new = make_member(make_user("new"), Role.VISITOR, areas.dai)
    services.role_grant(areas.dai, actor=administrator, person=new, role="caseworker", from_date=timezone.localdate())
    services.link_make(new, actor=administrator, purpose="invitation")
    for user, waits in ((second_administrator, False), (manager, True), (administrator, False), (other_manager, False)):
        assert ("/staff/confirmations/" in titles(user)) == waits


def test_an_administrators_role_and_paper_wait_for_the_other_one_too(areas, administrator, second_administrator, manager):
    new = make_user("new", pledge=False)
    services.role_grant(areas.council, actor=administrator, person=new, role="administrator", from_date=timezone.localdate())
    services.link_make(new, actor=administrator, purpose="invitation")
    for user, waits in ((second_administrator, True), (manager, True), (administrator, False)):
        assert ("/staff/confirmations/" in titles(user)) == waits


@pytest.mark.parametrize(
    "who", ["caseworker", "visitor", "coordinator", "advocate", "manager", "auditor", "administrator", "other_caseworker"]
)
def test_everybody_has_a_home(client, cast, who):
    page = login(client, getattr(cast, who)).get("/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert page["Vary"].startswith("HX-Request, Cookie"), "a part is no page"


def test_home_asks_a_constant_number_of_questions(client, areas, administrator, manager):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    login(client, manager)
    counts = []
    for names in (range(3), range(3, 30)):
        for name in names:
            new = make_member(make_user(f"p{name}", pledge=False), Role.VISITOR, areas.dai)
            services.role_grant(areas.dai, actor=administrator, person=new, role="advocate", from_date=timezone.localdate())
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] > 0
