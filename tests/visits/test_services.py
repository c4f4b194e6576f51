"""What the services of a door promise: kept once, refused with an answer at its place, and what follows from what was found."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from privacy import context
from privacy.errors import Denied, NotWithinReach
from privacy.models import AccessEvent, Grant
from tests.factories import visits as make
from tests.visits.asking import fresh, kinds, refused, seen
from visits import services
from visits.codes import Flag, Late, Outcome, Part
from visits.models import Enrolment, Visit
from visits.services.pairs import other_record
from visits.services.visits import OtherContent

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_visit_is_kept_with_everything_that_was_said(door, visitor):
    at = timezone.now() - HOUR
    made = make.visit(
        visitor, door, Outcome.WELL, at=at, note="庭のトマトをもらった", checks={"voice": "same", "mail": "unchecked", "laundry": ""}, minutes=12,
        answered="self", companions=[visitor],
    )  # fmt: skip
    with context.on_behalf_of(visitor):
        [found] = Visit.objects.visible_to(visitor)
        assert (found.pk, found.note, found.checks, found.minutes) == (made.pk, "庭のトマトをもらった", {"voice": "same"}, 12)
    assert (found.visited_at, found.flag, found.manner, found.companions) == (at, "", door.manner, [visitor.pk])
    assert (found.area_id, found.operating_org_id) == (door.area_id, door.operating_org_id)
    door = fresh(door)
    assert (door.last_outcome, door.last_visit_date) == ("well", timezone.localdate(at))
    assert kinds(door) == []


def test_sent_twice_it_is_saved_once(door, visitor):
    id, at = uuid.uuid4(), timezone.now()
    one = make.visit(visitor, door, Outcome.CONCERN, id=id, at=at)
    two = make.visit(visitor, door, Outcome.CONCERN, id=id, at=at)
    assert one.pk == two.pk == id
    assert (Visit.objects.count(), kinds(door)) == (1, ["concern"])


def test_just_now_pressed_again_is_the_moment_of_the_first_press(door, visitor):
    id, first = uuid.uuid4(), timezone.now()
    with context.on_behalf_of(visitor):
        press = lambda now: services.visit_record(door, actor=visitor, id=id, outcome="well", now=now)
        assert [press(first + later * HOUR / 60).visited_at for later in (0, 1)] == [first, first]
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"outcome": Outcome.ABSENT}, {"note": "別のこと"}, {"minutes": 7}, {"checks": {"mail": "changed"}}]
)
def test_sent_twice_with_other_content_it_is_refused(door, visitor, other):
    id, at = uuid.uuid4(), timezone.now()
    make.visit(visitor, door, Outcome.WELL, id=id, at=at)
    with pytest.raises(OtherContent):
        make.visit(visitor, door, **{"outcome": Outcome.WELL, **other}, id=id, at=at)
    assert [visit.outcome for visit in seen(visitor)] == ["well"]


def test_an_id_of_somebody_elses_visit_tells_nothing(door, visitor, other_caseworker, areas):
    """What lies outside of the reach is not spoken of: the visit is kept under an id of its own."""
    theirs = make.visit(other_caseworker, make.enrol(other_caseworker, areas.other_north), Outcome.WELL)
    mine = make.visit(visitor, door, Outcome.WELL, id=theirs.pk)
    assert mine.pk != theirs.pk
    assert Visit.objects.count() == 2


def test_a_visit_in_the_future_is_refused_and_a_fast_clock_is_not(door, visitor):
    refused("visited_at", make.visit, visitor, door, at=timezone.now() + HOUR)
    make.visit(visitor, door, at=timezone.now() + timedelta(minutes=2))


def test_a_visit_before_the_enrolment_is_refused(door, visitor):
    refused("visited_at", make.visit, visitor, door, at=timezone.now() - 61 * DAY)


def test_nobody_at_all_visited_before_the_enrolment(door, coordinator):
    """The office records a visit for any door, and so it is the first day alone that refuses it."""
    refused("visited_at", make.visit, coordinator, door, at=timezone.now() - 61 * DAY)
    make.visit(coordinator, door, at=timezone.now() - 60 * DAY)


def test_a_visit_after_the_end_is_refused_and_one_before_it_is_kept(door, coordinator):
    with context.on_behalf_of(coordinator):
        services.enrolment_end(door, actor=coordinator, on_date=timezone.localdate() - 5 * DAY, reason_code="moved")
    refused("visited_at", make.visit, coordinator, door, at=timezone.now() - 4 * DAY)
    make.visit(coordinator, door, at=timezone.now() - 6 * DAY)


@pytest.mark.parametrize("outcome", ["", "fine"])
def test_an_outcome_is_chosen_from_the_list(door, visitor, outcome):
    refused("outcome", make.visit, visitor, door, outcome)


@pytest.mark.parametrize("outcome", [Outcome.CONCERN, Outcome.CONSULT])
def test_what_is_to_be_told_needs_a_word_or_a_sign(door, visitor, outcome):
    with context.on_behalf_of(visitor):
        values = {"actor": visitor, "id": uuid.uuid4(), "outcome": outcome, "visited_at": timezone.now()}
        refused("note", services.visit_record, door, **values, note=" ")
        services.visit_record(door, **values, checks={"mail": "changed"})


@pytest.mark.parametrize("checks", [{"teeth": "same"}, {"mail": "full"}])
def test_only_known_signs_are_kept(door, visitor, checks):
    refused("checks", make.visit, visitor, door, checks=checks)


def test_somebody_elses_door_answers_like_none(door, visitor, other_caseworker, areas):
    elsewhere = make.enrol(other_caseworker, areas.other_north)
    with pytest.raises(NotWithinReach):
        make.visit(visitor, elsewhere)
    with context.on_behalf_of(visitor), pytest.raises(NotWithinReach):
        services.visit_deliver(elsewhere, actor=visitor, id=uuid.uuid4(), outcome="well", visited_at=timezone.now())


def test_what_somebody_brings_who_is_no_longer_assigned_is_kept_and_flagged(door, coordinator, visitor):
    day = timezone.localdate()
    with context.on_behalf_of(coordinator):
        [assignment] = door.assignments.model.objects.visible_to(coordinator).filter(enrolment=door)
        services.visitor_unassign(assignment, actor=coordinator, until_date=day - 3 * DAY)
    values = {"actor": visitor, "outcome": "concern", "note": "郵便がたまっている"}
    with context.on_behalf_of(visitor):
        late = services.visit_deliver(door, id=uuid.uuid4(), visited_at=timezone.now() - 4 * DAY, **values)
        for days in (0, 2):
            at = timezone.now() - days * DAY
            refused("visited_at", services.visit_deliver, door, id=uuid.uuid4(), visited_at=at, **values)
    assert (late.flag, late.late, late.visitor) == (Flag.NOT_ASSIGNED, Late.WAITING, visitor)
    assert seen(visitor) == []
    with context.on_behalf_of(coordinator):
        assert [visit.note for visit in Visit.objects.visible_to(coordinator)] == ["郵便がたまっている"]
    assert kinds(door) == []
    # Sent again, it is there already; with other content it is refused.
    with context.on_behalf_of(visitor):
        assert services.visit_deliver(door, id=late.pk, visited_at=late.visited_at, **values).pk == late.pk
        with pytest.raises(OtherContent):
            services.visit_deliver(door, actor=visitor, id=late.pk, visited_at=late.visited_at, outcome="well")


def test_a_visitor_records_no_day_that_was_not_theirs(coordinator, visitor, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, enrolment, visitor, from_date=timezone.localdate() - 5 * DAY)
    before = timezone.now() - 6 * DAY
    refused("visited_at", make.visit, visitor, enrolment, at=before)
    made = make.visit(visitor, enrolment, at=timezone.now() - DAY)
    with context.on_behalf_of(visitor):
        refused("visited_at", services.visit_correct, made, actor=visitor, visited_at=before)
    # The office writes down what it heard of.
    heard = make.visit(coordinator, enrolment, at=before, visitor=visitor)
    assert (heard.flag, heard.late) == (Flag.NOT_ASSIGNED, "")


def test_those_of_the_office_record_for_any_door_of_theirs(door, coordinator, caseworker):
    for user in (coordinator, caseworker):
        assert make.visit(user, door).flag == ""


def test_a_correction_says_why_and_keeps_what_was(door, visitor):
    made = make.visit(visitor, door, Outcome.WELL, note="元気")
    with context.on_behalf_of(visitor):
        services.visit_correct(made, actor=visitor, reason="書き間違えた", outcome=Outcome.CONCERN, note="転んだそう")
        [now] = Visit.objects.visible_to(visitor)
        newest, first = now.history.order_by("-history_date")
        assert (now.outcome, now.note, newest.history_change_reason) == ("concern", "転んだそう", "書き間違えた")
        assert (first.outcome, bool(now.corrected_at), newest.history_user_id) == ("well", True, visitor.pk)
    assert kinds(door) == ["concern"]


def test_a_correction_is_checked_like_a_record(door, visitor):
    made = make.visit(visitor, door)
    with context.on_behalf_of(visitor):
        refused("visited_at", services.visit_correct, made, actor=visitor, visited_at=timezone.now() + DAY)
        refused("note", services.visit_correct, made, actor=visitor, visited_at=timezone.now(), outcome="consult", note="")


def test_somebody_elses_record_is_corrected_by_the_office_only(door, coordinator, visitor, areas):
    from privacy.roles import Role
    from tests.cast import make_member, make_user

    second = make_member(make_user("second"), Role.VISITOR, areas.dai)
    make.assign(coordinator, door, second, part=Part.COMPANION)
    made = make.visit(visitor, door)
    with context.on_behalf_of(second):
        refused("", services.visit_correct, made, actor=second, note="違う")
    with context.on_behalf_of(coordinator):
        [made] = Visit.objects.visible_to(coordinator)
        services.visit_correct(made, actor=coordinator, note="本人より")
        assert Visit.objects.visible_to(coordinator).get().note == "本人より"


def test_a_pair_who_both_recorded_a_door_count_once(door, coordinator, visitor, caseworker):
    at = timezone.now() - HOUR
    one = make.visit(visitor, door, at=at, companions=[caseworker])
    two = make.visit(caseworker, door, at=at + timedelta(minutes=20), note="二人で")
    assert (other_record(one), other_record(two)) == (two, one)
    with context.on_behalf_of(coordinator):
        services.visit_join(one, actor=coordinator, other=two)
    assert Visit.objects.counted().count() == 1
    assert other_record(two) is None
    refused("", services.visit_join, two, actor=coordinator, other=one)
    with context.on_behalf_of(coordinator):
        services.visit_separate(one, actor=coordinator)
    assert Visit.objects.counted().count() == 2


def test_a_pair_that_is_separated_leaves_others_joined(door, coordinator, visitor, caseworker):
    pairs = []
    for days in (1, 2):
        at = timezone.now() - days * DAY
        one = make.visit(visitor, door, at=at, companions=[caseworker])
        pairs.append((one, make.visit(caseworker, door, at=at + timedelta(minutes=20))))
    with context.on_behalf_of(coordinator):
        for one, two in pairs:
            services.visit_join(one, actor=coordinator, other=two)
        services.visit_separate(pairs[0][0], actor=coordinator)
    assert Visit.objects.counted().count() == 3


def test_two_visits_in_one_day_are_two_and_are_not_joined(door, visitor, caseworker):
    at = timezone.now() - 5 * HOUR
    one, two = make.visit(visitor, door, at=at), make.visit(caseworker, door, at=at + 4 * HOUR, companions=[visitor])
    assert other_record(one) is None
    refused("", services.visit_join, one, actor=caseworker, other=two)
    refused("", services.visit_join, one, actor=caseworker, other=one)
    assert Visit.objects.counted().count() == 2


def test_the_visits_of_a_month_answer_its_plan_in_order(coordinator, areas):
    first = timezone.localdate().replace(day=1) - DAY
    month = first.replace(day=1)
    enrolment = make.enrol(coordinator, areas.dai, start=month)
    by_hand = [month.replace(day=-(-first.day // 2)), first]
    assert enrolment.next_due_date == by_hand[0]
    assert enrolment.overdue_on == by_hand[0] + 4 * DAY
    noon = timezone.now() - (timezone.localdate() - month) * 1
    make.visit(coordinator, enrolment, at=noon)
    enrolment = fresh(enrolment)
    assert enrolment.next_due_date == by_hand[1]
    make.visit(coordinator, enrolment, Outcome.ABSENT, at=noon + DAY)
    make.visit(coordinator, enrolment, Outcome.CANCELLED, at=noon + 2 * DAY)
    enrolment = fresh(enrolment)
    assert (enrolment.next_due_date, enrolment.last_outcome) == (by_hand[1], "cancelled")
    make.visit(coordinator, enrolment, at=noon + 3 * DAY)
    enrolment = fresh(enrolment)
    assert enrolment.next_due_date > first


def test_every_write_is_an_event_and_a_stranger_writes_nothing(door, visitor, auditor):
    before = AccessEvent.objects.filter(kind="write").count()
    make.visit(visitor, door)
    assert AccessEvent.objects.filter(kind="write").count() == before + 1
    with pytest.raises((Denied, NotWithinReach)):
        make.visit(auditor, door)
    assert Visit.objects.count() == 1


def test_a_visitor_reaches_her_doors_and_no_other(door, coordinator, visitor, areas):
    make.enrol(coordinator, areas.dai)
    with context.on_behalf_of(visitor):
        assert list(Enrolment.objects.visible_to(visitor, "round.read")) == [door]
    assert Grant.objects.filter(user=visitor).count() == 1
