"""A meeting is what its kind, host and basis make of it; its items open to those who are invited, one by one."""

import uuid
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import UUIDField, Value
from django.utils import timezone

from accounts.acting import CanAct, able
from casework.models import Case
from casework.services import case_assign, case_unassign
from casework.services.recusals import person_recuse
from casework.services.restricting import case_restrict
from conferences import kinds, services
from conferences.codes import Basis, DecisionKind, Host, Kind
from conferences.models import Conference, Decision, Item
from conferences.services.attendees import ListedAlready
from conferences.services.items import OnTheAgenda
from conferences.services.meetings import NotThisWay
from conferences.services.minutes import WrittenElsewhere, standing
from emergencies.services import emergency_open
from privacy import context
from privacy.errors import Denied, NotWithinReach
from privacy.reach import can
from privacy.roles import Role
from tests.cast import make_member, make_user
from tests.factories.casework import make_case
from tests.factories.conferences import add, invite, make_conference

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast, areas):
    return make_conference(cast.coordinator, areas.council)


@pytest.fixture
def case(cast, areas):
    return make_case(cast.coordinator, areas.dai)


def test_reading_a_case_in_an_emergency_makes_no_conference_of_it(cast, areas):
    far = make_case(cast.coordinator, areas.nishi)
    near = make_member(make_user("coordinator-of-one"), Role.COORDINATOR, areas.dai)
    with context.on_behalf_of(near):
        emergency_open(far, actor=near, why="life", text="玄関で倒れている", minutes=15)
        near.refresh_from_db()
    with context.on_behalf_of(near):
        assert can(near, "case.read", far)
    with pytest.raises(Denied):
        make_conference(near, areas.dai, case=far, kind=Kind.INDIVIDUAL)


def test_kind_host_and_basis_go_together_only_as_the_table_says():
    by_hand = {
        ("individual", "ours"): {"consent", "anonymised", "protection"}, ("regular", "ours"): {"consent", "anonymised", "protection"},
        ("study", "ours"): {"consent", "anonymised", "protection"}, ("care", "comprehensive"): {"care_act"}, ("care", "city"): {"care_act"},
        ("layered", "layered"): {"consent"}, ("layered", "city"): {"consent"}, ("layer2", "ours"): {"no_cases"},
        ("layer2", "comprehensive"): {"no_cases"}, ("layer2", "city"): {"no_cases"}, ("committee", "ours"): {"no_cases"},
        ("network", "ours"): {"no_cases"},
    }  # fmt: skip
    found = {}
    for way in kinds.ways():
        found.setdefault((way.kind.value, way.host.value), set()).add(way.basis.value)
    assert found == by_hand


def test_a_support_conference_is_the_citys_alone_and_only_where_a_setting_says_so(cast, areas, settings):
    support = {"kind": Kind.SUPPORT, "basis": Basis.WELFARE_ACT}
    with pytest.raises(NotThisWay):
        make_conference(cast.coordinator, areas.council, host=Host.CITY, **support)
    settings.CITY_HOLDS_SUPPORT_CONFERENCES = True
    assert make_conference(cast.coordinator, areas.council, host=Host.CITY, **support).way.secrecy_first
    with pytest.raises(NotThisWay):
        make_conference(cast.coordinator, areas.council, host=Host.OURS, **support)


def test_a_meeting_does_not_end_before_it_begins(cast, areas):
    with pytest.raises(ValidationError) as refused:
        make_conference(cast.coordinator, areas.council, ends=time(13, 0))
    assert list(refused.value.message_dict) == ["ends"]


def test_who_is_invited_sees_the_meeting_and_their_items_from_the_day_of_the_papers(cast, areas, meeting, case):
    other = make_case(cast.coordinator, areas.dai)
    item, sibling = add(cast.coordinator, meeting, case), add(cast.coordinator, meeting, other)
    assert not can(cast.advocate, "conference.read", meeting)
    attendee = invite(cast.coordinator, meeting, user=cast.advocate)
    assert can(cast.advocate, "conference.read", meeting)
    assert not can(cast.advocate, "conference.read", item)
    with context.on_behalf_of(cast.coordinator):
        services.attendee_leave_out(sibling, actor=cast.coordinator, attendee=attendee)
        services.papers_open(meeting, actor=cast.coordinator)
    assert can(cast.advocate, "conference.read", item)
    assert not can(cast.advocate, "conference.read", sibling), "no item opens another one"
    assert not can(cast.advocate, "case.read", case), "nor its case"


def test_an_item_closes_two_days_after_the_meeting(cast, areas, meeting, case, monkeypatch):
    item = add(cast.coordinator, meeting, case)
    invite(cast.coordinator, meeting, user=cast.advocate)
    with context.on_behalf_of(cast.coordinator):
        services.papers_open(meeting, actor=cast.coordinator)
    for days, opens in ((2, True), (3, False)):
        day = meeting.date + timedelta(days=days)
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, day=day: day)
        with context.on_behalf_of(cast.advocate):
            assert can(cast.advocate, "conference.read", item) is opens, days


def test_a_presenter_reads_their_item_before_the_papers_are_made(cast, meeting, case):
    item = add(cast.coordinator, meeting, case)
    attendee = invite(cast.coordinator, meeting, user=cast.advocate)
    with context.on_behalf_of(cast.coordinator):
        services.item_change(item, actor=cast.coordinator, presenter=attendee)
    assert can(cast.advocate, "item.prepare", item)


def test_a_case_stands_once_on_an_agenda(cast, meeting, case):
    add(cast.coordinator, meeting, case)
    with pytest.raises(OnTheAgenda):
        add(cast.coordinator, meeting, case)


def letters(meeting) -> str:
    return "".join(Item.objects.filter(conference=meeting, case__isnull=False).present().values_list("letter", flat=True))


def test_letters_follow_the_agenda_until_there_are_papers_and_stay_from_then_on(cast, areas, meeting):
    rows = [add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai)) for _n in range(4)]
    with context.on_behalf_of(cast.coordinator):
        moved = services.item_move(rows[3], actor=cast.coordinator, to=0)
        assert (moved.letter, letters(meeting)) == ("A", "ABCD")
        services.item_remove(rows[0], actor=cast.coordinator)
        assert letters(meeting) == "ABC"
    assert add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai)).letter == "D"
    with context.on_behalf_of(cast.coordinator):
        services.papers_open(meeting, actor=cast.coordinator)
        services.item_move(rows[3], actor=cast.coordinator, to=2)
        assert letters(meeting) == "BCAD"
        services.item_remove(rows[1], actor=cast.coordinator)
        assert letters(meeting) == "CAD"
    assert add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai)).letter == "E", "no paper means another"


def test_the_same_person_is_not_listed_twice_under_two_spellings(cast, meeting):
    invite(cast.coordinator, meeting, name="髙﨑 節子", organisation="民生委員")
    with pytest.raises(ListedAlready):
        invite(cast.coordinator, meeting, name="高崎節子")
    invite(cast.coordinator, meeting, name="高崎節子", organisation="市役所")


def test_items_are_put_in_order(cast, areas, meeting):
    rows = [add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai)) for _n in range(3)]
    with context.on_behalf_of(cast.coordinator):
        services.item_move(rows[2], actor=cast.coordinator, to=0)
    order = Item.objects.filter(conference=meeting).present().values_list("pk", flat=True)
    assert list(order) == [rows[2].pk, rows[0].pk, rows[1].pk]


def test_a_second_page_does_not_write_the_same_minutes(cast, meeting, case):
    item, one, two = add(cast.coordinator, meeting, case), uuid.uuid4(), uuid.uuid4()
    with context.on_behalf_of(cast.coordinator):
        services.minutes_draft_save(item, actor=cast.coordinator, text="はじめ", tab=one)
        with pytest.raises(WrittenElsewhere):
            services.minutes_draft_save(item, actor=cast.coordinator, text="別の画面", tab=two)
        assert services.minutes_draft_save(item, actor=cast.coordinator, text="つづき", tab=one).text == "つづき"
        later = timezone.now() + timedelta(minutes=3)
        with pytest.raises(WrittenElsewhere):
            services.minutes_draft_save(item, actor=cast.coordinator, text="古い画面", tab=two, now=later)
        read = standing(item, cast.coordinator).mark
        went_on = services.minutes_draft_save(
            item, actor=cast.coordinator, text="つづき。別の画面", tab=two, seen=read, now=later
        )
        assert went_on.text == "つづき。別の画面"


def test_what_was_decided_is_read_by_whoever_reads_the_case_and_the_minutes_are_not(cast, meeting, case):
    item = add(cast.coordinator, meeting, case)
    with context.on_behalf_of(cast.coordinator):
        decision = services.decision_record(item, actor=cast.coordinator, kind=DecisionKind.CONTINUE, text="月に一度訪ねる")
    with context.on_behalf_of(cast.caseworker):
        assert Decision.objects.visible_to(cast.caseworker).get(pk=decision.pk).text == "月に一度訪ねる"
        assert not Item.objects.visible_to(cast.caseworker).filter(pk=item.pk).exists()


def test_recusal_keeps_a_person_off_the_item(cast, meeting, case):
    item = add(cast.coordinator, meeting, case)
    invite(cast.coordinator, meeting, user=cast.caseworker)
    with context.on_behalf_of(cast.coordinator):
        services.papers_open(meeting, actor=cast.coordinator)
    assert can(cast.caseworker, "conference.read", item)
    with context.on_behalf_of(cast.caseworker):
        person_recuse(case, actor=cast.caseworker, why="neighbour")
    with context.on_behalf_of(cast.caseworker):
        assert not can(cast.caseworker, "conference.read", item)
        assert can(cast.caseworker, "conference.read", meeting)


def test_another_councils_coordinator_does_not_reach_it(cast, areas, meeting):
    with context.on_behalf_of(cast.other_caseworker), pytest.raises(NotWithinReach):
        services.conference_cancel(meeting, actor=cast.other_caseworker)
    assert Conference.objects.get(pk=meeting.pk).state == "planned"


def test_a_case_that_is_restricted_takes_its_items_along(cast, areas, meeting, case):
    item = add(cast.coordinator, meeting, case)
    invite(cast.coordinator, meeting, user=cast.advocate)
    with context.on_behalf_of(cast.coordinator):
        services.papers_open(meeting, actor=cast.coordinator)
    with context.on_behalf_of(cast.manager):
        case_restrict(case, actor=cast.manager, why="abuse", holders=[cast.manager, cast.coordinator])
    for person, opens in ((cast.advocate, False), (cast.second_manager, False), (cast.manager, True), (cast.coordinator, True)):
        with context.on_behalf_of(person):
            assert can(person, "conference.read", Item.objects.get(pk=item.pk)) is opens, person.username


def test_a_grant_on_the_case_acts_on_no_item_of_it(cast, meeting, case):
    """As `reach` has it, and so for whoever asks about somebody else (`accounts.acting`)."""
    item = add(cast.coordinator, meeting, case)
    with context.on_behalf_of(cast.coordinator):
        case_assign(case, actor=cast.coordinator, user=cast.advocate)
    with context.on_behalf_of(cast.advocate):
        assert can(cast.advocate, "case.read", case)
        assert not can(cast.advocate, "decision.read", item)
    today = timezone.localdate()
    people = able("decision.read", meeting.council_id, today).alias(place=Value(item.dossier_id, output_field=UUIDField()))
    acting = people.filter(CanAct("decision.read", user="pk", dossier="place", on=today))
    assert cast.advocate not in acting
    assert cast.caseworker in acting


def test_what_is_taken_off_the_agenda_and_a_cancelled_meeting_close_at_once(cast, meeting, case, areas):
    other = make_case(cast.coordinator, areas.dai)
    items = [add(cast.coordinator, meeting, one) for one in (case, other)]
    invite(cast.coordinator, meeting, user=cast.advocate)
    with context.on_behalf_of(cast.coordinator):
        services.papers_open(Conference.objects.visible_to(cast.coordinator).get(pk=meeting.pk), actor=cast.coordinator)
    assert [can(cast.advocate, "conference.read", item) for item in items] == [True, True]
    with context.on_behalf_of(cast.coordinator):
        services.item_remove(items[0], actor=cast.coordinator)
    assert [can(cast.advocate, "conference.read", item) for item in items] == [False, True]
    with context.on_behalf_of(cast.coordinator):
        services.conference_cancel(meeting, actor=cast.coordinator)
    assert [can(cast.advocate, "conference.read", item) for item in items] == [False, False]
    # That there is none, they still read.
    assert can(cast.advocate, "conference.read", meeting)


def test_where_secrecy_comes_first_nothing_opens_before_everybody_acknowledged_it(cast, areas, case, settings):
    settings.CITY_HOLDS_SUPPORT_CONFERENCES = True
    meeting = make_conference(cast.coordinator, areas.council, host=Host.CITY, kind=Kind.SUPPORT, basis=Basis.WELFARE_ACT)
    item = add(cast.coordinator, meeting, case)
    comes = [invite(cast.coordinator, meeting, user=cast.advocate), invite(cast.coordinator, meeting, name="森田")]
    with context.on_behalf_of(cast.coordinator):
        services.papers_open(Conference.objects.visible_to(cast.coordinator).get(pk=meeting.pk), actor=cast.coordinator)
        found = []
        for one in comes:
            found.append(can(cast.advocate, "conference.read", item))
            services.attendee_pledge(one, actor=cast.coordinator, pledged_date=timezone.localdate())
    assert found == [False, False]
    assert can(cast.advocate, "conference.read", item)


def restrict(cast, case, *holders):
    with context.on_behalf_of(cast.manager):
        case_restrict(case, actor=cast.manager, why="abuse", holders=list(holders))


def test_a_meeting_about_somebody_restricted_opens_to_holders_alone(cast, case, areas):
    meeting = make_conference(cast.coordinator, areas.council, case=case, kind=Kind.INDIVIDUAL)
    invite(cast.coordinator, meeting, user=cast.advocate)
    assert can(cast.advocate, "conference.read", meeting)
    restrict(cast, case, cast.manager, cast.coordinator)
    meeting = Conference._base_manager.select_related("dossier", "case__dossier").get(pk=meeting.pk)
    with context.on_behalf_of(cast.coordinator):
        services.conference_change(meeting, actor=cast.coordinator, place="別の部屋")
        with pytest.raises(ValidationError):
            services.attendee_invite(meeting, actor=cast.coordinator, user=cast.caseworker)
    assert not can(cast.advocate, "conference.read", meeting)


def test_who_is_taken_off_a_restricted_case_leaves_its_items_and_who_is_named_gets_them(cast, meeting, case):
    item = add(cast.coordinator, meeting, case)
    restrict(cast, case, cast.manager, cast.coordinator, cast.advocate)
    held = Case._base_manager.select_related("dossier__subject").get(pk=case.pk)
    item = Item._base_manager.select_related("dossier").get(pk=item.pk)
    assert can(cast.advocate, "conference.read", item)
    with context.on_behalf_of(cast.manager):
        case_unassign(held, actor=cast.manager, user=cast.advocate)
        case_assign(held, actor=cast.manager, user=cast.second_manager)
    assert not can(cast.advocate, "conference.read", item)
    assert can(cast.second_manager, "conference.read", item)


def test_what_the_actor_does_not_reach_closes_too(cast, meeting, case):
    item = add(cast.coordinator, meeting, case)
    coming = invite(cast.coordinator, meeting, user=cast.advocate)
    with context.on_behalf_of(cast.coordinator):
        services.papers_open(Conference.objects.visible_to(cast.coordinator).get(pk=meeting.pk), actor=cast.coordinator)
    assert can(cast.advocate, "conference.read", item)
    with context.on_behalf_of(cast.coordinator):
        person_recuse(case, actor=cast.coordinator, why="neighbour")
    assert not can(cast.coordinator, "conference.prepare", item)
    with context.on_behalf_of(cast.coordinator):
        services.attendee_remove(coming, actor=cast.coordinator)
    assert not can(cast.advocate, "conference.read", item)


def test_what_kind_of_meeting_it_is_stays_once_a_case_stands_on_its_agenda(cast, meeting, case):
    add(cast.coordinator, meeting, case)
    with context.on_behalf_of(cast.coordinator), pytest.raises(ValidationError):
        services.conference_change(meeting, actor=cast.coordinator, kind=Kind.COMMITTEE, basis=Basis.NO_CASES)
