"""Who is asked about whom, what stops a take-over, and that it is whole: killed, twice at once, of another council, taken back too late."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Membership
from casework import services as casework
from casework.models import Case, Person
from japan.wareki import PartialDate
from moving import services
from moving.ledger.lines import LedgerReader
from moving.models import Move, MoveContent
from moving.services import making_cases, returning
from moving.services.looking import forget_files
from privacy import context
from privacy.ledger import versions
from privacy.models import AccessEvent, DossierKey
from privacy.roles import Role
from publishing.models import ClosedMonth
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_case, make_note, make_person
from tests.moving.ledgers import FIRST, HEADS, back, book, bring, form_of, other, page_of, row, said_on, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(coordinator, areas):
    """Who is meant by the first row, under a name that is written otherwise."""
    return make_person(
        coordinator, areas.dai, family_name="上木", given_name="一朗", family_kana="うえき", given_kana="いちろう",
        birth=PartialDate(1937, 3, 4), phone="", mobile="",
    )  # fmt: skip


def asked(page) -> list[str]:
    return sorted({part.split('"')[0] for part in page.split('name="who_')[1:]})


def test_whoever_may_be_known_is_asked_about_and_their_record_goes_on(
    client,
    coordinator,
    known,
    taken,
    django_capture_on_commit_callbacks,
):
    client = login(client, coordinator)
    move = bring(client, book(HEADS, FIRST, other(台帳番号="13", 氏名="上木 一朗")))
    page = page_of(client, move)
    key = asked(page)
    assert len(key) == 1, "of a name alone nobody is asked"
    assert "上木 一朗" in page
    opened = AccessEvent.objects.filter(actor=coordinator.pk, kind="open").order_by("seq").last()
    assert known.pk in opened.records, "who was shown stands in the ledger"
    take(client, move, django_capture_on_commit_callbacks)
    assert move.is_open
    assert any("同じ方かどうか" in line for line in said_on(page_of(client, move)))
    take(client, move, django_capture_on_commit_callbacks, **{f"who_{key[0]}": str(known.pk)})
    assert (move.status, move.people) == ("taken", 1)
    with context.on_behalf_of(coordinator):
        assert Case.objects.visible_to(coordinator).get(sequence=1).subject_id == known.pk
    # What is taken back is what came with it: the record of before stays.
    back(client, move, django_capture_on_commit_callbacks)
    assert (move.status, list(Person.objects.values_list("pk", flat=True))) == ("back", [known.pk])
    assert DossierKey.objects.filter(pk=known.dossier_id).exists()


def test_who_may_not_read_the_record_does_not_learn_of_it(client, coordinator, known):
    with context.on_behalf_of(coordinator):
        person = Person.objects.visible_to(coordinator).get()
        casework.person_recuse(person, actor=coordinator, why="neighbour")
    client = login(client, coordinator)
    page = page_of(client, bring(client, book(HEADS, FIRST)))
    assert asked(page) == []
    assert "上木" not in page
    event = AccessEvent.objects.filter(actor=coordinator.pk).order_by("seq").last()
    assert known.pk not in event.records


def test_a_file_is_its_bringers_alone_and_ends_with_two_weeks(client, coordinator, manager, other_manager, caseworker, areas):
    mine = login(client, coordinator)
    move = bring(mine, book(HEADS, FIRST))
    for user, status in ((manager, 200), (other_manager, 404), (caseworker, 403)):
        answer = login(Client(), user).get(move.get_absolute_url())
        assert answer.status_code == status, user
        assert "植木" not in answer.content.decode()
    with context.on_behalf_of(manager), pytest.raises(Exception, match="選んだ本人"):
        services.move_ask(move, actor=manager, expected={})
    assert b"\xe6\xa4\x8d" not in bytes(MoveContent.objects.values_list("payload", flat=True).get())
    Move.objects.update(brought_at=timezone.now() - timedelta(days=15))
    forget_files()
    move.refresh_from_db()
    assert (move.status, MoveContent.objects.get().payload) == ("dropped", None)


def test_to_look_again_reads_the_file_once(client, coordinator, known, monkeypatch):
    """By the page that shows it; the form before asks for its heads and words alone."""
    client = login(client, coordinator)
    move = bring(client, book(HEADS, FIRST, other(台帳番号="13", 氏名="植木 二子", 相談種別="鍵")))
    form = form_of(page_of(client, move))
    reads, read = [], LedgerReader.read
    monkeypatch.setattr(LedgerReader, "read", lambda reader: reads.append(1) or read(reader))
    chosen = next(name for name, value in form.items() if value == "answer")
    words = {name: "dementia" for name in form if name.startswith("topic_")}
    assert client.post(move.get_absolute_url(), form | words | {chosen: "", "look": "on"}).url == move.get_absolute_url()
    page = page_of(client, move)
    assert len(reads) == 1
    assert form_of(page)[chosen] == ""
    assert {form_of(page)[name] for name in words} == {"dementia"}


def test_a_file_that_was_looked_at_before_an_upgrade_is_read_still(client, coordinator, areas):
    """What is no longer asked of it is left away."""
    client = login(client, coordinator)
    move = bring(client, book(HEADS, FIRST))
    client.post(move.get_absolute_url(), form_of(page_of(client, move)) | {"look": "on"})
    with context.on_behalf_of(coordinator):
        content = MoveContent.objects.visible_to(coordinator).get()
        content.payload["how"]["asked_before"] = "x"
        content.save()
    assert "植木 一郎" in page_of(client, move)


def test_killed_half_way_nothing_is_taken_and_the_task_begins_anew(
    client, coordinator, areas, monkeypatch, django_capture_on_commit_callbacks
):
    client = login(client, coordinator)
    move = bring(client, book(HEADS, FIRST, other(台帳番号="13", 氏名="植木 二子")))
    client.post(move.get_absolute_url(), form_of(page_of(client, move)) | {"take": "on"})
    monkeypatch.setattr(making_cases, "BATCH", 1)
    make, made = making_cases.old_cases_make, []

    def dies(*args, **kwargs):
        if made:
            raise KeyboardInterrupt
        made.append(make(*args, **kwargs))

    with monkeypatch.context() as patch:
        patch.setattr(making_cases, "old_cases_make", dies)
        with context.on_behalf_of(coordinator), pytest.raises(KeyboardInterrupt):
            services.move_take(move, actor=coordinator)
    assert (len(made), Case.objects.count(), Person.objects.count()) == (1, 0, 0)
    with context.on_behalf_of(coordinator):
        for _again in range(2):
            assert services.move_take(move, actor=coordinator).is_taken
    assert Case.objects.count() == 2


def test_what_changed_since_it_was_confirmed_is_looked_through_again(client, coordinator, manager, areas, taken):
    """As the second of two who take over the same file, whose task waited for the first one's."""
    mine = login(client, coordinator)
    move = bring(mine, book(HEADS, FIRST))
    mine.post(move.get_absolute_url(), form_of(page_of(mine, move)) | {"take": "on"})
    taken(login(Client(), manager), book(HEADS, FIRST))
    with context.on_behalf_of(coordinator):
        services.move_take(Move.objects.select_related("council").get(pk=move.pk), actor=coordinator)
    move.refresh_from_db()
    assert (move.status, move.trouble, Case.objects.count()) == ("open", "changed", 1)


def test_a_closed_month_is_said_and_meant(client, coordinator, manager, areas, django_capture_on_commit_callbacks):
    ClosedMonth.objects.create(council=areas.council, month=date(2019, 8, 1), closed_by=manager)
    client = login(client, coordinator)
    move = bring(client, book(HEADS, FIRST))
    take(client, move, django_capture_on_commit_callbacks)
    assert move.is_open
    assert any("締めた月" in line for line in said_on(page_of(client, move)))
    take(client, move, django_capture_on_commit_callbacks, corrects="on")
    assert move.is_taken


def test_numbers_go_on_from_todays_and_open_cases_have_who_had_them(client, coordinator, caseworker, areas, taken):
    today = timezone.localdate()
    make_case(coordinator, areas.dai, on=today)
    caseworker.display_name = "露木 担当"
    caseworker.save()
    data = book(HEADS, other(相談日=today, 終結日="", 担当者="露木　担当", 氏名="植木 二子"), FIRST)
    taken(login(client, coordinator), data)
    with context.on_behalf_of(coordinator):
        cases = {
            case.intake_date.year: case for case in Case.objects.visible_to(coordinator).order_by("fiscal_year", "sequence")
        }
        assert (cases[today.year].sequence, cases[2019].sequence) == (2, 1)
        assert list(cases[today.year].dossier.grants.values_list("user__display_name", flat=True)) == ["露木 担当"]
        assert not cases[2019].dossier.grants.exists()


def test_what_somebody_worked_on_is_not_taken_back_and_named(
    client,
    coordinator,
    manager,
    areas,
    taken,
    django_capture_on_commit_callbacks,
):
    client = login(client, coordinator)
    move = taken(client, book(HEADS, FIRST, other(台帳番号="13", 氏名="植木 二子")))
    with context.on_behalf_of(manager):
        case = Case.objects.visible_to(manager).get(sequence=1)
        make_note(manager, case)
    page = back(client, move, django_capture_on_commit_callbacks)
    assert (move.status, Case.objects.count()) == ("taken", 2)
    assert case.number in page
    late = taken(client, book(HEADS, other(台帳番号="20", 氏名="植木 三江")))
    Move.objects.filter(pk=late.pk).update(taken_at=timezone.now() - timedelta(days=15))
    assert "2週間を過ぎている" in back(client, late, django_capture_on_commit_callbacks)


def test_a_person_who_came_with_it_and_has_more_by_now_stays(
    client,
    coordinator,
    areas,
    taken,
    django_capture_on_commit_callbacks,
):
    client = login(client, coordinator)
    move = taken(client, book(HEADS, FIRST))
    with context.on_behalf_of(coordinator):
        person = Person.objects.visible_to(coordinator).select_related("dossier__area").get()
    make_case(coordinator, areas.dai, subject=person)
    back(client, move, django_capture_on_commit_callbacks)
    assert (move.status, Case.objects.count()) == ("taken", 2)


def test_the_page_asks_as_much_of_ten_rows_as_of_two(client, coordinator, areas):
    def queries(number) -> int:
        rows = [
            row(台帳番号=str(at), 氏名=f"植木 {'一二三四五六七八九十'[at]}子", ふりがな="", 電話番号=f"0436-00-00{at:02d}") for at in range(number)
        ]  # fmt: skip
        move = bring(client, book(HEADS, *rows))
        page_of(client, move)
        with CaptureQueriesContext(connection) as found:
            page_of(client, move)
        return len(found)

    client = login(client, coordinator)
    for name in "一二三":
        make_person(coordinator, areas.dai, family_name="植木", given_name=f"{name}子", birth=PartialDate(1937, 3, 4))
    assert queries(2) == queries(10)


def test_every_version_and_its_deletion_is_proven(client, coordinator, areas, taken, django_capture_on_commit_callbacks):
    client = login(client, coordinator)
    move = taken(client, book(HEADS, FIRST, other(台帳番号="13", 氏名="植木 二子", 終結日="", 担当者=coordinator.display_name)))
    with connection.cursor() as cursor:
        before = versions.check(cursor)
        back(client, move, django_capture_on_commit_callbacks)
        assert move.status == "back"
        assert versions.check(cursor) > before


def test_the_database_deletes_nothing_that_can_still_be_read(client, coordinator, areas, taken):
    taken(login(client, coordinator), book(HEADS, FIRST))
    dossier = Case.objects.get().dossier_id
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="can be read is not deleted"):
        cursor.execute("SELECT privacy_dispose(%s::uuid[])", [[dossier]])


@pytest.mark.parametrize("at", ["the page", "the task"])
def test_nobody_takes_back_what_is_closed_to_them(
    client, coordinator, known, django_capture_on_commit_callbacks, at, monkeypatch
):
    second = make_member(make_user("second"), Role.COORDINATOR, known.dossier.council)
    with context.on_behalf_of(second):
        casework.person_recuse(Person.objects.visible_to(second).get(), actor=second, why="neighbour")
    client = login(client, coordinator)
    move = bring(client, book(HEADS, FIRST))
    [key] = asked(page_of(client, move))
    take(client, move, django_capture_on_commit_callbacks, **{f"who_{key}": str(known.pk)})
    assert (move.status, move.people, move.cases) == ("taken", 0, 1)
    if at == "the task":
        real, asked_before = returning.touched, iter([set()])
        monkeypatch.setattr(returning, "touched", lambda *said: real(*said) if next(asked_before, None) is None else set())
    page = back(login(Client(), second), move, django_capture_on_commit_callbacks)
    assert (move.status, Case.objects.count()) == ("taken", 1)
    if at == "the page":
        assert "…" in page
    monkeypatch.undo()
    back(client, move, django_capture_on_commit_callbacks)
    assert (move.status, Case.objects.count()) == ("back", 0)


@pytest.mark.parametrize("how", ["disabled", "role", "last day"])
def test_whoever_loses_their_right_leaves_nothing_half_taken(client, coordinator, administrator, areas, taken, how):
    """What waits for a task is thrown away; what was being taken back stays."""
    before = taken(login(client, coordinator), book(HEADS, FIRST))
    with context.on_behalf_of(coordinator):
        services.move_back_ask(before, actor=coordinator)
    move = bring(client, book(HEADS, other(台帳番号="13", 氏名="植木 二子")))
    client.post(move.get_absolute_url(), form_of(page_of(client, move)) | {"take": "on"})
    assert {one.status for one in Move.objects.all()} == {"going", "taking"}
    if how == "disabled":
        accounts.person_disable(coordinator, actor=administrator, why="退職")
    elif how == "role":
        accounts.role_end(Membership.objects.get(user=coordinator), actor=administrator, why="異動")
    else:
        Membership.objects.filter(user=coordinator).update(until_date=timezone.localdate() - timedelta(days=1))
        forget_files()
    assert dict(Move.objects.values_list("pk", "status")) == {before.pk: "taken", move.pk: "dropped"}
    assert not MoveContent.objects.filter(payload__isnull=False).exists()
    assert Case.objects.count() == 1


def test_whoever_loses_another_role_keeps_the_file(client, coordinator, administrator, areas):
    make_member(coordinator, Role.VISITOR, areas.dai)
    bring(login(client, coordinator), book(HEADS, FIRST))
    accounts.role_end(Membership.objects.get(user=coordinator, role=Role.VISITOR), actor=administrator, why="異動")
    assert Move.objects.get().is_open
