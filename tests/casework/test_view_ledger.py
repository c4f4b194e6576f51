"""The access ledger as a page: of which councils it shows the events."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import Person
from privacy import context, granting, ledger
from privacy.dossiers import WORK
from privacy.models import AccessEvent, Dossier, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import details, make_case, make_place

pytestmark = pytest.mark.django_db


def look(user):
    with context.acting(context.Actor(user=user)):
        ledger.record("list", action="case.read")


def shown_to(client, user):
    page = client.get(reverse("ledger")) if login(client, user) else None
    return {row.who for row in page.context["rows"] if row.event.action == "case.read"}


@pytest.fixture
def above(areas):
    return make_member(make_user("auditor-of-the-city", pledge=False), Role.AUDITOR, areas.city)


@pytest.fixture
def looked(manager, other_manager, above):
    for user in (manager, other_manager, above):
        look(user)


def test_who_stands_above_councils_sees_each_of_them(client, looked, above, manager, other_manager):
    assert shown_to(client, above) == {above, manager, other_manager}


def test_one_council_sees_itself_alone(client, looked, auditor, manager):
    assert shown_to(client, auditor) == {manager}


def test_a_council_elsewhere_is_not_covered_from_above(client, looked, areas, above):
    from privacy.areas import Area
    from tests.cast import make_council

    city = Area.objects.make(name="別市", kind=Area.Kind.CITY, parent=areas.prefecture)
    council, *_districts = make_council(city, "丙地区社会福祉協議会", ("丙小学校区", "丙小区"))
    far = make_member(make_user("far"), Role.MANAGER, council)
    look(far)
    assert far not in shown_to(client, above)


def test_who_serves_a_district_sees_the_council(client, looked, areas, manager):
    of_district = make_member(make_user("manager-of-dai"), Role.MANAGER, areas.dai)
    assert manager in shown_to(client, of_district)


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai, new_subject=details(make_place(areas.dai), family_name="植松", given_name="豊"))


def page(user, **query):
    answer = login(Client(), user).get(reverse("ledger"), query)
    assert answer.status_code == 200
    return answer


def listed(answer) -> str:
    """The lines alone, without the form above them."""
    return answer.content.decode().partition("<tbody>")[2]


def open_page(user, record, status=200):
    assert login(Client(), user).get(record.get_absolute_url()).status_code == status


def restrict(case):
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)


def test_a_line_says_which_record_to_an_auditor_by_number_and_to_a_manager_by_name_too(auditor, manager, caseworker, case):
    open_page(caseworker, case)
    told, named = listed(page(auditor)), listed(page(manager))
    assert case.number in told
    assert case.number in named
    assert "植松" not in told
    assert "植松 豊" in named


def test_the_reader_of_names_is_in_the_ledger_for_them(manager, caseworker, case):
    open_page(caseworker, case)
    page(manager)
    event = AccessEvent.objects.filter(actor=manager.pk, action="ledger.read").get()
    assert case.subject_id in event.records


def test_what_one_press_did_is_one_line(auditor, coordinator, case):
    """A press that does several things writes an event for each."""
    with context.acting(context.Actor(user=coordinator)):
        ledger.record("open", action="case.read", dossiers=[case.dossier_id])
        ledger.record("write", action="note.write", dossiers=[case.dossier_id])
        ledger.record("write", action="case.assign", dossiers=[case.dossier_id])
    rows = [row for row in page(auditor).context["rows"] if row.who == coordinator]
    assert [(len(row.events), row.kind, row.actions) for row in rows] == [
        (3, "書いた", ["ケースを見る", "経過記録を書く", "担当を決める"])
    ]
    assert [record.number for record in rows[0].records] == [case.number]


@pytest.mark.parametrize("asked", ["who", "day", "action", "record"])
def test_the_ledger_is_narrowed_by_person_day_action_and_record(asked, auditor, manager, caseworker, case, areas):
    other = make_case(caseworker, areas.dai, new_subject=details(make_place(areas.dai), family_name="岸田"))
    open_page(caseworker, case)
    open_page(manager, other)
    today = timezone.localdate()
    given = {"who": caseworker.pk, "day": today.isoformat(), "action": "case.read", "record": case.number}[asked]
    answer = login(Client(), auditor).post(reverse("ledger"), {asked: given})
    assert answer.status_code == 303
    assert case.number not in answer["Location"]
    rows = login(Client(), auditor).get(answer["Location"]).context["rows"]
    assert rows
    if asked == "who":
        assert {row.who for row in rows} == {caseworker}
    if asked == "action":
        assert {row.who for row in rows} == {caseworker, manager}
        assert {event.action for row in rows for event in row.events} == {"case.read"}
    if asked == "record":
        assert all(case.number in {record.number for record in row.records} for row in rows)
    before = (today - timedelta(days=1)).isoformat()
    assert not page(auditor, day=before).context["rows"]


def test_a_refusal_within_the_council_is_found_by_its_record(auditor, visitor, caseworker, case):
    open_page(caseworker, case)
    open_page(visitor, case, status=404)
    rows = page(auditor, kind="denied", record=case.dossier_id).context["rows"]
    assert [(row.who, row.kind) for row in rows] == [(visitor, "断られたもの")]
    assert rows[0].records[0].number == case.number


def test_an_unknown_number_is_said_at_its_field(client, auditor):
    login(client, auditor)
    answer = client.post(reverse("ledger"), {"record": "1999-0001"}, follow=True)
    assert "record" in answer.context["form"].errors


def test_a_restricted_record_has_no_number_for_a_manager_who_is_not_named(auditor, manager, caseworker, case):
    open_page(caseworker, case)
    restrict(case)
    told = listed(page(manager))
    assert case.number not in told
    assert "植松" not in told
    assert "閉じられた記録" in told
    refused = login(Client(), manager).post(reverse("ledger"), {"record": case.number}, follow=True)
    assert "record" in refused.context["form"].errors
    assert not page(manager, record=case.dossier_id).context["rows"]
    assert case.number in listed(page(auditor))


def lines(user, **query):
    return [row for row in page(user, **query).context["rows"] if row.kind in ("開いた", "書いた")]


def test_an_ordinary_case_with_its_parts_is_called_closed_to_nobody(auditor, manager, caseworker, case):
    """Who came lies in a part of the case."""
    open_page(caseworker, case)
    for reader in (auditor, manager):
        assert not any(row.closed for row in lines(reader)), reader


def test_narrowed_to_a_record_the_ledger_says_no_more_and_no_less_than_unnarrowed(
    manager, caseworker, coordinator, case, areas
):
    """Otherwise the difference says who was in a restricted record of the same person."""
    with context.on_behalf_of(coordinator):
        subject = Person.objects.visible_to(coordinator).select_related("dossier").get(pk=case.subject_id)
        hidden = make_case(coordinator, areas.dai, subject=subject)
    restrict(hidden)
    her = case.subject.dossier_id
    open_page(coordinator, hidden)
    for user in (coordinator, caseworker):
        open_page(user, case)
        with context.acting(context.Actor(user=user)):
            ledger.record("open", action="person.find", dossiers=[her])
    for record in (case.dossier_id, her):
        looked = [(row.at, row.who) for row in lines(manager) if record in {one.id for one in row.records}]
        narrowed = lines(manager, record=record)
        assert [(row.at, row.who) for row in narrowed] == looked
        assert coordinator in {row.who for row in narrowed}
        assert not any(row.closed for row in narrowed)
    [alone] = [row for row in lines(manager) if row.who == coordinator and row.events[0].action == "person.find"]
    assert (alone.records, alone.closed) == ([], True), "a look at the person alone may have come from there"


def test_a_restricted_record_that_was_joined_is_not_told_beside_the_ordinary_one(manager, second_manager, case, areas):
    other = make_case(manager, areas.dai, new_subject=details(make_place(areas.dai), family_name="隠田", phone="", mobile=""))
    Dossier.objects.filter(pk=other.dossier.subject_id).update(restricted=True)
    granting.grant(manager, other.subject.dossier, "shared", level=WORK, from_date=timezone.localdate(), given_by=manager)
    join = reverse("person_join", args=[case.subject_id, other.subject_id])
    login(Client(), manager).post(join, {"main": case.subject_id, "why": "保険証"})
    open_page(manager, case.subject)
    assert not any(row.closed for row in lines(second_manager, record=case.dossier.subject_id))
    assert all(not row.records for row in lines(second_manager) if row.closed)


def test_who_is_recused_finds_nothing_about_the_person(manager, caseworker, case):
    open_page(caseworker, case)
    Recusal.objects.create(user=manager, dossier=case.dossier.subject, why=Recusal.Why.FAMILY, created_by=manager)
    assert case.number not in listed(page(manager))
    assert not page(manager, record=case.dossier_id).context["rows"]


def test_the_page_asks_as_often_for_many_lines_as_for_few(manager, caseworker, areas):
    def statements():
        client = login(Client(), manager)
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("ledger"))
        return len(found)

    def cases(count):
        for number in range(count):
            open_page(
                caseworker,
                make_case(caseworker, areas.dai, new_subject=details(make_place(areas.dai), given_name=f"豊{number}")),
            )

    cases(2)
    few = statements()
    cases(12)
    assert statements() == few


@pytest.mark.parametrize("asked", [{}, {"kind": "denied"}])
def test_the_newest_lines_are_walked_to_and_not_sorted_for(asked, areas):
    events = AccessEvent.objects.filter(council__in=[areas.council.pk], **asked).newest_first()[:100]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Sort" not in events.explain()
