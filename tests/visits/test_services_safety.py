"""Who is not yet confirmed safe, what must be taken up, and the clock that drives both."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from casework.models import Case, ProgressNote
from japan.workdays import is_workday
from privacy import context
from privacy.models import AccessEvent
from privacy.outbox import OutboxMessage
from tests.factories import visits as make
from tests.visits.asking import check_of, fresh, kinds, refused
from visits import services
from visits.codes import Outcome
from visits.models import Alert, SafetyCheck, SafetyStep
from visits.services.escalating import due_at

pytestmark = pytest.mark.django_db

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def at(day, hour, minute=0):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


@pytest.fixture
def morning():
    """Yesterday at nine: steps of that day lie in the past."""
    return at(timezone.localdate() - DAY, 9)


def ask(function, record, actor, **values):
    with context.on_behalf_of(actor):
        return function(record, actor=actor, **values)


def scan(now):
    with context.as_job("watch") as job:
        services.scan(actor=job, now=now)


def alert_of(enrolment, user, **filters):
    with context.on_behalf_of(user):
        return Alert.objects.visible_to(user).get(enrolment=enrolment, **filters)


def told(what, **filters):
    return OutboxMessage.objects.filter(handler="visits.tell", payload__what=what, **filters).count()


def test_nobody_at_home_puts_her_on_the_board_until_somebody_says_how(door, visitor, coordinator, morning):
    make.visit(visitor, door, Outcome.ABSENT, at=morning, steps=[("card", morning + MINUTE, "郵便受けに入れた")])
    check = check_of(door)
    assert (check.cause, check.next_step, check.next_by) == ("absent", "phone", morning + MINUTE + 2 * HOUR)
    steps = [("phone", 1), ("revisit", 2), ("contact", 3), ("commissioner", 4), ("centre", 5), ("police", 6)]
    for number, (step, hours) in enumerate(steps):
        ask(services.safety_step, check, coordinator, step=step, at=morning + hours * HOUR, result="出ない")
        check = check_of(door)
        assert check.next_step == [name for name, _hours in steps][min(number + 1, 5)]
    ask(services.safety_confirm, check, coordinator, at=morning + 7 * HOUR, how="family", text="長女の家にいた")
    with context.on_behalf_of(coordinator):
        [found] = SafetyCheck.objects.visible_to(coordinator)
        assert (found.confirmed_how, found.confirmed_text, found.next_step, found.next_by) == (
            "family",
            "長女の家にいた",
            "",
            None,
        )
    refused("", ask, services.safety_confirm, found, coordinator, at=morning + 8 * HOUR, how="met")
    refused("", ask, services.safety_step, found, coordinator, step="phone", at=morning + 8 * HOUR)
    refused("", ask, services.safety_next, found, coordinator, step="phone", by=timezone.now() + HOUR)


def test_a_step_out_of_order_does_not_go_back(door, visitor, coordinator, morning):
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    ask(services.safety_step, check_of(door), coordinator, step="contact", at=morning + HOUR)
    ask(services.safety_step, check_of(door), coordinator, step="phone", at=morning + 2 * HOUR)
    assert check_of(door).next_step == "commissioner"


def test_coming_again_is_for_the_same_day_while_it_is_light(door, visitor, coordinator, morning):
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    ask(services.safety_step, check_of(door), coordinator, step="phone", at=morning + HOUR)
    assert check_of(door).next_by == at(timezone.localdate(morning), 16)


def test_in_the_dark_nobody_is_sent_again_before_the_next_morning(door, visitor, coordinator, morning):
    """Met nobody at half past eight in the evening: not at half past eleven at night."""
    evening = morning.replace(hour=20, minute=30)
    make.visit(visitor, door, Outcome.ABSENT, at=evening, steps=[("card", evening, ""), ("phone", evening + MINUTE, "")])
    check = check_of(door)
    assert (check.next_step, check.next_by) == ("revisit", at(timezone.localdate(), 9))


def test_times_that_cannot_be_are_answered_at_their_place(door, visitor, coordinator, morning):
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    for moment in (timezone.now() + HOUR, morning - HOUR):
        refused("at", ask, services.safety_step, check_of(door), coordinator, step="phone", at=moment)
        refused("at", ask, services.safety_confirm, check_of(door), coordinator, at=moment, how="met")
    assert not SafetyStep.objects.exists()


def test_who_does_what_next_can_be_said(door, visitor, coordinator, morning):
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    by = timezone.now() + HOUR
    ask(services.safety_next, check_of(door), coordinator, step="commissioner", by=by, who=visitor, text="植田さんに頼む")
    check = check_of(door)
    assert (check.next_step, check.next_by, check.next_who) == ("commissioner", by, visitor)


@pytest.mark.parametrize("outcome", [Outcome.WELL, Outcome.CONCERN, Outcome.CONSULT, Outcome.DECLINED])
def test_a_door_that_opens_answers_by_itself(door, visitor, morning, outcome):
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    make.visit(visitor, door, outcome, at=morning + HOUR)
    [check] = SafetyCheck.objects.all()
    assert (check.confirmed_at, check.confirmed_how, check.confirmed_by) == (morning + HOUR, "met", visitor)


def test_an_absence_with_another_time_is_no_second_one(door, visitor, morning):
    made = make.visit(visitor, door, Outcome.ABSENT, at=morning)
    ask(services.visit_correct, made, visitor, visited_at=morning + MINUTE)
    assert (SafetyCheck.objects.count(), SafetyStep.objects.count()) == (1, 0)


@pytest.mark.parametrize("outcome", [Outcome.ABSENT, Outcome.CANCELLED])
def test_another_absence_does_not(door, visitor, morning, outcome):
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    make.visit(visitor, door, outcome, at=morning + HOUR)
    check = check_of(door)
    assert check.since == morning
    assert SafetyStep.objects.count() == (outcome == Outcome.ABSENT)


def test_an_absence_heard_of_late_puts_nobody_on_the_board_who_was_seen_after_it(door, visitor, morning):
    make.visit(visitor, door, Outcome.WELL, at=morning + HOUR)
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    assert check_of(door) is None


def test_correcting_an_old_absence_brings_nobody_back(door, visitor, morning):
    absent = make.visit(visitor, door, Outcome.ABSENT, at=morning)
    make.visit(visitor, door, Outcome.WELL, at=morning + HOUR)
    ask(services.visit_correct, absent, visitor, note="二階の窓が開いていた")
    ask(services.visit_correct, absent, visitor, visited_at=morning + MINUTE)
    assert check_of(door) is None
    assert SafetyCheck.objects.count() == 1


def test_an_absence_that_was_a_mistake_answers_itself(door, visitor, morning):
    absent = make.visit(visitor, door, Outcome.ABSENT, at=morning)
    ask(services.visit_correct, absent, visitor, outcome=Outcome.WELL)
    assert check_of(door) is None


def test_an_emergency_is_told_to_all_at_once_and_changes_the_next_step(
    door, visitor, coordinator, manager, second_manager, morning
):
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    make.visit(visitor, door, Outcome.EMERGENCY, at=morning + HOUR)
    check = check_of(door)
    assert (check.cause, check.next_step) == ("emergency", "police")
    alert = alert_of(door, coordinator)
    assert (alert.kind, alert.due_at) == ("emergency", alert.raised_at)
    receivers = set(OutboxMessage.objects.values_list("payload__person", flat=True))
    assert receivers == {str(user.pk) for user in (coordinator, manager, second_manager)}


def test_twice_in_a_row_nobody_at_home(door, visitor, morning):
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    assert kinds(door) == []
    make.visit(visitor, door, Outcome.CANCELLED, at=morning + HOUR)
    make.visit(visitor, door, Outcome.ABSENT, at=morning + 2 * HOUR)
    assert kinds(door) == ["absences"]
    make.visit(visitor, door, Outcome.WELL, at=morning + 3 * HOUR)
    make.visit(visitor, door, Outcome.ABSENT, at=morning + 4 * HOUR)
    assert kinds(door) == ["absences"]


def test_absences_at_two_doors_are_not_two_in_a_row(door, visitor, coordinator, areas, morning):
    other = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, other, visitor)
    make.visit(visitor, other, Outcome.ABSENT, at=morning)
    make.visit(visitor, door, Outcome.ABSENT, at=morning + HOUR)
    assert kinds(door) == kinds(other) == []


def test_two_absences_that_come_in_the_other_order(door, visitor, morning):
    make.visit(visitor, door, Outcome.ABSENT, at=morning + HOUR)
    make.visit(visitor, door, Outcome.ABSENT, at=morning)
    assert kinds(door) == ["absences"]


def test_a_pair_at_one_door_is_one_absence(door, visitor, caseworker, morning):
    make.visit(visitor, door, Outcome.ABSENT, at=morning, companions=[caseworker])
    make.visit(caseworker, door, Outcome.ABSENT, at=morning + 2 * MINUTE, companions=[visitor])
    assert kinds(door) == []
    make.visit(visitor, door, Outcome.ABSENT, at=morning + 4 * HOUR)
    assert kinds(door) == ["absences"]


@pytest.mark.parametrize(("kind", "days"), [("concern", 3), ("consult", 1), ("absences", 1), ("overdue", 1)])
def test_due_by_severity_in_working_days(kind, days):
    # A Friday; the Monday after it is a holiday.
    friday = at(datetime(2026, 11, 20), 10)
    assert due_at(kind, friday) == at(datetime(2026, 11, 23) + days * DAY, 17)


def test_a_concern_is_taken_acted_on_and_closed(door, visitor, coordinator, manager):
    make.visit(visitor, door, Outcome.CONCERN)
    alert = alert_of(door, coordinator)
    assert told("raised") == 1
    ask(services.alert_take, alert, coordinator)
    taken = alert.taken_at
    ask(services.alert_take, alert_of(door, manager), manager)
    assert (fresh(alert).owner, fresh(alert).taken_at) == (manager, taken)
    refused("text", ask, services.alert_act, alert, coordinator, text=" ")
    ask(services.alert_act, alert, coordinator, text="長男に電話した")
    assert fresh(alert).owner == manager
    refused("how", ask, services.alert_close, alert, coordinator, how="case")
    ask(services.alert_close, alert, coordinator, how="settled", text="介護保険を申請")
    with context.on_behalf_of(coordinator):
        found = Alert.objects.visible_to(coordinator).get()
        assert (found.action_text, found.closed_text, found.closed_by) == ("長男に電話した", "介護保険を申請", coordinator)
    for function, values in (
        (services.alert_take, {}),
        (services.alert_act, {"text": "x"}),
        (services.alert_close, {"how": "settled"}),
        (services.alert_to_case, {"id": uuid.uuid4(), "topic": "dementia", "consented": True}),
    ):
        refused("", ask, function, found, coordinator, **values)


@pytest.mark.parametrize(("hour", "days"), [(1, 0), (20, 1)])
def test_who_is_missed_is_asked_for_by_the_next_close_of_the_office(door, hour, days):
    """Found out on a Monday, before the office opens or after it has closed."""
    monday = fresh(door).overdue_on + DAY * (7 - fresh(door).overdue_on.weekday())
    while not all(is_workday(monday + DAY * day) for day in (0, 1)):
        monday += 7 * DAY
    scan(at(monday, hour))
    assert check_of(door).next_by == at(monday + DAY * days, 17)


def test_only_what_is_late_is_told_to_the_managers(door, visitor):
    for outcome in (Outcome.CONCERN, Outcome.EMERGENCY):
        make.visit(visitor, door, outcome)
    scan(timezone.now() + 3 * HOUR)
    assert kinds(door, escalated_at=None) == ["concern"]


def test_whoever_writes_what_was_done_takes_it_from_no_owner(door, visitor, coordinator, manager):
    for outcome in (Outcome.CONCERN, Outcome.CONSULT):
        make.visit(visitor, door, outcome)
    ask(services.alert_take, alert_of(door, manager, kind="concern"), manager)
    ask(services.alert_act, alert_of(door, coordinator, kind="concern"), coordinator, text="長男に電話した")
    assert dict(Alert.objects.values_list("kind", "owner")) == {"concern": manager.pk, "consult": None}


def test_a_visit_raises_one_alert_of_a_kind_whatever_is_corrected(door, visitor, coordinator):
    made = make.visit(visitor, door, Outcome.CONCERN)
    ask(services.visit_correct, made, visitor, note="やはり郵便だけ")
    ask(services.alert_close, alert_of(door, coordinator), coordinator, how="settled")
    ask(services.visit_correct, made, visitor, visited_at=made.visited_at - MINUTE)
    assert kinds(door) == ["concern"]


def test_a_concern_becomes_a_case_with_one_press(door, visitor, coordinator):
    make.visit(visitor, door, Outcome.CONSULT, note="通帳が見つからない")
    alert, id = alert_of(door, coordinator), uuid.uuid4()
    values = {"id": id, "topic": "dementia"}
    refused("consented", ask, services.alert_to_case, alert, coordinator, consented=False, **values)
    case = ask(services.alert_to_case, alert, coordinator, consented=True, **values)
    again = ask(
        services.alert_to_case, alert_of(door, coordinator), coordinator, consented=True, id=uuid.uuid4(), topic="dementia"
    )
    assert (case.pk, again.pk, Case.objects.count()) == (id, id, 1)
    assert AccessEvent.objects.filter(kind="write", action="alert.close").count() == 1
    with context.on_behalf_of(coordinator):
        [note] = ProgressNote.objects.visible_to(coordinator)
        assert (note.text, note.means, case.subject) == ("通帳が見つからない", "visit", door.person)
        closed = Alert.objects.visible_to(coordinator).get()
        assert (closed.closed_how, closed.case) == ("case", case)


@pytest.mark.parametrize(("outcome", "urgency"), [(Outcome.CONSULT, "soon"), (Outcome.EMERGENCY, "today")])
def test_a_case_from_the_door_is_as_urgent_as_what_was_found(door, visitor, coordinator, outcome, urgency):
    make.visit(visitor, door, Outcome.CONCERN)
    make.visit(visitor, door, outcome)
    alert = alert_of(door, coordinator, kind=outcome)
    case = ask(services.alert_to_case, alert, coordinator, consented=True, id=uuid.uuid4(), topic="dementia")
    assert case.urgency == urgency
    assert kinds(door, closed_at=None) == ["concern"], "the other one goes on"


def test_what_the_clock_finds_has_a_history_from_its_first_version_on(door):
    """Alerts and checks are made in bulk there."""
    scan(timezone.now())
    for model in (Alert, SafetyCheck):
        [version] = model.history.all()
        assert (version.id, version.history_type) == (model.objects.get().pk, "+")


def test_a_visit_that_did_not_happen_is_missed_once_its_grace_is_over(door, coordinator, manager):
    overdue = timezone.make_aware(datetime.combine(fresh(door).overdue_on, datetime.min.time()))
    scan(overdue - MINUTE)
    assert kinds(door) == []
    for minutes in range(3):
        scan(overdue + minutes * MINUTE)
    assert (kinds(door), told("raised")) == (["overdue"], 1)
    check = check_of(door)
    assert (check.cause, check.next_step) == ("overdue", "phone")
    assert (check.next_by.astimezone(timezone.get_current_timezone()).hour, check.next_by - overdue > 9 * HOUR) == (17, True)


def test_what_nobody_takes_in_time_goes_to_the_managers_once(door, coordinator, manager, second_manager):
    due = Alert.objects.get(pk=make_alert(door, coordinator).pk).due_at
    scan(due - MINUTE)
    assert told("late") == 0
    for minutes in range(3):
        scan(due + minutes * MINUTE)
    assert told("late") == 2
    assert fresh(alert_of(door, coordinator, kind="concern")).escalated_at == due


def make_alert(door, coordinator):
    make.visit(coordinator, door, Outcome.CONCERN)
    return alert_of(door, coordinator)


def test_what_somebody_took_does_not(door, coordinator, manager):
    alert = make_alert(door, coordinator)
    ask(services.alert_take, alert, coordinator)
    scan(alert.due_at + DAY)
    assert told("late") == 0


def test_a_visit_answers_what_was_missed_and_asks_for_the_next(door, visitor, coordinator):
    scan(timezone.now())
    assert kinds(door, closed_at=None) == ["overdue"]
    make.visit(visitor, door)
    assert kinds(door, closed_at=None) == []
    assert check_of(door) is None
    assert fresh(door).overdue_on > timezone.localdate()
    scan(timezone.now())
    assert kinds(door) == ["overdue"]


def test_an_absence_on_the_way_to_the_missed_one_begins_the_steps(door, visitor, coordinator):
    scan(timezone.now() - HOUR)
    absent = make.visit(visitor, door, Outcome.ABSENT)
    check = check_of(door)
    assert (check.cause, check.visit, check.next_step) == ("absent", absent, "card")
    assert kinds(door, closed_at=None) == ["overdue"]


def test_a_visit_in_time_that_is_heard_of_late_leaves_nothing_open(coordinator, areas):
    start = timezone.localdate() - 10 * DAY
    weekly = {"pattern": "weeks", "times": 1, "weekdays": [start.weekday()], "grace_days": 0}
    enrolment = make.enrol(coordinator, areas.dai, start=start, **weekly)
    make.visit(coordinator, enrolment, at=at(start, 10))
    scan(at(start + 8 * DAY, 1))
    assert kinds(enrolment, closed_at=None) == ["overdue"]
    make.visit(coordinator, enrolment, at=at(start + 7 * DAY, 10))
    assert kinds(enrolment, closed_at=None) == []
    assert check_of(enrolment) is None
    assert fresh(enrolment).next_due_date == start + 14 * DAY


def test_an_old_visit_heard_of_late_answers_nothing_missed_since(door, visitor):
    scan(timezone.now())
    make.visit(visitor, door, at=timezone.now() - 58 * DAY)
    assert kinds(door, closed_at=None) == ["overdue"]
    assert check_of(door) is not None


def test_settled_by_a_person_only_what_comes_is_asked_for(door, coordinator):
    scan(timezone.now())
    ask(services.alert_close, alert_of(door, coordinator), coordinator, how="settled", text="長女と会っている")
    assert fresh(door).settled_until == timezone.localdate()
    assert fresh(door).next_due_date > timezone.localdate()
    scan(timezone.now())
    assert kinds(door) == ["overdue"]
    # Safety itself was confirmed by nobody: she stays on the board.
    assert check_of(door) is not None


def test_a_paused_one_is_not_missed(door, coordinator):
    today = timezone.localdate()
    ask(services.enrolment_pause, door, coordinator, from_date=door.start_date + DAY, until_date=today, reason_code="hospital")
    scan(timezone.now())
    assert kinds(door) == []


def test_the_scan_writes_nothing_where_nothing_is_late(coordinator, areas, django_assert_max_num_queries):
    make.enrol(coordinator, areas.dai, start=timezone.localdate())
    with django_assert_max_num_queries(2):
        scan(timezone.now())
