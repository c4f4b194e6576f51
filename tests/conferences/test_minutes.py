"""Minutes: typed by one page, locked by somebody else than who wrote them, changed by nobody after."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from casework.services.recusals import person_recuse
from casework.services.restricting import case_restrict
from conferences import services
from conferences.answers import answers_of
from conferences.codes import Answer, DecisionKind, State
from conferences.life_events import in_hand
from conferences.models import ActionItem, Conference, Decision, Minutes, MinutesDraft
from conferences.services.minutes import LONGEST, Locked, standing
from conferences.services.under_way import Over
from conferences.taking_part import approvers_of
from privacy import context
from privacy.errors import Denied, NotWithinReach
from tests.cast import login
from tests.factories.casework import make_case
from tests.factories.conferences import add, hold, invite, make_conference

pytestmark = pytest.mark.django_db
TEXT = "長女は遠くに住む。月に一度は電話をする"


@pytest.fixture
def meeting(cast, areas):
    return make_conference(cast.coordinator, areas.council, days=0)


@pytest.fixture
def case(cast, areas):
    return make_case(cast.coordinator, areas.dai)


@pytest.fixture
def item(cast, meeting, case):
    return add(cast.coordinator, meeting, case)


@pytest.fixture
def held(cast, meeting, item):
    """Written by the coordinator."""
    hold(cast.coordinator, meeting, one=(item, TEXT))
    with context.on_behalf_of(cast.coordinator):
        return Minutes.objects.visible_to(cast.coordinator).get(item=item)


def approve(user, minutes):
    with context.on_behalf_of(user):
        mark = standing(minutes.item, user).mark
        return services.minutes_approve(minutes, actor=user, seen=mark)


def test_each_save_stands_in_the_database_and_the_end_makes_minutes_of_it(cast, meeting, item):
    tab = uuid.uuid4()
    with context.on_behalf_of(cast.coordinator):
        services.conference_begin(meeting, actor=cast.coordinator)
        for words in ("長女は", "長女は遠くに", TEXT):
            services.minutes_draft_save(item, actor=cast.coordinator, text=words, tab=tab)
            assert MinutesDraft.objects.visible_to(cast.coordinator).get().text == words
        assert not Minutes.objects.exists()
        services.conference_end(meeting, actor=cast.coordinator)
        assert Minutes.objects.visible_to(cast.coordinator).get().text == TEXT
        assert MinutesDraft.objects.visible_to(cast.coordinator).get().text == "", "kept once"
    assert Conference.objects.get().state == State.HELD


def test_words_of_a_page_that_heard_no_answer_are_not_refused(cast, item):
    tab = uuid.uuid4()
    with context.on_behalf_of(cast.coordinator):
        services.minutes_draft_save(item, actor=cast.coordinator, text="一", tab=tab, seen="")
        assert services.minutes_draft_save(item, actor=cast.coordinator, text="一二", tab=tab, seen="").text == "一二"


def test_who_closes_the_page_leaves_the_minutes_to_whoever_comes_next(cast, item):
    one, two = uuid.uuid4(), uuid.uuid4()
    with context.on_behalf_of(cast.coordinator):
        services.minutes_draft_save(item, actor=cast.coordinator, text="一", tab=one)
        services.minutes_leave(item, actor=cast.coordinator, tab=one)
        read = standing(item, cast.coordinator).mark
        assert services.minutes_draft_save(item, actor=cast.coordinator, text="一二", tab=two, seen=read).text == "一二"


def test_more_than_fits_is_refused_and_what_stood_there_stays(cast, item):
    tab = uuid.uuid4()
    with context.on_behalf_of(cast.coordinator):
        services.minutes_draft_save(item, actor=cast.coordinator, text="一", tab=tab)
        with pytest.raises(ValidationError):
            services.minutes_draft_save(item, actor=cast.coordinator, text="あ" * (LONGEST + 1), tab=tab)
        assert standing(item, cast.coordinator).text == "一"
        services.minutes_draft_save(item, actor=cast.coordinator, text="あ" * LONGEST, tab=tab)


def test_who_wrote_them_alone_does_not_approve_them(cast, held):
    with pytest.raises(ValidationError, match=r"alone|自分"):
        approve(cast.coordinator, held)
    assert approve(cast.manager, held).approved_by == cast.manager


def test_the_chair_approves_and_another_attendee_does_not(cast, areas, case):
    meeting = make_conference(cast.coordinator, areas.council, days=0, chair=cast.advocate)
    item = add(cast.coordinator, meeting, case)
    invite(cast.coordinator, meeting, user=cast.caseworker)
    with context.on_behalf_of(cast.coordinator):
        services.papers_open(meeting, actor=cast.coordinator)
    hold(cast.coordinator, meeting, one=(item, TEXT))
    minutes = Minutes.objects.get()
    with pytest.raises((Denied, ValidationError)):
        approve(cast.caseworker, minutes)
    assert approve(cast.advocate, minutes).locked_at


def test_somebody_of_another_council_approves_nothing(cast, held):
    with pytest.raises((Denied, NotWithinReach)), context.on_behalf_of(cast.other_caseworker):
        services.minutes_approve(held, actor=cast.other_caseworker, seen="")


def test_a_recused_chair_is_kept_off_and_the_page_can_name_who_else_approves(cast, areas, case):
    meeting = make_conference(cast.coordinator, areas.council, days=0, chair=cast.second_manager)
    item = add(cast.coordinator, meeting, case)
    with context.on_behalf_of(cast.second_manager):
        person_recuse(case, actor=cast.second_manager, why="neighbour")
    hold(cast.coordinator, meeting, one=(item, TEXT))
    minutes = Minutes.objects.get()
    assert [one.pk for one in approvers_of(meeting, [minutes])[item.pk]] == [cast.manager.pk]
    with pytest.raises(NotWithinReach), context.on_behalf_of(cast.second_manager):
        services.minutes_approve(minutes, actor=cast.second_manager, seen="")


def test_who_was_left_out_of_an_item_writes_nothing_of_it(cast, meeting, item):
    attendee = invite(cast.coordinator, meeting, user=cast.coordinator)
    with context.on_behalf_of(cast.coordinator):
        services.attendee_leave_out(item, actor=cast.coordinator, attendee=attendee)
        with pytest.raises(ValidationError):
            services.minutes_draft_save(item, actor=cast.coordinator, text=TEXT, tab=uuid.uuid4())


def test_minutes_typed_while_the_case_is_restricted_are_refused(cast, item, case):
    with context.on_behalf_of(cast.manager):
        case_restrict(case, actor=cast.manager, why="abuse", holders=[cast.manager, cast.second_manager])
    with context.on_behalf_of(cast.coordinator), pytest.raises(NotWithinReach):
        services.minutes_draft_save(item, actor=cast.coordinator, text=TEXT, tab=uuid.uuid4())


def test_of_two_approvals_the_second_is_told_who_was_first(cast, held):
    approve(cast.manager, held)
    with pytest.raises(ValidationError) as refused:
        approve(cast.second_manager, held)
    assert cast.manager.display_name in refused.value.messages[0]
    with context.on_behalf_of(cast.manager):
        assert Minutes.objects.visible_to(cast.manager).get().approved_by == cast.manager


def test_what_was_changed_since_it_was_read_is_not_approved(cast, held, item):
    with context.on_behalf_of(cast.manager):
        read = standing(item, cast.manager).mark
    with context.on_behalf_of(cast.coordinator):
        services.minutes_keep(item, actor=cast.coordinator, text="別のこと", seen=read)
    with context.on_behalf_of(cast.manager), pytest.raises(ValidationError):
        services.minutes_approve(held, actor=cast.manager, seen=read)


def test_locked_minutes_are_changed_by_no_service_and_corrected_below(cast, held, item):
    approve(cast.manager, held)
    with context.on_behalf_of(cast.coordinator):
        read = standing(item, cast.coordinator).mark
        for change in (
            lambda: services.minutes_keep(item, actor=cast.coordinator, text="x", seen=read),
            lambda: services.minutes_draft_save(item, actor=cast.coordinator, text="x", tab=uuid.uuid4(), seen=read),
            lambda: services.decision_record(item, actor=cast.coordinator, kind=DecisionKind.CLOSE, text="x"),
        ):
            with pytest.raises(Locked):
                change()
        locked = Minutes.objects.visible_to(cast.coordinator).get()
        services.minutes_correct(locked, actor=cast.coordinator, text="長女ではなく二女")
        assert [one.text for one in locked.corrections.in_dossier_of(item, cast.coordinator)] == ["長女ではなく二女"]
        assert locked.text == TEXT


def test_locked_minutes_are_changed_by_no_orm_and_no_sql(cast, held, item):
    approve(cast.manager, held)
    with context.on_behalf_of(cast.coordinator):
        services.minutes_correct(Minutes.objects.visible_to(cast.coordinator).get(), actor=cast.coordinator, text="二女")
        row = Minutes.objects.visible_to(cast.coordinator).get()
        row.text = "書きかえ"
        with pytest.raises(DatabaseError, match="stay as they are"), transaction.atomic():
            row.save()
        with pytest.raises(DatabaseError, match="stay as they are"), transaction.atomic():
            QuerySet.update(Minutes.objects.all(), locked_at=None, approved_by=None)
    for statement in (
        "UPDATE conferences_minutes SET text = ''",
        "UPDATE conferences_minutes SET locked_at = NULL, approved_by_id = NULL",
        "DELETE FROM conferences_minutes",
        "TRUNCATE conferences_minutes CASCADE",
        "UPDATE conferences_minutescorrection SET text = ''",
        "DELETE FROM conferences_minutescorrection",
        "UPDATE conferences_historicalminutes SET text = ''",
        "DELETE FROM conferences_historicalminutes",
        "ALTER TABLE conferences_minutes DISABLE TRIGGER ALL",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with context.on_behalf_of(cast.coordinator):
        assert Minutes.objects.visible_to(cast.coordinator).get().text == TEXT


def test_what_approved_minutes_decided_is_not_rewritten(cast, meeting, item):
    with context.on_behalf_of(cast.coordinator):
        services.decision_record(item, actor=cast.coordinator, kind=DecisionKind.CONTINUE, text="月に一度訪ねる")
    hold(cast.coordinator, meeting, one=(item, TEXT))
    with context.on_behalf_of(cast.coordinator):
        written = Minutes.objects.visible_to(cast.coordinator).get(item=item)
    approve(cast.manager, written)
    with pytest.raises(DatabaseError, match="decided"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_decision SET kind = 'close'")


def test_a_meeting_is_not_begun_before_its_day_nor_after_its_minutes_were_approved(cast, areas, meeting, held):
    ahead = make_conference(cast.coordinator, areas.council, days=3)
    approve(cast.manager, held)
    with context.on_behalf_of(cast.coordinator):
        for one in (ahead, meeting):
            with pytest.raises(ValidationError):
                services.conference_begin(one, actor=cast.coordinator)


def test_a_draft_that_nobody_writes_any_more_is_told_of_with_its_time(cast, item):
    at = timezone.now() - timedelta(hours=1)
    with context.on_behalf_of(cast.coordinator):
        services.minutes_draft_save(item, actor=cast.coordinator, text="一", tab=uuid.uuid4(), now=at)
        assert standing(item, cast.coordinator).since == at


def test_what_somebody_took_on_is_handed_over_when_they_leave(cast, item):
    with context.on_behalf_of(cast.coordinator):
        action = services.action_add(
            item, actor=cast.coordinator, what="電話する", until_date=timezone.localdate(), owner=cast.caseworker
        )
        [waiting] = in_hand(cast.coordinator, cast.caseworker)
        waiting.give(waiting.records[0], cast.manager)
    assert ActionItem.objects.get(pk=action.pk).owner == cast.manager


def test_a_meeting_ends_for_whoever_takes_no_part_in_an_item_that_a_colleague_types(cast, meeting, item):
    out = invite(cast.coordinator, meeting, user=cast.manager)
    with context.on_behalf_of(cast.coordinator):
        services.conference_begin(meeting, actor=cast.coordinator)
        services.minutes_draft_save(item, actor=cast.coordinator, text=TEXT, tab=uuid.uuid4())
        services.attendee_leave_out(item, actor=cast.coordinator, attendee=out)
    with context.on_behalf_of(cast.manager):
        services.conference_end(Conference.objects.visible_to(cast.manager).get(), actor=cast.manager)
    with context.on_behalf_of(cast.coordinator):
        assert standing(item, cast.coordinator).text == TEXT
        services.minutes_keep(item, actor=cast.coordinator, text=TEXT, take_over=True)
    assert Minutes.objects.filter(item=item).exists()


def test_what_was_said_to_be_done_is_not_said_again_by_another(cast, item):
    today = timezone.localdate()
    with context.on_behalf_of(cast.coordinator):
        action = services.action_add(item, actor=cast.coordinator, what="行く", until_date=today, owner=cast.coordinator)
        services.action_done(action, actor=cast.coordinator, done_date=today, text="行った")
    with context.on_behalf_of(cast.manager), pytest.raises(ValidationError, match="済んだともう"):
        services.action_done(action, actor=cast.manager, done_date=today, text="ちがう")
    with context.on_behalf_of(cast.coordinator):
        assert ActionItem.objects.visible_to(cast.coordinator).get(pk=action.pk).done_text == "行った"


def test_who_typed_them_all_does_not_approve_them_because_another_pressed_the_end(cast, meeting, item):
    with context.on_behalf_of(cast.manager):
        services.conference_begin(meeting, actor=cast.manager)
        services.minutes_draft_save(item, actor=cast.manager, text=TEXT, tab=uuid.uuid4())
    with context.on_behalf_of(cast.coordinator):
        services.conference_end(Conference.objects.visible_to(cast.coordinator).get(), actor=cast.coordinator)
    with context.on_behalf_of(cast.manager):
        minutes = Minutes.objects.visible_to(cast.manager).select_related("item").get()
    with pytest.raises(ValidationError):
        approve(cast.manager, minutes)
    assert approve(cast.second_manager, minutes).locked_at


def test_who_is_left_out_decides_and_mends_nothing_of_it_either(client, cast, meeting, item):
    out = invite(cast.coordinator, meeting, user=cast.manager)
    with context.on_behalf_of(cast.coordinator):
        services.minutes_keep(item, actor=cast.coordinator, text=TEXT)
        services.attendee_leave_out(item, actor=cast.coordinator, attendee=out)
    with context.on_behalf_of(cast.manager), pytest.raises(NotWithinReach):
        services.decision_record(item, actor=cast.manager, kind=DecisionKind.CONTINUE, text="続ける")
    answer = login(client, cast.manager).get(f"/conferences/items/{item.pk}/minutes/edit/")
    assert answer.status_code == 404
    assert TEXT not in answer.content.decode()


def test_who_was_left_out_stays_left_out_when_taken_off_the_list_and_when_invited_again(cast, meeting, item):
    out = invite(cast.coordinator, meeting, user=cast.manager)
    outside = invite(cast.coordinator, meeting, name="髙﨑 節子", organisation="民生委員")
    with context.on_behalf_of(cast.coordinator):
        services.minutes_keep(item, actor=cast.coordinator, text=TEXT)
        for one in (out, outside):
            services.attendee_leave_out(item, actor=cast.coordinator, attendee=one)
            services.attendee_remove(one, actor=cast.coordinator)
    with context.on_behalf_of(cast.manager), pytest.raises(NotWithinReach):
        services.decision_record(item, actor=cast.manager, kind=DecisionKind.CONTINUE, text="続ける")
    again = invite(cast.coordinator, meeting, user=cast.manager)
    spelled = invite(cast.coordinator, meeting, name="高崎節子")
    with context.on_behalf_of(cast.manager), pytest.raises(NotWithinReach):
        services.decision_record(item, actor=cast.manager, kind=DecisionKind.CONTINUE, text="続ける")
    with context.on_behalf_of(cast.coordinator) as acting:
        found = answers_of(acting, meeting)
    assert {found[item.pk, one.pk].answer for one in (again, spelled)} == {Answer.NOTHING}


def every_way_to_write(actor, item) -> dict:
    """{what: a write of it}, as the pages of a meeting make them."""
    decided = {"kind": DecisionKind.CONTINUE, "text": "続ける"}
    until = {"what": "電話する", "until_date": timezone.localdate(), "outsider": "民生委員"}
    return {
        "decision": lambda: services.decision_record(item, actor=actor, **decided),
        "action": lambda: services.action_add(item, actor=actor, **until),
        "draft": lambda: services.minutes_draft_save(item, actor=actor, text=TEXT, tab=uuid.uuid4()),
        "minutes": lambda: services.minutes_keep(item, actor=actor, text=TEXT),
    }


def test_of_an_item_that_was_taken_off_and_of_a_meeting_that_was_cancelled_nothing_is_written(cast, areas, meeting, item, case):
    cancelled = make_conference(cast.coordinator, areas.council, days=0)
    second = add(cast.coordinator, cancelled, case)
    with context.on_behalf_of(cast.coordinator):
        services.item_remove(item, actor=cast.coordinator)
        services.conference_cancel(cancelled, actor=cast.coordinator)
        for gone in (item, second):
            for write in every_way_to_write(cast.coordinator, gone).values():
                with pytest.raises(Over):
                    write()
    assert not any(model.objects.exists() for model in (MinutesDraft, Minutes, ActionItem, Decision))


def test_when_a_meeting_has_ended_its_minutes_are_mended_and_nothing_is_decided_any_more(cast, meeting, item):
    with context.on_behalf_of(cast.coordinator):
        decision = every_way_to_write(cast.coordinator, item)["decision"]()
        action = every_way_to_write(cast.coordinator, item)["action"]()
        services.conference_begin(meeting, actor=cast.coordinator)
        services.conference_end(meeting, actor=cast.coordinator)
        ways = every_way_to_write(cast.coordinator, item)
        ways |= {
            "decision_remove": lambda: services.decision_remove(decision, actor=cast.coordinator),
            "action_remove": lambda: services.action_remove(action, actor=cast.coordinator),
        }
        mended = ways.pop("minutes")()
        assert mended.text == TEXT
        for write in ways.values():
            with pytest.raises(Over):
                write()
    approve(cast.manager, mended)
    with context.on_behalf_of(cast.coordinator):
        for write in every_way_to_write(cast.coordinator, item).values():
            with pytest.raises((Locked, Over)):
                write()
