"""緊急の閲覧: what it opens, to whom, for how long; that hidden and absent answer alike; who is told, and who looks at it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from casework.models import Person
from emergencies import services
from emergencies.models import EmergencyWords
from japan.workdays import is_workday
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.errors import Denied, NotWithinReach
from privacy.models import AccessEvent, Dossier, Emergency, Grant, OutboxMessage, Recusal
from privacy.reach import can
from privacy.roles import Role
from supporters import services as supporters
from tests.cast import login, make_member, make_user
from tests.factories import support
from tests.factories.casework import make_case, make_note, make_person

pytestmark = pytest.mark.django_db
SAID = {"why": "life", "text": "近所の人から電話。玄関で倒れているとのこと", "minutes": "30"}


@pytest.fixture
def person(coordinator, areas):
    """In a district that the caseworker does not serve."""
    return make_person(
        coordinator, areas.nishi, family_name="四月一日", given_name="はな", family_kana="わたぬき", given_kana="はな"
    )


@pytest.fixture
def case(coordinator, areas, person):
    return make_case(coordinator, areas.nishi, subject=person)


def ask(user, **said):
    return login(Client(), user).post(reverse("emergency"), {**SAID, **said})


def by_name(user, **more):
    return ask(user, **{"name": "四月一日 はな", "born": "昭和18年5月7日"}, **more)


def reads(user, record, action=""):
    with context.on_behalf_of(user):
        user.refresh_from_db()
        return can(user, action or record.read_action, record)


@pytest.mark.parametrize("by", [{"name": "四月一日はな"}, {"name": "わたぬき はな"}])
def test_by_full_name_and_birth_date(caseworker, person, case, by):
    assert not reads(caseworker, person)
    answer = ask(caseworker, born="S18.5.7", **by)
    assert answer.url == person.get_absolute_url()
    assert reads(caseworker, person)
    assert reads(caseworker, case)
    page = login(Client(), caseworker).get(person.get_absolute_url()).content.decode()
    assert "四月一日" in page
    assert "緊急の閲覧中" in page


def test_by_number_the_person_is_opened_and_what_is_about_them(caseworker, coordinator, areas, person, case):
    other = make_case(coordinator, areas.nishi, subject=person)
    assert ask(caseworker, number=case.number).url == person.get_absolute_url()
    assert reads(caseworker, other)


def test_what_it_opens_is_given_to_nobody(caseworker, coordinator, areas, person):
    """A supporter that one reads for minutes takes on no request."""
    helper = support.register(coordinator, person)
    asked = support.ask(caseworker, make_person(caseworker, areas.dai))
    by_name(caseworker)
    assert reads(caseworker, helper)
    with context.on_behalf_of(caseworker), pytest.raises(Denied):
        supporters.request_step(asked, actor=caseworker, step="match", supporter=helper)


def test_a_case_of_nobody_known(caseworker, coordinator, areas):
    nobodys = make_case(coordinator, areas.nishi, new_subject=None)
    assert ask(caseworker, number=nobodys.number).url == nobodys.get_absolute_url()
    assert reads(caseworker, nobodys)


def test_it_reads_and_does_nothing_else(caseworker, coordinator, person, case):
    note = make_note(coordinator, case)
    by_name(caseworker)
    assert reads(caseworker, note, "note.read")
    for record, action in (
        (person, "person.write"),
        (case, "case.write"),
        (case, "note.write"),
        (case, "case.print"),
        (case, "share.grant"),
        (case, "case.assign"),
        (case, "document.make"),
        (case, "export.request"),
        (case, "history.read"),
        (person, "consent.write"),
    ):
        assert not reads(caseworker, record, action), action
    page = login(Client(), caseworker)
    assert page.get(reverse("note_new", args=[case.pk])).status_code == 403
    assert not Grant.objects.filter(user=caseworker, content_object__in=[person.dossier_id, case.dossier_id]).exists()


def test_what_was_told_is_read_and_not_printed(caseworker, coordinator, person, case):
    by_name(caseworker)
    told, paper = reverse("told", args=[person.pk]), reverse("told_print", args=[person.pk])
    for user, is_printed in ((caseworker, False), (coordinator, True)):
        browser = login(Client(), user)
        assert (paper in browser.get(told).content.decode()) is is_printed
        assert browser.get(paper).status_code == (200 if is_printed else 403)


def test_it_ends_by_itself_and_by_a_press(caseworker, person):
    by_name(caseworker)
    Emergency.objects.update(opened_at=timezone.now() - timedelta(minutes=31), until=timezone.now() - timedelta(minutes=1))
    assert not reads(caseworker, person), "the hint alone opens nothing"
    by_name(caseworker)
    assert reads(caseworker, person)
    login(Client(), caseworker).post(reverse("emergency_end"))
    assert not reads(caseworker, person)


def test_nobody_else_gets_anything_from_it(caseworker, advocate, person):
    by_name(caseworker)
    assert not reads(advocate, person)
    advocate.emergency_until = timezone.now() + timedelta(hours=1)
    advocate.save()
    assert not reads(advocate, person), "a hint without a row"


def test_no_longer_than_an_hour_whatever_is_sent(caseworker, person):
    assert by_name(caseworker, minutes="600").url == reverse("emergency")
    with context.on_behalf_of(caseworker), pytest.raises(IntegrityError), transaction.atomic():
        now = timezone.now()
        Emergency(
            user=caseworker,
            dossier=person.dossier,
            council=person.dossier.council,
            why="life",
            opened_at=now,
            until=now + timedelta(minutes=61),
            review_due=now.date(),
        ).save()


def hidden(person, cast, way):
    if way == "restricted":
        Dossier.objects.filter(pk=person.dossier_id).update(restricted=True)
    elif way == "recused":
        Recusal.objects.create(user=cast.caseworker, dossier=person.dossier, why="family", created_by=cast.manager)
    return {"name": "四月一日 はな", "born": "1943-05-07" if way != "another day" else "1943-05-08"}


@pytest.mark.parametrize("way", ["restricted", "recused", "another day"])
def test_hidden_and_absent_answer_alike(cast, person, way):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    said = hidden(person, cast, way)
    answers = []
    for asked in (said, {"name": "八月一日 みち", "born": "1950-01-01"}):
        browser = login(Client(), cast.caseworker)
        with CaptureQueriesContext(connection) as taken:
            answer = browser.post(reverse("emergency"), {**SAID, **asked})
        page = browser.get(answer.url).content.decode()
        answers.append(
            (answer.status_code, answer.url, "開けられる記録はありません" in page, len(taken) if way != "another day" else 0)
        )
    assert answers[0] == answers[1]
    assert answers[0][2]
    assert not Emergency.objects.exists()


def test_restricted_meanwhile_it_is_closed(caseworker, person, case):
    by_name(caseworker)
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)
    assert not reads(caseworker, case)
    assert reads(caseworker, person)


def test_the_other_council_is_not_there(cast, person):
    assert by_name(cast.other_caseworker).url == reverse("emergency")
    assert not Emergency.objects.exists()


@pytest.mark.parametrize("who", ["visitor", "auditor", "administrator"])
def test_whose_role_has_it_not(cast, person, who):
    assert by_name(getattr(cast, who)).status_code == 403


def test_after_five_wrong_tries_an_hour_nobody_is_found(caseworker, person):
    for _try in range(services.MOST_WRONG):
        assert ask(caseworker, name="八月一日 みち", born="1950-01-01").url == reverse("emergency")
    assert (
        AccessEvent.objects.filter(actor=caseworker.pk, kind="denied", action="emergency.open").count() == services.MOST_WRONG
    )
    assert by_name(caseworker).url == reverse("emergency")
    assert not Emergency.objects.exists()


def test_a_case_that_is_closed_is_opened_although_its_person_is_not(caseworker, coordinator, areas, person, case):
    """Else its number would tell whom it is about, and nobody would hear of it."""
    with context.on_behalf_of(coordinator):
        granting.grant(
            caseworker, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate(), given_by=coordinator,
            brings_subject=True,
        )  # fmt: skip
    other = make_case(coordinator, areas.nishi, subject=person)
    assert reads(caseworker, person)
    assert not reads(caseworker, other)
    assert ask(caseworker, number=other.number).url == other.get_absolute_url()
    assert reads(caseworker, other)
    assert Emergency.objects.get().dossier_id == other.dossier_id


def test_it_ends_with_a_role_a_pledge_or_the_account(cast, person):
    by_name(cast.caseworker)
    with context.on_behalf_of(cast.manager):
        accounts.pledge_revoke(cast.caseworker.pledges.get(), actor=cast.manager)
        today = timezone.localdate()
        accounts.pledge_record(cast.caseworker, actor=cast.manager, signed_date=today, valid_until=today + timedelta(days=300))
    assert not reads(cast.caseworker, person)
    assert Emergency.objects.get().ended_at is not None
    assert cast.caseworker.emergency_until is None


def test_what_can_be_read_anyway_is_not_opened(coordinator, person):
    answer = by_name(coordinator)
    assert answer.url == person.get_absolute_url()
    assert not Emergency.objects.exists()


def test_a_press_sent_twice_opens_once(caseworker, person):
    once = "0b8f2d4c-6a1e-4f53-9c57-2f6d8e1a7b90"
    by_name(caseworker, once=once)
    by_name(caseworker, once=once)
    assert Emergency.objects.count() == 1


def test_managers_and_those_who_hold_the_case_are_told_at_once(cast, person, case):
    by_name(cast.caseworker)
    told = {message.payload["person"] for message in OutboxMessage.objects.filter(handler="emergencies.tell")}
    assert told == {str(user.pk) for user in (cast.manager, cast.second_manager, cast.coordinator)}
    assert all(
        set(message.payload) == {"emergency", "person"} for message in OutboxMessage.objects.filter(handler="emergencies.tell")
    )
    for user in (cast.manager, cast.coordinator):
        assert "緊急" in login(Client(), user).get(reverse("home")).content.decode()


def review(user, one, **said):
    return login(Client(), user).post(reverse("emergency_review", args=[one.pk]), {"verdict": "right", **said})


def test_a_manager_looks_at_it_and_reads_why(cast, person, case):
    by_name(cast.caseworker)
    login(Client(), cast.caseworker).get(case.get_absolute_url())
    one = Emergency.objects.get()
    assert is_workday(one.review_due)
    page = login(Client(), cast.manager).get(reverse("emergency_review", args=[one.pk])).content.decode()
    for words in (SAID["text"], "四月一日 はな", "生命"):
        assert words in page
    assert review(cast.manager, one, verdict="wrong").url == reverse("emergency_review", args=[one.pk]), (
        "what was not right is written"
    )
    review(cast.manager, one, verdict="wrong", text="家族の了承があった")
    one.refresh_from_db()
    assert (one.reviewed_by, one.verdict) == (cast.manager, "wrong")
    review(cast.second_manager, one)
    one.refresh_from_db()
    assert one.reviewed_by == cast.manager


def test_an_auditor_sees_no_name_and_no_word(cast, person):
    by_name(cast.caseworker)
    one = Emergency.objects.get()
    for address in (reverse("emergencies"), reverse("emergency_review", args=[one.pk])):
        page = login(Client(), cast.auditor).get(address).content.decode()
        assert cast.caseworker.display_name in page
        assert "四月一日" not in page
        assert "玄関" not in page
    review(cast.auditor, one, text="ことば")
    one.refresh_from_db()
    assert one.reviewed_by == cast.auditor
    assert EmergencyWords.objects.count() == 1


def test_nobody_looks_at_their_own_and_no_recused_manager(cast, person, areas):
    Dossier.objects.filter(pk=person.dossier_id).update(area=areas.nishi)
    with context.on_behalf_of(cast.manager):
        found = Person.objects.visible_to(cast.manager, "emergency.open").select_related("dossier__council").get(pk=person.pk)
        one = services.emergency_open(found, actor=cast.manager, why="life", text="急", minutes=15)
    review(cast.manager, one)
    Recusal.objects.create(user=cast.second_manager, dossier=person.dossier, why="family", created_by=cast.manager)
    assert review(cast.second_manager, one).status_code == 404
    with context.on_behalf_of(cast.second_manager), pytest.raises(NotWithinReach):
        services.emergency_review(one, actor=cast.second_manager, verdict="right")
    with context.on_behalf_of(cast.coordinator), pytest.raises(Denied):
        services.emergency_review(one, actor=cast.coordinator, verdict="right")
    one.refresh_from_db()
    assert one.reviewed_at is None


@pytest.mark.parametrize(("district", "shown"), [("nishi", True), ("dai", False)])
def test_a_manager_of_some_districts_looks_at_those_of_their_districts(cast, areas, person, district, shown):
    by_name(cast.caseworker)
    one = Emergency.objects.get()
    user = make_member(make_user("manager-of-one"), Role.MANAGER, getattr(areas, district))
    page = login(Client(), user).get(reverse("emergencies")).content.decode()
    assert (reverse("emergency_review", args=[one.pk]) in page) is shown
    review(user, one)
    one.refresh_from_db()
    assert (one.reviewed_by == user) is shown


def test_another_councils_manager_sees_none(cast, other_manager, person):
    by_name(cast.caseworker)
    one = Emergency.objects.get()
    assert login(Client(), other_manager).get(reverse("emergency_review", args=[one.pk])).status_code == 404


def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(caseworker, person):
    browser = login(Client(), caseworker)
    for said, words in (
        ({"name": "四月一日 はな", "born": ""}, "生年月日"),
        ({"name": "", "born": ""}, "ケース番号"),
        ({"number": "あいう"}, "ケース番号ではありません"),
        ({"name": "四月一日 はな", "born": "R99"}, "四月一日 はな"),
        ({"name": "x" * 10_000, "born": "S18.5.7"}, "80"),
    ):
        answer = browser.post(reverse("emergency"), {**SAID, **said})
        page = browser.get(answer.url).content.decode()
        assert words in page
        assert SAID["text"] in page
