"""From the application to the end: who is enrolled and who goes there, pauses, the plan of months, a death, a move, a district's rollout."""

import uuid
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils import timezone

from casework import services as casework
from privacy import context, granting
from privacy.errors import Denied, NotWithinReach
from privacy.models import AccessEvent, Grant
from privacy.reach import can
from privacy.roles import Role
from tests.cast import make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import details, make_person, make_place
from tests.visits.asking import check_of, fresh, kinds, refused
from visits import services
from visits.codes import Outcome, Part
from visits.models import Alert, Assignment, Enrolment, Pause, Rollout, SafetyCheck, Visit
from visits.services.enrolments import enrolment_follow_life
from visits.services.schedule import plan_ahead, settle

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def ask(function, record, actor, **values):
    with context.on_behalf_of(actor):
        return function(record, actor=actor, **values)


def assigned(enrolment, actor):
    with context.on_behalf_of(actor):
        return list(Assignment.objects.visible_to(actor).filter(enrolment=enrolment))


def monday(day):
    return day - timedelta(days=day.weekday())


def test_somebody_is_enrolled_with_her_consent(door, coordinator, today):
    with context.on_behalf_of(coordinator):
        [found] = Enrolment.objects.visible_to(coordinator)
        assert (found.need_text, found.absence_protocol, found.caution_text) == (
            "去年ころんだ",
            "長男に電話する",
            "犬はつないである",
        )
        assert found.dossier.subject == found.person.dossier
    assert (found.operating_org.area, found.operating_org.kind) == (found.area, "network")
    assert (found.reconfirm_date - found.start_date).days in (365, 366)
    assert found.consent.recipients == ["network"]


def test_enrolled_twice_under_one_id_is_enrolled_once_and_a_second_time_refused(coordinator, areas, today):
    person, id = make_person(coordinator, areas.dai), uuid.uuid4()
    values = {"person": person, "consent": {**make.CONSENT, "given_date": today}, "start_date": today, "need": "alone"}
    values |= {"manner": "call", "pattern": "times"}
    with context.on_behalf_of(coordinator):
        one, two = (services.enrol(actor=coordinator, id=id, **values) for _time in range(2))
        assert one == two
        refused("", services.enrol, actor=coordinator, id=uuid.uuid4(), **values)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("decision", {"consent": {"decision": "refused"}}),
        ("recipients", {"consent": {"recipients": ["commissioner"]}}),
        ("start_date", {"applied_date": date(2100, 1, 1)}),
        ("weekdays", {"pattern": "nth", "nth": [1]}),
        ("weekdays", {"pattern": "nth", "weekdays": [1]}),
        ("nth", {"pattern": "nth", "weekdays": [1], "nth": [5]}),
        ("weekdays", {"pattern": "weeks", "weekdays": [7]}),
        ("pattern", {"pattern": "daily"}),
    ],
)
def test_a_wrong_application_is_answered_at_its_place(coordinator, areas, today, field, changes):
    consent = {**make.CONSENT, "given_date": today, **changes.pop("consent", {})}
    with context.on_behalf_of(coordinator):
        values = {"id": uuid.uuid4(), "start_date": today, "need": "alone", "manner": "call", "pattern": "times", **changes}
        refused(field, services.enrol, actor=coordinator, person=make_person(coordinator, areas.dai), consent=consent, **values)
    assert Enrolment.objects.count() == 0


def test_the_dead_and_those_out_of_reach_are_not_enrolled(coordinator, other_caseworker, areas):
    dead = make_person(coordinator, areas.dai, death_date=date(2024, 1, 1))
    refused("", make.enrol, coordinator, areas.dai, person=dead)
    elsewhere = make_person(other_caseworker, areas.other_north)
    with pytest.raises((Denied, NotWithinReach)):
        make.enrol(coordinator, areas.other_north, person=elsewhere)


def test_the_plan_of_months_is_kept_when_the_rhythm_changes(coordinator, areas, today):
    start = (today.replace(day=1) - 70 * DAY).replace(day=1)
    enrolment = make.enrol(coordinator, areas.dai, start=start)
    assert set(enrolment.planned.values()) == {2}
    before = {key: number for key, number in enrolment.planned.items() if key < f"{today:%Y-%m}"}
    ask(services.enrolment_correct, enrolment, coordinator, times=4)
    planned = fresh(enrolment).planned
    assert {key: planned[key] for key in before} == before
    assert {number for key, number in planned.items() if key not in before} == {4}


def test_the_next_month_is_planned_when_one_begins(door, coordinator, today):
    later = (today.replace(day=1) + 40 * DAY).replace(day=3)
    before = fresh(door).planned
    with context.as_job("watch") as job:
        assert services.plan_months(actor=job, today=later) == 1
        assert services.plan_months(actor=job, today=later) == 0
    planned = fresh(door).planned
    assert {key: planned[key] for key in before} == before
    assert len(planned) == len(before) + 1
    assert set(planned.values()) <= {1, 2}


def test_nothing_is_due_or_missed_in_a_pause(coordinator, areas, today):
    start = monday(today) - 21 * DAY
    enrolment = make.enrol(coordinator, areas.dai, start=start, pattern="weeks", times=1, weekdays=[0])
    make.visit(coordinator, enrolment, at=timezone.now() - (today - start))
    assert fresh(enrolment).next_due_date == start + 7 * DAY
    ask(services.enrolment_pause, enrolment, coordinator, from_date=start + 8 * DAY, reason_code="hospital")
    # Missed just before the stay: it is asked for after it, not meanwhile.
    assert (fresh(enrolment).next_due_date, fresh(enrolment).overdue_on) == (start + 7 * DAY, None)
    ask(services.enrolment_resume, enrolment, coordinator, on_date=today)
    assert fresh(enrolment).overdue_on == today + 3 * DAY
    make.visit(coordinator, enrolment)
    assert fresh(enrolment).next_due_date >= monday(today) + 7 * DAY


@pytest.mark.parametrize(
    ("field", "first", "last"),
    [("until_date", 5, 4), ("from_date", 1, 1), ("from_date", -3, 0), ("from_date", -9, None)],
)
def test_a_pause_that_cannot_be_is_answered_at_its_place(door, coordinator, today, field, first, last):
    ask(services.enrolment_pause, door, coordinator, from_date=today, until_date=today + 3 * DAY, reason_code="away")
    until = None if last is None else today + last * DAY
    values = {"from_date": today + first * DAY, "until_date": until, "reason_code": "away"}
    refused(field, ask, services.enrolment_pause, door, coordinator, **values)


def test_what_has_ended_can_be_corrected_and_did_not_begin_later(door, coordinator, today):
    ask(services.enrolment_end, door, coordinator, on_date=today - DAY, reason_code="moved")
    refused("start_date", ask, services.enrolment_correct, fresh(door), coordinator, start_date=today)
    ask(services.enrolment_correct, fresh(door), coordinator, times=3)
    assert (fresh(door).times, fresh(door).start_date) == (3, door.start_date)


def test_going_on_at_one_door_ends_no_pause_of_another(door, coordinator, areas, today):
    other = make.enrol(coordinator, areas.dai)
    for enrolment, days in ((door, 9), (other, 5)):
        ask(services.enrolment_pause, enrolment, coordinator, from_date=today - days * DAY, reason_code="hospital")
    ask(services.enrolment_resume, door, coordinator, on_date=today)
    ends = dict(Pause.objects.values_list("enrolment", "until_date"))
    assert ends == {door.pk: today - DAY, other.pk: None}


def test_going_on_needs_a_pause(door, coordinator, today):
    refused("on_date", ask, services.enrolment_resume, door, coordinator, on_date=today)
    ask(services.enrolment_pause, door, coordinator, from_date=today - DAY, reason_code="away")
    refused("on_date", ask, services.enrolment_resume, door, coordinator, on_date=today - DAY)
    ask(services.enrolment_resume, door, coordinator, on_date=today + DAY)
    assert Pause.objects.get().until_date == today


def test_an_end_takes_everybodys_way_in_and_asks_for_nothing_more(door, coordinator, visitor, today):
    ask(services.enrolment_end, door, coordinator, on_date=today - DAY, reason_code="facility")
    ended = fresh(door)
    assert (ended.ended_date, ended.next_due_date, ended.overdue_on) == (today - DAY, None, None)
    with context.on_behalf_of(visitor):
        assert not can(visitor, "round.read", ended)
        assert not Enrolment.objects.visible_to(visitor, "round.read").exists()
    assert [one.until_date for one in assigned(door, coordinator)] == [today - DAY]
    assert sum(ended.planned[key] for key in ended.planned if key > f"{today:%Y-%m}") == 0
    for function, values in (
        (services.enrolment_end, {"on_date": today, "reason_code": "wish"}),
        (services.enrolment_pause, {"from_date": today, "reason_code": "away"}),
        (services.enrolment_reconfirm, {"on_date": today}),
        (services.visitor_assign, {"user": visitor, "part": Part.VISITOR, "from_date": today}),
    ):
        refused("", ask, function, ended, coordinator, **values)


def test_an_end_leaves_alone_who_had_stopped_going_there_before(door, coordinator, areas, today):
    before = make_member(make_user("before"), Role.VISITOR, areas.dai)
    make.assign(coordinator, door, before)
    [assignment] = [one for one in assigned(door, coordinator) if one.user_id == before.pk]
    ask(services.visitor_unassign, assignment, coordinator, until_date=today - 5 * DAY)
    ask(services.enrolment_end, door, coordinator, on_date=today, reason_code="wish")
    assert {one.user_id: one.until_date for one in assigned(door, coordinator)}[before.pk] == today - 5 * DAY


def test_an_end_lies_neither_before_the_beginning_nor_ahead(door, coordinator, today):
    for day in (door.start_date - DAY, today + DAY):
        refused("on_date", ask, services.enrolment_end, door, coordinator, on_date=day, reason_code="wish")


def test_somebody_who_was_to_begin_later_has_no_way_in_after_the_end(door, coordinator, areas, today):
    later = make_member(make_user("later"), Role.VISITOR, areas.dai)
    make.assign(coordinator, door, later, from_date=today + 5 * DAY)
    ask(services.enrolment_end, door, coordinator, on_date=today, reason_code="wish")
    assert not Grant.objects.filter(user=later).exclude(until_date__lte=today).exists()


def test_confirmed_again_for_a_year(door, coordinator, today):
    ask(services.enrolment_reconfirm, door, coordinator, on_date=today)
    assert fresh(door).reconfirm_date.year == today.year + 1


def test_only_the_pledged_and_trained_of_this_council_are_sent_to_a_door(door, coordinator, areas, today):
    unpledged = make_member(make_user("unpledged", pledge=False, trained_on=date(2024, 4, 1)), Role.VISITOR, areas.dai)
    untrained = make_member(make_user("untrained"), Role.VISITOR, areas.dai)
    too_late = make_member(make_user("late", trained_on=today + DAY), Role.VISITOR, areas.dai)
    stranger = make_member(make_user("stranger", trained_on=date(2024, 4, 1)), Role.VISITOR, areas.other_north)
    for user in (unpledged, untrained, too_late, stranger):
        refused("user", ask, services.visitor_assign, door, coordinator, user=user, part=Part.VISITOR, from_date=today)
    assert len(assigned(door, coordinator)) == 1
    today_trained = make_member(make_user("today", trained_on=today), Role.VISITOR, areas.dai)
    ask(services.visitor_assign, door, coordinator, user=today_trained, part=Part.VISITOR, from_date=today)
    assert len(assigned(door, coordinator)) == 2


def test_named_again_is_one_assignment_with_another_part(door, coordinator, visitor, today):
    again = make.assign(coordinator, door, visitor, part=Part.COMPANION)
    assert (again.part, len(assigned(door, coordinator))) == (Part.COMPANION, 1)


def test_off_for_the_winter_and_back_in_spring(door, coordinator, visitor, today):
    [now] = assigned(door, coordinator)
    refused("until_date", ask, services.visitor_unassign, now, coordinator, until_date=now.from_date - DAY)
    ask(services.visitor_unassign, now, coordinator, until_date=today + 10 * DAY)
    make.assign(coordinator, door, visitor, from_date=today + 90 * DAY)
    with context.on_behalf_of(visitor):
        assert can(visitor, "visit.write", fresh(door))
    assert {one.until_date for one in assigned(door, coordinator)} == {None, today + 10 * DAY}


def test_the_last_day_counts_whole_and_the_day_after_not(door, coordinator, visitor, today):
    [now] = assigned(door, coordinator)
    ask(services.visitor_unassign, now, coordinator, until_date=today)
    with context.on_behalf_of(visitor):
        assert can(visitor, "round.read", fresh(door))
    ask(services.visitor_unassign, now, coordinator, until_date=today - DAY)
    with context.on_behalf_of(visitor):
        assert not can(visitor, "round.read", fresh(door))


def test_what_ends_and_goes_on_at_one_door_is_one_way_in(door, coordinator, visitor, areas, today):
    gone = make_member(make_user("gone"), Role.VISITOR, areas.dai)
    second, third = make.enrol(coordinator, areas.dai), make.enrol(coordinator, areas.dai)
    make.assign(coordinator, second, visitor)
    for enrolment, user, days in ((third, visitor, 9), (door, gone, 20)):
        taken_off = make.assign(coordinator, enrolment, user)
        ask(services.visitor_unassign, taken_off, coordinator, until_date=today - days * DAY)
    stands = {
        (visitor.pk, second.dossier_id): None,
        (visitor.pk, third.dossier_id): today - 9 * DAY,
        (gone.pk, door.dossier_id): today - 20 * DAY,
    }
    ways = lambda: {
        (user, where): until
        for user, where, until in Grant.objects.filter(user__in=[visitor, gone]).values_list(
            "user", "content_object", "until_date"
        )
    }
    assert ways() == stands | {(visitor.pk, door.dossier_id): None}
    ask(services.enrolment_end, door, coordinator, on_date=today - DAY, reason_code="moved")
    assert ways() == stands | {(visitor.pk, door.dossier_id): today - DAY}
    ask(enrolment_follow_life, fresh(door), coordinator)
    assert ways() == stands | {(visitor.pk, door.dossier_id): None}


def test_who_is_named_for_later_comes_in_no_sooner_for_going_to_another_door(door, coordinator, visitor, areas, today):
    later = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, later, visitor, from_date=today + 5 * DAY)
    ways = Grant.objects.filter(user=visitor, kind=Grant.Kind.ASSIGNED).values_list("content_object", "from_date")
    assert dict(ways) == {door.dossier_id: door.start_date, later.dossier_id: today + 5 * DAY}
    with context.on_behalf_of(visitor):
        assert can(visitor, "round.read", door)
        assert not can(visitor, "round.read", later)


def test_what_happens_at_one_door_plans_nothing_at_another(door, coordinator, visitor, areas, today):
    other = make.enrol(coordinator, areas.dai, times=4)
    columns = ("next_due_date", "overdue_on", "last_visit_date", "last_outcome", "planned", "settled_until")
    stands = [getattr(fresh(other), name) for name in columns]
    make.visit(visitor, door)
    settle(fresh(door), today)
    plan_ahead(fresh(door), today + relativedelta(months=1))
    assert [getattr(fresh(other), name) for name in columns] == stands


@pytest.mark.parametrize("ahead", [-20, 4])
def test_a_door_that_is_handed_over_changes_hands_today_or_when_it_was_to_begin(coordinator, visitor, areas, today, ahead):
    """The day it changes hands is the last one of the first and the first one of the second, who goes there in the same part."""
    door, second = make.enrol(coordinator, areas.dai), make_member(make_user("second"), Role.VISITOR, areas.dai)
    second.trained_on = date(2024, 4, 1)
    second.save()
    first = make.assign(coordinator, door, visitor, part=Part.SUBSTITUTE, from_date=today + ahead * DAY)
    ask(services.visitor_handover, first, coordinator, to=second)
    changes = max(today, today + ahead * DAY)
    assert {(one.user_id, one.part, one.from_date, one.until_date) for one in assigned(door, coordinator)} == {
        (visitor.pk, Part.SUBSTITUTE, today + ahead * DAY, changes),
        (second.pk, Part.SUBSTITUTE, changes, None),
    }


def test_a_walk_has_an_order(door, coordinator, visitor, areas):
    second = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, second, visitor)
    first, last = (assigned(enrolment, coordinator)[0] for enrolment in (door, second))
    assert first.position < last.position
    ask(services.visitor_order, last, coordinator, position=1)
    assert fresh(last).position == 1


@pytest.mark.parametrize("reason", ["", "ご家族から電話"])
def test_a_death_ends_everything(door, coordinator, caseworker, visitor, today, reason):
    make.visit(visitor, door, Outcome.CONCERN)
    make.visit(visitor, door, Outcome.ABSENT)
    make.visit(visitor, door, Outcome.ABSENT)
    with context.on_behalf_of(caseworker):
        casework.person_correct(
            door.person, actor=caseworker, reason=reason,
            details=details(make_place(door.area), death_date=today - DAY),
        )  # fmt: skip
    ended = fresh(door)
    assert (ended.ended_date, ended.end_reason, ended.next_due_date) == (today - DAY, "died", None)
    assert check_of(door) is None
    assert kinds(door, closed_at=None) == ["concern"]
    assert SafetyCheck.objects.get().confirmed_by == caseworker
    with context.as_job("watch") as job:
        services.scan(actor=job, now=timezone.now() + 60 * DAY)
    assert kinds(door, closed_at=None) == ["concern"]
    assert Alert.objects.filter(escalated_at__isnull=False).count() == 0


def test_an_advocate_who_writes_a_death_down_ends_it_too(door, coordinator, advocate, today):
    """What she cannot see ends with it."""
    from privacy.dossiers import WORK

    granting.grant(advocate, door.person.dossier, Grant.Kind.SHARED, level=WORK, from_date=today - DAY)
    with context.on_behalf_of(advocate):
        values = details(make_place(door.area), death_date=today)
        casework.person_correct(door.person, actor=advocate, reason="新聞で見た", details=values)
    assert fresh(door).ended_date == today


def test_what_a_death_ends_is_an_event_that_names_the_watch_over(door, visitor, advocate, today):
    """An advocate reaches the person and not the watch-over: a job ends it, in her name."""
    from privacy.dossiers import WORK

    make.visit(visitor, door, Outcome.ABSENT)
    granting.grant(advocate, door.person.dossier, Grant.Kind.SHARED, level=WORK, from_date=today - DAY)
    written = AccessEvent.objects.filter(kind="write", dossiers__contains=[door.dossier_id], actor=advocate.pk)
    assert not written.exists()
    with context.on_behalf_of(advocate):
        values = details(make_place(door.area), death_date=today)
        casework.person_correct(door.person, actor=advocate, reason="新聞で見た", details=values)
        assert not can(advocate, "enrolment.read", fresh(door))
    [event] = written
    assert (event.job, event.action, event.council) == ("life event", "enrolment.write", door.council_id)
    assert (fresh(door).ended_date, Assignment.objects.get().until_date) == (today, today)
    for model in (Enrolment, Assignment, SafetyCheck):
        assert model.history.latest("history_date").history_user_id == advocate.pk
    assert SafetyCheck.objects.get().confirmed_by == advocate


def test_a_move_by_somebody_who_may_not_see_the_watch_over_is_its_event_too(door, advocate, areas, today):
    from privacy.dossiers import WORK

    granting.grant(advocate, door.person.dossier, Grant.Kind.SHARED, level=WORK, from_date=today - DAY)
    with context.on_behalf_of(advocate):
        casework.person_correct(door.person, actor=advocate, details=details(make_place(areas.higashi, "東町")))
    assert fresh(door).area == areas.higashi
    [event] = AccessEvent.objects.filter(kind="write", dossiers__contains=[door.dossier_id], actor=advocate.pk)
    assert (event.action, event.job) == ("person.write", "")


def test_a_correction_that_neither_moves_nor_ends_writes_nothing_there(door, coordinator):
    with context.on_behalf_of(coordinator):
        casework.person_correct(door.person, actor=coordinator, details=details(make_place(door.area), notes="耳が遠い"))
    assert not AccessEvent.objects.filter(job="life event").exists()


def test_a_move_to_another_district_takes_the_enrolment_along(door, coordinator, visitor, areas):
    make.visit(visitor, door, Outcome.ABSENT)
    with context.on_behalf_of(coordinator):
        casework.person_correct(door.person, actor=coordinator, details=details(make_place(areas.higashi, "東町")))
    assert (fresh(door).area, fresh(door).dossier.area, check_of(door).area) == (areas.higashi,) * 3
    assert Visit.objects.get().area == areas.dai
    with context.on_behalf_of(visitor):
        assert can(visitor, "round.read", fresh(door))


def test_how_far_a_district_has_come(coordinator, visitor, other_manager, areas, today):
    def say(actor, status, day, district=areas.dai):
        with context.on_behalf_of(actor):
            services.rollout_set(actor=actor, district=district, status=status, from_date=day)

    say(coordinator, "trial", today)
    say(coordinator, "running", today)
    assert [row.status for row in Rollout.objects.filter(district=areas.dai)] == ["running"]
    refused("from_date", say, coordinator, "running", today + DAY)
    for actor in (visitor, other_manager):
        with pytest.raises((Denied, NotWithinReach)):
            say(actor, "study", today)


def test_the_consent_is_kept_when_nothing_else_fits(coordinator, areas):
    """All or nothing: an application that is refused leaves no consent behind."""
    from casework.models import Consent

    with pytest.raises(ValidationError):
        make.enrol(coordinator, areas.dai, pattern="nth")
    assert Consent.objects.count() == 0
