"""A restricted record is left with nobody by no press; and two people, never one, take over what time has left with nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import SamePerson
from casework import services
from casework.keepers import NobodyLeft
from casework.models import Case, CaseStep, Takeover
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.errors import Denied, NotWithinReach
from privacy.models import AccessEvent, Dossier, Grant, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as watch
from tests.factories.casework import make_case, make_person
from visits.models import Enrolment
from visits.services import enrolments

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ORPHANS = "/orphans/"
REFUSED = "先に別の人を担当にしてください。"
WAITS = "2人で引き受けるのを待っています"


def name(user, dossier):
    granting.grant(user, dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())


def restrict(case):
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)


@pytest.fixture
def case(caseworker, manager, areas):
    """Restricted, and named to its caseworker and one manager."""
    case = make_case(caseworker, areas.dai)
    restrict(case)
    name(manager, case.dossier)
    return case


@pytest.fixture
def orphan(case):
    """Both had been named until yesterday."""
    Grant.objects.update(until_date=timezone.localdate() - DAY)
    return case


def fresh(user):
    return User.objects.get(pk=user.pk)


def status_of(client, user, case) -> int:
    return login(client, fresh(user)).get(case.get_absolute_url()).status_code


def take_off(client, by, user, case) -> str:
    url = reverse("case_staff", args=[case.pk])
    return login(client, by).post(url, {"user": user.pk, "off": "1"}, follow=True).content.decode()


def press(client, user, answer, record) -> str:
    sent = {"record": str(record.dossier_id), "answer": answer}
    return login(client, fresh(user)).post(ORPHANS, sent, follow=True).content.decode()


def home(client, user) -> str:
    return login(client, fresh(user)).get("/").content.decode()


# Nobody is taken off as the last one.


def test_the_staff_page_takes_no_last_manager_off(client, case, caseworker, manager):
    """The example: first the manager, then oneself, and then it was 404 for everybody."""
    page = reverse("case_staff", args=[case.pk])
    for user in (manager, caseworker):
        assert login(client, caseworker).post(page, {"user": user.pk, "off": "1"}).status_code == 403, "a manager decides"
    take_off(client, manager, caseworker, case)
    assert REFUSED in take_off(client, manager, manager, case)
    assert [status_of(client, user, case) for user in (manager, caseworker)] == [200, 404]


def test_a_manager_leaves_once_another_one_is_named(client, case, manager, second_manager):
    assert REFUSED in take_off(client, manager, manager, case)
    login(client, manager).post(reverse("case_staff", args=[case.pk]), {"user": second_manager.pk})
    assert REFUSED not in take_off(client, manager, manager, case)
    assert [status_of(client, one, case) for one in (manager, second_manager)] == [404, 200]


@pytest.mark.parametrize("other", ["disabled", "without a pledge", "whose role has ended", "recused"])
def test_a_manager_who_cannot_read_it_is_none(client, case, manager, second_manager, other):
    name(second_manager, case.dossier)
    if other == "disabled":
        User.objects.filter(pk=second_manager.pk).update(is_active=False)
    elif other == "without a pledge":
        second_manager.pledges.update(revoked_at=timezone.now())
    elif other == "recused":
        Recusal.objects.create(user=second_manager, dossier=case.dossier, why="family", created_by=manager)
    else:
        second_manager.memberships.update(until_date=timezone.localdate() - DAY)
    assert REFUSED in take_off(client, manager, manager, case)
    assert status_of(client, manager, case) == 200


def test_where_no_manager_is_left_the_last_reader_stays(client, caseworker, coordinator, areas):
    """Of a restricted person, by the cases that lead there."""
    case = make_case(caseworker, areas.dai)
    name(coordinator, case.dossier)
    Grant.objects.update(lead=Grant.Lead.OPEN)
    Dossier.objects.filter(pk=case.subject.dossier_id).update(restricted=True)
    assert REFUSED not in take_off(client, caseworker, coordinator, case)
    assert REFUSED in take_off(client, caseworker, caseworker, case)
    assert status_of(client, caseworker, case.subject) == 200


def test_an_open_case_still_lets_everybody_go(client, caseworker, manager, areas):
    case = make_case(caseworker, areas.dai)
    take_off(client, manager, caseworker, case)
    assert not Grant.objects.valid(timezone.localdate()).exists(), "the manager reads it by area"


def test_a_restricted_person_goes_with_no_case(client, caseworker, manager, areas):
    """The case is open to every manager of the area; the person was open by its staff alone."""
    case = make_case(caseworker, areas.dai)
    name(manager, case.dossier)
    Grant.objects.filter(user=manager).update(lead=Grant.Lead.OPEN)
    Dossier.objects.filter(pk=case.subject.dossier_id).update(restricted=True)
    assert REFUSED in take_off(client, manager, manager, case)


# What could not wait stands before the managers.


@pytest.mark.parametrize(
    "how", ["role ended", "last day passed", "disabled", "pledge revoked", "pledge ran out", "grant ran out", "recused"]
)
def test_whatever_ended_it_stands_before_the_other_managers(
    client, case, caseworker, manager, second_manager, administrator, how
):
    assert WAITS not in home(client, second_manager)
    yesterday = timezone.localdate() - DAY
    login(client, administrator)
    if how == "role ended":
        client.post(reverse("role_end", args=[manager.memberships.get().pk]), {"why": "left"})
    elif how == "last day passed":
        manager.memberships.update(until_date=yesterday)
    elif how == "disabled":
        client.post(reverse("person_disable", args=[manager.pk]), {"why": "left"})
    elif how == "pledge revoked":
        login(client, second_manager).post(reverse("pledge_revoke", args=[manager.pledges.get().pk]))
    elif how == "pledge ran out":
        manager.pledges.update(valid_until=yesterday)
    elif how == "grant ran out":
        Grant.objects.filter(user=manager).update(until_date=yesterday)
    else:
        Recusal.objects.create(user=manager, dossier=case.dossier, why="family", created_by=caseworker)
    page = home(client, second_manager) + client.get(ORPHANS).content.decode()
    assert WAITS in page
    for secret in (case.number, "髙橋", "台小区", str(case.pk)):
        assert secret not in page
    assert status_of(client, second_manager, case) == 404


def test_it_stands_until_midnight_in_tokyo_before_nobody(client, case, manager, second_manager, monkeypatch):
    today = timezone.localdate()
    manager.memberships.update(until_date=today)
    from datetime import datetime

    for moment, waits in ((f"{today}T23:59:59", False), (f"{today + DAY}T00:00:00", True)):
        at = timezone.make_aware(datetime.fromisoformat(moment))
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        assert (WAITS in home(client, second_manager)) is waits


@pytest.mark.parametrize("who", ["caseworker", "coordinator", "advocate", "visitor", "auditor", "administrator"])
def test_nobody_else_hears_of_it(client, cast, orphan, who):
    user = getattr(cast, who)
    assert WAITS not in home(client, user)
    answer = client.get(ORPHANS)
    if who == "coordinator":
        assert str(orphan.dossier_id) not in answer.content.decode()
    else:
        assert answer.status_code == 403


def test_a_manager_of_another_council_or_district_hears_nothing(client, orphan, other_manager, areas):
    elsewhere = make_member(make_user("west"), Role.MANAGER, areas.nishi)
    for user in (other_manager, elsewhere):
        assert WAITS not in home(client, user)


def test_a_kept_record_and_none_cost_a_home_page_the_same(
    case, orphan, caseworker, manager, second_manager, coordinator, areas
):
    """Neither the page nor its statements tell that there is one, nor how many."""
    from accounts.attention import waiting_for

    Grant.objects.update(until_date=None)

    def statements(user):
        with (
            context.on_behalf_of(fresh(user)) as actor,
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            waiting_for(actor.user, timezone.localdate())
        return len(asked)

    kept = [statements(user) for user in (second_manager, coordinator)]
    # The same record behind the wall of another council: here there is none.
    Dossier.objects.filter(restricted=True).update(council=areas.other, area=areas.other_north)
    assert [statements(user) for user in (second_manager, coordinator)] == kept


def test_the_statements_do_not_grow_with_the_records(client, orphan, caseworker, manager, second_manager, areas):
    login(client, second_manager)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(ORPHANS).content.decode().count('name="record"')
        return shown, len(asked)

    statements()
    one, cost = statements()
    for _each in range(4):
        restrict(make_case(caseworker, areas.dai))
    Grant.objects.update(until_date=timezone.localdate() - DAY)
    assert statements() == (5, cost)
    assert one == 1


# Two take it over.


def test_one_asks_another_confirms_and_both_are_named(client, orphan, caseworker, manager, second_manager):
    press(client, manager, "ask", orphan)
    assert status_of(client, manager, orphan) == 404, "asking opens nothing"
    press(client, second_manager, "confirm", orphan)
    for user in (manager, second_manager):
        assert status_of(client, user, orphan) == 200
        assert orphan.number in client.get(reverse("case_list")).content.decode()
        assert WAITS not in home(client, user)
    assert status_of(client, caseworker, orphan) == 404
    assert Takeover.objects.values_list("asked_by", "confirmed_by").get() == (manager.pk, second_manager.pk)
    grants = Grant.objects.valid(timezone.localdate()).values_list("user", "given_by")
    assert set(grants) == {(manager.pk, second_manager.pk), (second_manager.pk, manager.pk)}
    events = AccessEvent.objects.filter(kind="write", dossiers__contains=[orphan.dossier_id])
    assert set(events.values_list("action", "actor")) >= {
        ("orphan.take", manager.pk), ("orphan.confirm", second_manager.pk),
    }  # fmt: skip
    steps = CaseStep.objects.filter(case=orphan, kind="assigned")
    with context.on_behalf_of(fresh(manager)) as actor:
        seen = CaseStep.objects.visible_to(actor).filter(pk__in=steps)
        assert {step.text for step in seen} == {f"+{manager.pk}", f"+{second_manager.pk}"}


def test_whoever_asked_never_confirms(client, orphan, manager, second_manager):
    press(client, manager, "ask", orphan)
    press(client, manager, "confirm", orphan)
    with context.on_behalf_of(fresh(manager)) as actor, pytest.raises(SamePerson):
        services.orphan_confirm(Takeover.objects.get(), actor=actor.user)
    takeover = Takeover.objects.get()
    assert takeover.confirmed_at is None
    assert status_of(client, manager, orphan) == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Takeover.objects.update(confirmed_by=takeover.asked_by, confirmed_at=timezone.now())


def test_who_is_kept_from_it_neither_sees_nor_asks_nor_confirms(client, orphan, caseworker, manager, second_manager):
    """By the case, or by the person it is about."""
    press(client, manager, "ask", orphan)
    for dossier in (orphan.dossier, orphan.subject.dossier):
        Recusal.objects.update(ended_at=timezone.now(), ended_by=caseworker, over="mistake")
        Recusal.objects.create(user=second_manager, dossier=dossier, why="family", created_by=caseworker)
        assert WAITS not in home(client, second_manager)
        press(client, second_manager, "confirm", orphan)
        with context.on_behalf_of(fresh(second_manager)) as actor:
            with pytest.raises(NotWithinReach):
                services.orphan_confirm(Takeover.objects.get(), actor=actor.user)
            with pytest.raises(NotWithinReach):
                services.orphan_ask(orphan.dossier, actor=actor.user)
    assert Takeover.objects.get().confirmed_at is None


def test_a_request_of_somebody_who_is_kept_from_it_by_now_counts_no_more(client, orphan, caseworker, manager, second_manager):
    press(client, manager, "ask", orphan)
    Recusal.objects.create(user=manager, dossier=orphan.dossier, why="family", created_by=caseworker)
    press(client, second_manager, "confirm", orphan)
    assert Takeover.objects.get().confirmed_at is None
    press(client, second_manager, "ask", orphan)
    assert Takeover.objects.open().get().asked_by == second_manager


def test_where_a_manager_is_alone_a_coordinator_is_the_second(client, orphan, coordinator, advocate, manager):
    assert WAITS not in home(client, coordinator), "before the manager has asked"
    with context.on_behalf_of(fresh(coordinator)) as actor, pytest.raises(Denied):
        services.orphan_ask(orphan.dossier, actor=actor.user)
    press(client, manager, "ask", orphan)
    assert WAITS in home(client, coordinator)
    press(client, coordinator, "confirm", orphan)
    assert [status_of(client, user, orphan) for user in (manager, coordinator)] == [200, 200]


def test_where_another_manager_could_a_coordinator_does_not(client, orphan, coordinator, manager, second_manager):
    press(client, manager, "ask", orphan)
    assert WAITS not in home(client, coordinator)
    press(client, coordinator, "confirm", orphan)
    assert status_of(client, coordinator, orphan) == 404
    assert Takeover.objects.get().confirmed_at is None


def test_it_is_refused_or_taken_back_and_asked_for_anew(client, orphan, manager, second_manager):
    for who in (second_manager, manager):
        press(client, manager, "ask", orphan)
        press(client, who, "refuse", orphan)
        assert not Takeover.objects.open().exists()
    assert "引き受けを申し出る" in login(client, fresh(second_manager)).get(ORPHANS).content.decode()
    assert status_of(client, manager, orphan) == 404


def test_a_record_that_is_kept_is_taken_by_nobody(client, case, second_manager, areas):
    third = make_member(make_user("manager3"), Role.MANAGER, areas.council)
    press(client, second_manager, "ask", case)
    with context.on_behalf_of(fresh(third)) as actor, pytest.raises(NotWithinReach):
        services.orphan_ask(case.dossier, actor=actor.user)
    assert not Takeover.objects.exists()


@pytest.mark.parametrize("kind", ["person", "enrolment"])
def test_people_and_enrolments_are_taken_over_alike(client, coordinator, manager, second_manager, areas, kind):
    record = make_person(coordinator, areas.dai) if kind == "person" else watch.enrol(coordinator, areas.dai)
    Dossier.objects.filter(pk=record.dossier_id).update(restricted=True)
    url = record.get_absolute_url()
    assert login(client, fresh(manager)).get(url).status_code == 404
    press(client, manager, "ask", record)
    press(client, second_manager, "confirm", record)
    for user in (manager, second_manager):
        assert login(client, fresh(user)).get(url).status_code == 200
    assert Case.objects.count() == 0


@pytest.mark.parametrize("record", ["", "²", "11111111-1111-4111-8111-111111111111", "9" * 9999])
@pytest.mark.parametrize("answer", ["ask", "confirm", "refuse", "", "²"])
def test_whatever_is_sent_has_a_clear_answer(client, orphan, manager, record, answer):
    sent = login(client, manager).post(ORPHANS, {"record": record, "answer": answer}, follow=True)
    assert sent.status_code == 200
    assert "この間に、ほかの人が答えたか、取り消されました。" in sent.content.decode()
    assert not Takeover.objects.exists()


@pytest.fixture
def door(coordinator, manager, areas):
    """A restricted watch-over, to which a coordinator and a manager are named."""
    door = watch.enrol(coordinator, areas.dai)
    for user in (coordinator, manager):
        name(user, door.dossier)
    Dossier.objects.filter(pk=door.dossier_id).update(restricted=True)
    return fresh_door()


def fresh_door():
    return Enrolment._base_manager.select_related("dossier__subject").get()


def test_the_last_one_of_a_restricted_door_is_not_taken_off_it_at_once(door, coordinator, manager, visitor):
    """As a visitor is, whose last day may lie before today."""
    theirs = watch.assign(coordinator, door, visitor, from_date=timezone.localdate() - 9 * DAY)
    hers = watch.assign(coordinator, door, coordinator, from_date=timezone.localdate() - 9 * DAY)
    Grant.objects.filter(user=manager).update(until_date=timezone.localdate() - DAY)
    with context.on_behalf_of(coordinator):
        enrolments.visitor_unassign(theirs, actor=coordinator, until_date=timezone.localdate() - DAY)
        with pytest.raises(NobodyLeft), transaction.atomic():
            enrolments.visitor_unassign(hers, actor=coordinator, until_date=timezone.localdate() - DAY)
    assert Grant.objects.valid(timezone.localdate()).get(content_object=door.dossier_id).user == coordinator


def test_who_is_taken_off_a_door_from_tomorrow_on_leaves_an_orphan_then(client, door, coordinator, manager, monkeypatch):
    hers = watch.assign(coordinator, door, coordinator, from_date=timezone.localdate() - 9 * DAY)
    Grant.objects.filter(user=manager).update(until_date=timezone.localdate())
    with context.on_behalf_of(coordinator):
        enrolments.visitor_unassign(hers, actor=coordinator, until_date=timezone.localdate())
    assert WAITS not in home(client, manager)
    tomorrow = timezone.now() + DAY
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert status_of(client, coordinator, door) == 404
    assert WAITS in home(client, manager)


@pytest.mark.parametrize("how", ["ended", "died"])
def test_a_watch_over_that_ends_keeps_the_manager_who_keeps_it(client, door, coordinator, manager, visitor, how):
    watch.assign(coordinator, door, visitor)
    yesterday = timezone.localdate() - DAY
    if how == "ended":
        with context.on_behalf_of(coordinator):
            enrolments.enrolment_end(door, actor=coordinator, on_date=yesterday, reason_code="wish")
    else:
        with context.as_job("life event") as job:
            enrolments.enrolment_follow_death(door, actor=job, on_date=yesterday)
    assert [status_of(client, user, door) for user in (manager, coordinator, visitor)] == [200, 404, 404]
    assert WAITS not in home(client, manager)


def test_who_keeps_a_door_and_is_to_go_there_later_keeps_it_until_then(client, door, coordinator, manager):
    watch.assign(coordinator, door, manager, from_date=timezone.localdate() + 30 * DAY)
    assert status_of(client, manager, door) == 200


def test_the_last_manager_of_a_restricted_door_does_not_step_aside(client, door, manager, second_manager):
    """Another manager has the person, and not the door; once they have both, the first one may."""
    address = reverse("person_recuse", args=[door.person_id])
    login(client, fresh(manager)).post(address, {"why": "family"})
    assert "見られる責任者がいなくなります" in client.get(address).content.decode()
    assert not Recusal.objects.exists()
    name(second_manager, door.dossier)
    assert client.post(address, {"why": "family"}).status_code == 303
    assert Recusal.objects.get().user == manager
