"""What the services promise, through the gates, as the app's own role."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework import services
from casework.models import Case, CaseStep, Consulter, DayBookEntry, Draft, Person, ProgressNote
from casework.pages.case_list import Filters, page
from casework.pages.search import find_in_notes, find_people
from casework.people_on_cases import named_to
from privacy import context, granting
from privacy.errors import Denied, NotWithinReach
from privacy.models import AccessEvent, Dossier, Grant
from tests.cast import make_member, make_user
from tests.factories.casework import details, make_case, make_note, make_person, make_place

pytestmark = pytest.mark.django_db


def seen_by(user):
    with context.on_behalf_of(user):
        return list(Case.objects.visible_to(user))


def found_by(user, text):
    with context.on_behalf_of(user):
        return [person.name for person in find_people(user, text).people]


@pytest.mark.parametrize(
    "text",
    [
        "たかはし",
        "タカハシ",
        "たか",
        "高橋",
        "髙橋",
        "髙橋ヨシ子",
        "高橋　ヨシ子",
        "よしこ",
        "0436-00-5188",
        "０４３６００５１８８",
        "090-0000-5188",
    ],
)
def test_she_is_found_again(caseworker, areas, text):
    make_case(caseworker, areas.dai)
    assert found_by(caseworker, text) == ["髙橋 ヨシ子"]


@pytest.mark.parametrize("text", ["た", "すずき", "髙", "0436-00-9999", "", "   ", "<script>", "'; --"])
def test_others_are_not(caseworker, areas, text):
    make_case(caseworker, areas.dai)
    expected = ["髙橋 ヨシ子"] if text == "た" else []
    assert found_by(caseworker, text) == expected


def test_a_case_is_found_by_its_number(caseworker, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        assert [row.case for row in find_people(caseworker, case.number).cases] == [case]
        assert [row.case for row in find_people(caseworker, str(case.sequence)).cases] == [case]


def test_nobody_else_sees_her(cast, areas):
    make_case(cast.caseworker, areas.dai)
    for name in ("visitor", "auditor", "administrator", "other_caseworker", "advocate"):
        user = getattr(cast, name)
        assert seen_by(user) == [], name
    for name in ("visitor", "auditor", "administrator", "other_caseworker"):
        assert found_by(getattr(cast, name), "たかはし") == [], name
    for name in ("caseworker", "coordinator", "manager"):
        assert len(seen_by(getattr(cast, name))) == 1, name


def test_an_assigned_advocate_reaches_the_case_and_its_subject_and_no_sibling(caseworker, coordinator, advocate, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).get()
        other = make_case(caseworker, areas.dai, subject=Person.objects.visible_to(coordinator).get())
        services.case_assign(case, actor=coordinator, user=advocate)
    with context.on_behalf_of(advocate):
        assert [found.pk for found in Case.objects.visible_to(advocate)] == [case.pk] != [other.pk]
        assert Person.objects.visible_to(advocate).get().name == "髙橋 ヨシ子"
        assert Consulter.objects.visible_to(advocate).get().name == "露﨑 光江"


def test_recusal_beats_area_and_grant(caseworker, coordinator, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        case = Case.objects.visible_to(caseworker).get()
        services.person_recuse(case, actor=caseworker, why="neighbour")
    assert seen_by(caseworker) == []
    assert found_by(caseworker, "たかはし") == []
    with context.on_behalf_of(caseworker):
        assert page(caseworker, Filters()).cases == []
    assert len(seen_by(coordinator)) == 1


def test_a_shared_read_never_writes_and_ends_with_its_last_day(caseworker, advocate, areas):
    case = make_case(caseworker, areas.dai)
    today = timezone.localdate()
    granting.grant(advocate, case.dossier, Grant.Kind.SHARED, level="read_dossier", from_date=today, until_date=today)
    assert len(seen_by(advocate)) == 1
    with context.on_behalf_of(advocate), pytest.raises(Denied):
        services.note_add(
            Case.objects.visible_to(advocate).get(),
            actor=advocate,
            id=uuid.uuid4(),
            met_at=timezone.now(),
            means="phone",
            text="x",
        )
    Grant.objects.update(until_date=today - timedelta(days=1), from_date=today - timedelta(days=3))
    assert seen_by(advocate) == []


def test_a_case_handed_over_is_the_others_and_no_other_case_is(caseworker, coordinator, areas):
    second = make_member(make_user("second"), "caseworker", areas.dai)
    case, stays = make_case(caseworker, areas.dai), make_case(caseworker, areas.dai, new_subject=None)
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).select_related("dossier__subject").get(pk=case.pk)
        services.case_handover(case, actor=coordinator, user=caseworker, to=second)
        steps = [
            step.text for step in CaseStep.objects.visible_to(coordinator).filter(case=case, kind="assigned").order_by("at")
        ]
    assert (list(named_to(case)), list(named_to(stays))) == ([second], [caseworker])
    assert steps == [f"+{second.pk}", f"-{caseworker.pk}"]


def test_who_is_taken_off_a_case_stays_on_others_and_others_stay_on_it(caseworker, coordinator, areas):
    case, other = make_case(caseworker, areas.dai), make_case(caseworker, areas.dai, new_subject=None)
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).select_related("dossier__subject").get(pk=case.pk)
        services.case_assign(case, actor=coordinator, user=coordinator)
        services.case_unassign(case, actor=coordinator, user=caseworker)
    assert (list(named_to(case)), list(named_to(other))) == ([coordinator], [caseworker])


def test_whoever_is_named_until_today_can_be_taken_off_today_and_not_tomorrow(caseworker, areas):
    case, today = make_case(caseworker, areas.dai), timezone.localdate()
    for last, stands in ((today + timedelta(days=9), True), (today, True), (today - timedelta(days=1), False)):
        Grant.objects.filter(content_object=case.dossier).update(until_date=last)
        assert named_to(case).filter(pk=caseworker.pk).exists() is stands


def test_an_intake_taken_twice_is_taken_once(caseworker, areas):
    key = uuid.uuid4()
    first = make_case(caseworker, areas.dai, id=key)
    again = make_case(caseworker, areas.dai, id=key)
    assert (first.pk, Case.objects.count(), Person.objects.count(), ProgressNote.objects.count()) == (again.pk, 1, 1, 1)


def test_intake_writes_the_first_note_and_assigns_its_maker(caseworker, areas):
    case = make_case(caseworker, areas.dai, next_contact_date=date(2023, 9, 15), next_contact_todo="訪ねる日を決める")
    with context.on_behalf_of(caseworker):
        note = ProgressNote.objects.visible_to(caseworker).get()
        # Of another day nobody knows the hour: it stands at noon.
        assert (note.is_first, note.text, timezone.localtime(note.met_at)) == (
            True,
            "通帳が見つからないと三度も言いに来た",
            datetime(2023, 9, 12, 12, tzinfo=timezone.get_current_timezone()),
        )
        found = Case.objects.visible_to(caseworker).get()
        assert (found.next_contact_date, found.next_contact_todo) == (date(2023, 9, 15), "訪ねる日を決める")
    assert Grant.objects.get(user=caseworker).content_object_id == case.dossier_id
    assert CaseStep.objects.count() == 1


def test_a_share_of_a_case_opens_who_came_with_it_and_nobody_of_another(coordinator, advocate, areas):
    """Who asked lies in a part of the case with a key of its own."""
    shared, other = (make_case(coordinator, areas.dai, consulter={"name": name}) for name in ("露﨑 光江", "別所 茂"))
    granting.grant(advocate, shared.dossier, Grant.Kind.SHARED, level="read_dossier", from_date=timezone.localdate())
    for user, case_ids in ((advocate, {shared.pk}), (coordinator, {shared.pk, other.pk})):
        with context.on_behalf_of(user):
            assert {one.case_id for one in Consulter.objects.visible_to(user)} == case_ids


def test_a_caseworker_takes_a_call_about_another_district_and_keeps_it(caseworker, areas):
    case = make_case(caseworker, areas.nishi)
    assert [found.pk for found in seen_by(caseworker)] == [case.pk]


def test_nobody_opens_a_case_in_another_council(other_caseworker, areas):
    with pytest.raises(Denied):
        make_case(other_caseworker, areas.dai)


def test_numbers_are_unique_and_rise_in_each_council_and_year(caseworker, other_caseworker, areas):
    numbers = [make_case(caseworker, areas.dai, new_subject=None).number for _ in range(3)]
    assert numbers == ["2023-0001", "2023-0002", "2023-0003"]
    assert make_case(caseworker, areas.dai, on=date(2024, 4, 1), new_subject=None).number == "2024-0001"
    assert make_case(other_caseworker, areas.other_north, new_subject=None).number == "2023-0001"


def test_a_note_saved_twice_is_one_and_moves_the_next_contact(caseworker, areas):
    case = make_case(caseworker, areas.dai)
    key = uuid.uuid4()
    for _ in range(2):
        make_note(caseworker, case, id=key, next_contact_date=date(2030, 1, 1), next_contact_todo="電話する")
    assert ProgressNote.objects.count() == 2
    assert Case.objects.get().next_contact_date == date(2030, 1, 1)


def test_a_next_contact_that_is_mended_in_its_note_moves_on_the_case(caseworker, areas):
    case = make_case(caseworker, areas.dai)
    note = make_note(caseworker, case, next_contact_date=date(2030, 1, 1), next_contact_todo="電話する")
    with context.on_behalf_of(caseworker):
        services.note_mend(
            ProgressNote.objects.visible_to(caseworker).select_related("case").get(pk=note.pk), actor=caseworker,
            next_contact_date=date(2030, 2, 1), next_contact_todo="訪ねる",
        )  # fmt: skip
        found = Case.objects.visible_to(caseworker).get()
        assert (found.next_contact_date, found.next_contact_todo) == (date(2030, 2, 1), "訪ねる")


def test_an_addition_sent_twice_stands_once_behind_what_was_told(caseworker, areas):
    case, key = make_case(caseworker, areas.dai), uuid.uuid4()
    with context.on_behalf_of(caseworker):
        services.consent_record(
            case.subject, actor=caseworker, decision="granted", contents=["identity"], recipients=["commissioner"],
            given_date=date(2023, 9, 12), manner="oral", purpose="support",
        )  # fmt: skip
        told = services.tell(
            case, actor=caseworker, receiver=frozenset({"commissioner"}), receiver_name="民生委員", contents=["identity"],
            purpose="support", means="phone", text="名前だけ",
        )  # fmt: skip
        added = [services.disclosure_add(told, actor=caseworker, text="住所は言わなかった", id=key) for _twice in range(2)]
    assert added[0].pk == added[1].pk == key
    assert told.__class__.objects.filter(adds_to=told).count() == 1
    same = ("dossier_id", "case_id", "person_id", "receiver", "receiver_name", "contents", "purpose", "means", "told_at")
    assert [getattr(added[0], name) for name in same] == [getattr(told, name) for name in same]
    assert added[0].told_by == caseworker


@pytest.mark.parametrize(("days", "means", "stands"), [(0, "visit", False), (1, "visit", True), (0, "memo", True)])
def test_a_contact_crosses_off_what_was_due_by_then_and_nothing_else(caseworker, areas, days, means, stands):
    today = timezone.localdate()
    due = today + timedelta(days=days)
    case = make_case(caseworker, areas.dai, on=today - timedelta(days=9), next_contact_date=due, next_contact_todo="訪ねる")
    make_note(caseworker, case, means=means)
    assert Case.objects.get().next_contact_date == (due if stands else None)


def test_a_note_is_the_last_thing_that_happened_on_its_case(caseworker, areas):
    now = timezone.now()
    case, other = (make_case(caseworker, areas.dai, new_subject=None, now=now - timedelta(days=1)) for _each in range(2))
    make_note(caseworker, case, now=now)
    assert dict(Case.objects.values_list("pk", "last_activity_at")) == {case.pk: now, other.pk: now - timedelta(days=1)}


def test_an_older_contact_that_is_written_down_later_crosses_nothing_off(caseworker, areas):
    case, now = make_case(caseworker, areas.dai), timezone.now()
    make_note(caseworker, case, met_at=now, next_contact_date=timezone.localdate(now))
    make_note(caseworker, case, met_at=now - timedelta(minutes=1))
    assert Case.objects.get().next_contact_date == timezone.localdate(now)


def test_ten_minutes_to_mend_then_a_correction_leaves_a_trace(caseworker, areas):
    note = make_note(caseworker, make_case(caseworker, areas.dai))
    later = note.created_at + timedelta(minutes=11)
    with context.on_behalf_of(caseworker):
        note = ProgressNote.objects.visible_to(caseworker).get(pk=note.pk)
        services.note_mend(note, actor=caseworker, text="封筒が四通", now=note.created_at + timedelta(minutes=9))
        assert note.corrected_at is None
        with pytest.raises(services.notes.NoLongerMendable):
            services.note_mend(note, actor=caseworker, text="五通", now=later)
        services.note_correct(note, actor=caseworker, text="封筒が五通", reason="聞きちがい", now=later)
        versions = list(note.history.order_by("history_date"))
        assert [version.text for version in versions] == ["封筒が三通。開けていない", "封筒が四通", "封筒が五通"]
        assert (versions[-1].history_change_reason, versions[-1].history_user_id) == ("聞きちがい", caseworker.pk)


def test_a_note_on_the_wrong_case_is_moved_with_its_history(caseworker, areas):
    wrong, right = make_case(caseworker, areas.dai), make_case(caseworker, areas.higashi, new_subject=details(family_name="別"))
    note = make_note(caseworker, wrong)
    with context.on_behalf_of(caseworker):
        note = ProgressNote.objects.visible_to(caseworker).get(pk=note.pk)
        right = Case.objects.visible_to(caseworker).get(pk=right.pk)
        services.note_move(note, actor=caseworker, to=right)
    with context.on_behalf_of(caseworker):
        moved = ProgressNote.objects.visible_to(caseworker).get(pk=note.pk)
        assert (moved.case_id, moved.dossier_id, moved.text) == (right.pk, right.dossier_id, "封筒が三通。開けていない")
        assert {version.dossier_id for version in moved.history.all()} == {right.dossier_id}
        assert [version.text for version in moved.history.all()] == ["封筒が三通。開けていない"] * 2


def test_the_first_note_is_not_moved(caseworker, areas):
    case, other = make_case(caseworker, areas.dai), make_case(caseworker, areas.higashi, new_subject=details(family_name="別"))
    with context.on_behalf_of(caseworker):
        first = ProgressNote.objects.visible_to(caseworker).get(case=case)
        with pytest.raises(ValidationError):
            services.note_move(first, actor=caseworker, to=Case.objects.visible_to(caseworker).get(pk=other.pk))
    assert ProgressNote.objects.get(pk=first.pk).case_id == case.pk


def test_moving_needs_the_right_to_write_on_both_sides(caseworker, other_caseworker, areas):
    mine, theirs = make_case(caseworker, areas.dai), make_case(other_caseworker, areas.other_north)
    note = make_note(caseworker, mine)
    with context.on_behalf_of(caseworker), pytest.raises(NotWithinReach):
        note = ProgressNote.objects.visible_to(caseworker).get(pk=note.pk)
        services.note_move(note, actor=caseworker, to=theirs)


def test_the_database_itself_refuses_another_way_to_another_dossier(caseworker, areas):
    case, other = make_case(caseworker, areas.dai), make_case(caseworker, areas.dai)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_case SET dossier_id = %s WHERE id = %s", [other.dossier_id, case.pk])


def test_closing_and_reopening(caseworker, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        case = Case.objects.visible_to(caseworker).get()
        with pytest.raises(ValidationError):
            services.case_close(case, actor=caseworker, on_date=date(2023, 9, 1), reason_code="solved")
        services.case_close(case, actor=caseworker, on_date=date(2023, 10, 1), reason_code="solved", text="娘さんと同居")
        assert case.is_closed
        services.case_reopen(case, actor=caseworker, on_date=date(2023, 11, 1))
        assert (case.status, case.closed_date) == ("active", None)


def test_ended_with_advice_in_one_press(caseworker, areas):
    case = make_case(caseworker, areas.dai, ended=True)
    assert (case.status, case.closure_reason, case.closed_date) == ("closed", "advice", date(2023, 9, 12))


def test_an_enquiry_has_no_number_and_no_name(caseworker, areas):
    with context.on_behalf_of(caseworker):
        enquiry = services.enquiry_record(
            actor=caseworker, council=areas.council, id=uuid.uuid4(), on_date=date(2023, 9, 12), route="self", means="phone",
            text="ごみの日を知りたい", topic="rubbish",
        )  # fmt: skip
    assert (enquiry.number, enquiry.subject, enquiry.is_enquiry) == ("", None, True)


def test_a_new_address_moves_everything_about_her_and_nothing_that_was_counted(caseworker, coordinator, areas):
    case = make_case(caseworker, areas.dai)
    from tests.factories.casework import make_place

    with context.on_behalf_of(coordinator):
        person = Person.objects.visible_to(coordinator).get()
        services.person_correct(person, actor=coordinator, details=details(make_place(areas.nishi, "試験台西1丁目")))
        case = Case.objects.visible_to(coordinator).get()
        assert (case.area, case.counted_area, case.dossier.area) == (areas.nishi, areas.dai, areas.nishi)
        assert ProgressNote.objects.visible_to(coordinator).get().area == areas.dai


def test_a_new_address_moves_nobody_else(caseworker, coordinator, areas):
    case, neighbour = make_case(caseworker, areas.dai), make_person(caseworker, areas.dai, family_name="露﨑")
    with context.on_behalf_of(coordinator):
        person = Person.objects.visible_to(coordinator).get(pk=case.subject_id)
        services.person_correct(person, actor=coordinator, details=details(make_place(areas.nishi, "試験台西1丁目")))
    assert Dossier.objects.get(pk=neighbour.dossier_id).area == areas.dai


def test_a_case_that_has_its_person_is_not_given_another(caseworker, areas):
    case, somebody = make_case(caseworker, areas.dai), make_person(caseworker, areas.dai, family_name="露﨑")
    with context.on_behalf_of(caseworker):
        case = Case.objects.visible_to(caseworker).select_related("dossier__area").get()
        with pytest.raises(ValidationError):
            services.subject_name(case, actor=caseworker, subject=somebody)
    assert Dossier.objects.get(pk=case.dossier_id).subject_id == case.subject.dossier_id


def test_drafts_are_their_owners_alone(caseworker, manager, areas):
    with context.on_behalf_of(caseworker):
        desk = services.drafts.desk_of(caseworker, areas.council)
        services.draft_save(actor=caseworker, desk=desk, form="intake", payload={"family_name": "髙橋"})
        assert Draft.objects.visible_to(caseworker).get().payload == {"family_name": "髙橋"}
    with context.on_behalf_of(manager):
        assert list(Draft.objects.visible_to(manager)) == []


def test_a_draft_that_is_saved_again_and_discarded_leaves_nothing(caseworker, areas):
    with context.on_behalf_of(caseworker):
        desk = services.drafts.desk_of(caseworker, areas.council)
        for name in ("髙橋", "髙橋 ヨシ子"):
            services.draft_save(actor=caseworker, desk=desk, form="intake", payload={"family_name": name}, id=uuid.UUID(int=7))
        services.draft_discard(Draft.objects.visible_to(caseworker).get(), actor=caseworker)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'dossier_id'"
            " WHERE c.relkind = 'r' AND c.relname <> 'privacy_dossierkey'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE dossier_id = %s', [desk.pk])
            assert (table, cursor.fetchone()[0]) == (table, 0)


def test_the_day_book_is_the_councils(caseworker, coordinator, visitor, other_caseworker, areas):
    with context.on_behalf_of(caseworker):
        book = services.daybook.daybook_of(areas.council, timezone.localdate())
        services.entry_write(actor=caseworker, book=book, kind="handover", text="明日9時に電話あり")
        with pytest.raises(ValidationError, match="次の人"):
            services.entry_write(actor=caseworker, book=book, kind="handover", text="　\n")
    for user, seen in ((coordinator, 1), (visitor, 0), (other_caseworker, 0)):
        with context.on_behalf_of(user):
            assert DayBookEntry.objects.visible_to(user).count() == seen


def test_narratives_are_searched_within_reach(caseworker, other_caseworker, areas):
    make_note(caseworker, make_case(caseworker, areas.dai))
    for user, hits in ((caseworker, 1), (other_caseworker, 0)):
        with context.on_behalf_of(user):
            assert len(find_in_notes(user, "封筒が三通")[0]) == hits


def test_a_write_is_an_event_and_a_failed_one_is_none(caseworker, areas):
    make_case(caseworker, areas.dai)
    event = AccessEvent.objects.get(kind="write", action="case.open")
    assert event.actor == caseworker.pk
    assert Case.objects.get().dossier_id in event.dossiers


def test_a_person_may_be_registered_beside_a_case(coordinator, visitor, areas):
    assert make_person(coordinator, areas.nishi).name == "髙橋 ヨシ子"
    with pytest.raises(Denied):
        make_person(visitor, areas.dai)
