"""What one could not read before, one's own act does not open: the person's record behind a case that somebody took themselves."""

import importlib
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Case, CaseStep, Consent, Person, Relative
from japan.wareki import PartialDate
from privacy import context, granting
from privacy.dossiers import READ, WORK
from privacy.errors import Denied
from privacy.models import AccessEvent, Dossier, Grant, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import details, make_case, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]

NAME = "髙橋 ヨシ子"
# Of the person's own record, and of nothing that can be found: number, telephones, birth, how they live, family, consents.
CLOSED = (
    "417-90", "0436-00-5188", "090-0000-5188", "昭和13年", "1938", "11月23日", "一人ぐらし", "耳が遠い", "植木 次郎", "植込の事業所",
)  # fmt: skip
INTAKE = {
    "means": "phone", "route": "self", "topics": ["care"], "main_topic": "care", "urgency": "normal", "same": "other",
    "anonymous": "on", "words": "庭の手入れ", "consent": "unasked",
}  # fmt: skip
PERSON = {"family_name": "書換", "given_name": "太郎", "sex": "female", "birth": "S18.5.7", "reason": "聞きちがい"}


@pytest.fixture
def known(coordinator, areas):
    """A case of somebody the advocate can find and not read, with all that is known of her."""
    person = details(make_place(areas.dai), block="417-90", birth=PartialDate(1938, 11, 23))
    case = make_case(coordinator, areas.dai, new_subject=person)
    with context.on_behalf_of(coordinator):
        services.relative_save(case.subject, actor=coordinator, relation="長男", name="植木 次郎")
        services.consent_record(
            case.subject, actor=coordinator, decision="refused", contents=["identity"], recipients=["city"],
            recipient_detail="植込の事業所", given_date=date(2023, 9, 12), manner="oral",
        )  # fmt: skip
    return case


def signed_in(user):
    return login(Client(), user)


def take(user, person, **more):
    """An intake over HTTP about a person whose id is known."""
    pk = uuid.uuid4()
    answer = signed_in(user).post(reverse("intake"), {**INTAKE, "person": str(person), "once": str(pk), **more})
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("case", args=[pk]))
    return Case.objects.get(pk=pk)


def answer(user, case, asker, say):
    data = {"user": str(asker.pk), "answer": say}
    return signed_in(user).post(reverse("case_subject", args=[case.pk]), data).status_code


def pages_about(case):
    names = ("case", "case_timeline", "case_print", "case_access", "case_changes", "note_new", "case_correct", "case_close")
    everywhere = [reverse(name) for name in ("home", "case_list", "case_list_print", "search", "intake")]
    return [*everywhere, *(reverse(name, args=[case.pk]) for name in names)]


def reads(user, case) -> bool:
    status = signed_in(user).get(reverse("person", args=[case.subject_id])).status_code
    assert status in (200, 404)
    return status == 200


def shown_to(user, case) -> str:
    """All pages on which the subject could stand, the intake with her chosen and the search under the box among them."""
    client, text = signed_in(user), ""
    for path in pages_about(case):
        found = client.get(path)
        assert found.status_code == 200, path
        text += found.content.decode()
    chosen = client.post(reverse("intake_person", args=[uuid.uuid4()]), {"person": str(case.subject_id)}, follow=True)
    found = client.post(reverse("search"), {"q": "たかはし"}, headers={"HX-Request": "true"})
    beside = client.post(reverse("namesakes", args=[uuid.uuid4()]), {"name": NAME, "same": "other"})
    for page in (chosen, found, beside):
        assert NAME in page.content.decode()
        text += page.content.decode()
    return text


@pytest.mark.parametrize("restricted", [False, True])
def test_the_case_opens_and_the_record_of_its_person_does_not(advocate, known, restricted):
    Dossier.objects.filter(pk=known.dossier_id).update(restricted=restricted)
    assert not reads(advocate, known)
    case = take(advocate, known.subject_id)
    page = signed_in(advocate).get(case.get_absolute_url()).content.decode()
    age = (today := timezone.localdate()).year - 1938 - ((today.month, today.day) < (11, 23))
    for part in (NAME, f"{age}歳", "台小区", "庭の手入れ", "この方の記録は、まだ開けません"):
        assert part in page, part
    text = shown_to(advocate, case)
    assert [secret for secret in CLOSED if secret in text] == []
    assert known.number not in text
    assert not reads(advocate, case)


def test_no_form_writes_into_that_record(advocate, known):
    take(advocate, known.subject_id)
    relative, consent = Relative.objects.get(), Consent.objects.get()
    client, before = signed_in(advocate), AccessEvent.objects.filter(kind="write").count()
    for name, pk, data in (
        ("person_edit", known.subject_id, PERSON),
        ("relative_new", known.subject_id, {"relation": "長女"}),
        ("relative_edit", relative.pk, {"relation": "次男"}),
        ("relative_remove", relative.pk, {}),
        ("relative_restore", relative.pk, {}),
        ("consent_new", known.subject_id, {"decision": "granted"}),
        ("consent_withdraw", consent.pk, {"reason": "申し出"}),
    ):
        assert client.post(reverse(name, args=[pk]), data).status_code == 404, name
    assert AccessEvent.objects.filter(kind="write").count() == before


def test_whether_there_is_a_restricted_case_too_costs_nothing_more(advocate, known):
    def asked():
        client = signed_in(advocate)
        with CaptureQueriesContext(connection) as queries:
            pk = uuid.uuid4()
            client.post(reverse("intake"), {**INTAKE, "person": str(known.subject_id), "once": str(pk)})
            client.get(reverse("case", args=[pk]))
            client.get(reverse("person", args=[known.subject_id]))
        return len(queries)

    asked()
    open_to_all = asked()
    Dossier.objects.filter(pk=known.dossier_id).update(restricted=True)
    assert asked() == open_to_all


def test_a_coordinators_yes_stands_on_their_home_page_and_opens_the_record(advocate, coordinator, manager, known):
    case = take(advocate, known.subject_id)
    place = reverse("case_subject", args=[case.pk])
    for user in (coordinator, manager):
        assert place in signed_in(user).get(reverse("home")).content.decode()
    page = signed_in(coordinator).get(place).content.decode()
    assert NAME in page
    assert advocate.display_name in page
    assert answer(coordinator, case, advocate, "yes") == 303
    assert reads(advocate, case)
    text = signed_in(advocate).get(case.get_absolute_url()).content.decode()
    assert [secret for secret in ("417-90", "0436-00-5188", "植木 次郎") if secret not in text] == []
    assert "まだ開けません" not in text
    for user in (coordinator, manager):
        assert place not in signed_in(user).get(reverse("home")).content.decode()
    assert CaseStep.objects.filter(case=case, kind="led", actor=coordinator).count() == 1
    event = AccessEvent.objects.filter(kind="write", action="subject.open", actor=coordinator.pk).get()
    assert {case.dossier_id, known.dossier.subject_id} <= set(event.dossiers)


def test_after_a_no_the_case_is_worked_on_and_the_record_stays_closed(advocate, coordinator, known):
    case = take(advocate, known.subject_id)
    assert answer(coordinator, case, advocate, "no") == 303
    assert not reads(advocate, case)
    client = signed_in(advocate)
    note = {"means": "phone", "text": "折り返した", "once": str(uuid.uuid4())}
    assert client.post(reverse("note_new", args=[case.pk]), note).status_code == 303
    page = client.get(case.get_absolute_url()).content.decode()
    assert "折り返した" in page
    assert "開かないことになりました" in page
    assert reverse("case_subject", args=[case.pk]) not in signed_in(coordinator).get(reverse("home")).content.decode()
    assert answer(coordinator, case, advocate, "yes") == 303
    assert not reads(advocate, case), "a second answer changes nothing"


@pytest.mark.parametrize(
    ("who", "status"), [("asker", 403), ("caseworker", 403), ("elsewhere", 404), ("recused", 404), ("of_another_council", 404)]
)
def test_who_has_not_both_or_asks_themselves_cannot_say_yes(cast, areas, other_manager, known, who, status):
    people = {
        "asker": cast.advocate,
        "caseworker": cast.caseworker,
        "elsewhere": make_member(make_user("elsewhere"), Role.COORDINATOR, areas.nishi),
        "recused": cast.coordinator,
        "of_another_council": other_manager,
    }
    case, user = take(cast.advocate, known.subject_id), people[who]
    if who == "recused":
        Recusal.objects.create(user=user, dossier_id=known.dossier.subject_id, why="family", created_by=cast.manager)
    assert answer(user, case, cast.advocate, "yes") == status
    assert signed_in(user).get(reverse("case_subject", args=[case.pk])).status_code == status
    assert reverse("case_subject", args=[case.pk]) not in signed_in(user).get(reverse("home")).content.decode()
    assert not reads(cast.advocate, case)


@pytest.mark.parametrize(("days", "status", "opens"), [(3, 403, False), (None, 303, True)])
def test_who_has_the_record_for_some_days_does_not_open_it_for_good(advocate, coordinator, areas, known, days, status, opens):
    elsewhere, today = make_member(make_user("elsewhere"), Role.COORDINATOR, areas.nishi), timezone.localdate()
    case = take(advocate, known.subject_id)
    until = today + timedelta(days=days) if days else None
    granting.grant(
        elsewhere, case.dossier, Grant.Kind.SHARED, level=WORK, from_date=today, until_date=until, given_by=coordinator
    )
    assert answer(elsewhere, case, advocate, "yes") == status
    assert reads(advocate, case) is opens


def test_who_asks_does_not_answer_themselves_with_another_role_of_theirs(areas, known):
    both = make_member(make_user("both"), Role.ADVOCATE, areas.council)
    make_member(both, Role.COORDINATOR, areas.nishi)
    case = take(both, known.subject_id)
    assert answer(both, case, both, "yes") == 404
    assert not reads(both, case)


def test_nobody_says_yes_to_themselves_once_they_could_to_others(advocate, areas, known):
    case = take(advocate, known.subject_id)
    make_member(advocate, Role.COORDINATOR, areas.council)
    with context.on_behalf_of(advocate), pytest.raises(Denied):
        case = Case.objects.visible_to(advocate).select_related("dossier", "subject__dossier").get(pk=case.pk)
        services.subject_open(case, actor=advocate, user=advocate)
    assert Grant.objects.get(user=advocate, content_object=case.dossier_id).lead == Grant.Lead.ASKED


def test_a_coordinator_who_names_the_advocate_opens_it(advocate, coordinator, known):
    case = take(advocate, known.subject_id)
    data = {"user": str(advocate.pk)}
    assert signed_in(coordinator).post(reverse("case_staff", args=[case.pk]), data).status_code == 303
    assert reads(advocate, case)


def test_a_yes_to_one_case_opens_nothing_after_it_was_taken_back(advocate, coordinator, known):
    """A second case about her, taken while the first one led there, leads there too; taken before, it does not."""
    before = take(advocate, known.subject_id)
    case = take(advocate, known.subject_id)
    answer(coordinator, case, advocate, "yes")
    signed_in(coordinator).post(reverse("case_staff", args=[case.pk]), {"user": str(advocate.pk), "off": "1"})
    assert signed_in(advocate).get(before.get_absolute_url()).status_code == 200
    assert not reads(advocate, before)


def test_somebody_registered_in_the_intake_itself_is_theirs(advocate, areas):
    pk = uuid.uuid4()
    data = {**INTAKE, "name": "青田 五郎", "kana": "あおた ごろう", "once": str(pk), "consent": "oral"}
    signed_in(advocate).post(reverse("intake"), data)
    case = Case.objects.get(pk=pk)
    assert reads(advocate, case)
    assert Consent.objects.count() == 1
    assert signed_in(advocate).post(reverse("person_edit", args=[case.subject_id]), PERSON).status_code == 303


def test_who_reads_by_district_keeps_the_person_when_she_moves_away(caseworker, coordinator, areas, known):
    case = take(caseworker, known.subject_id)
    assert reads(caseworker, case)
    with context.on_behalf_of(coordinator):
        person = Person.objects.visible_to(coordinator).select_related("dossier__area").get()
        services.person_correct(person, actor=coordinator, details=details(make_place(areas.nishi, "西町")))
    assert reads(caseworker, case)


def test_a_person_named_later_is_no_way_round(advocate, coordinator, known):
    for actor, opens in ((advocate, False), (coordinator, True)):
        case = make_case(advocate, known.area, new_subject=None)
        if actor is coordinator:
            Dossier.objects.filter(pk=case.dossier_id).update(area=known.area)
        with context.on_behalf_of(actor):
            case = Case.objects.visible_to(actor).select_related("dossier").get(pk=case.pk)
            subject = Person.objects.visible_to(actor, "person.find").select_related("dossier__area").get()
            services.subject_name(case, actor=actor, subject=subject)
        assert reads(advocate, case) == opens
    # Whoever names the person answers for the ways that lead there from this case, and from no other.
    assert list(Grant.objects.filter(user=advocate).order_by("pk").values_list("lead", flat=True)) == ["asked", "open"]


def test_what_ends_some_day_is_not_made_lasting_by_a_case_of_ones_own(advocate, coordinator, known):
    today = timezone.localdate()
    granting.grant(
        advocate, known.dossier, Grant.Kind.SHARED, level=WORK, from_date=today, until_date=today, given_by=coordinator
    )
    assert reads(advocate, known)
    case = take(advocate, known.subject_id)
    Grant.objects.filter(until_date=today).update(from_date=today - timedelta(days=2), until_date=today - timedelta(days=1))
    assert not reads(advocate, case)


def test_a_share_to_read_is_not_made_one_to_write(advocate, coordinator, known):
    granting.grant(advocate, known.dossier, Grant.Kind.SHARED, level=READ, from_date=date(2023, 9, 12), given_by=coordinator)
    take(advocate, known.subject_id)
    client = signed_in(advocate)
    assert client.get(reverse("person", args=[known.subject_id])).status_code == 200
    assert client.post(reverse("person_edit", args=[known.subject_id]), PERSON).status_code == 403


def test_a_consent_told_in_the_intake_does_not_overrule_what_its_taker_cannot_see(advocate, coordinator, known):
    case = take(advocate, known.subject_id, consent="oral")
    assert Consent.objects.count() == 1
    for user in (advocate, coordinator):
        page = signed_in(user).get(case.get_absolute_url()).content.decode()
        assert '同意の聞き取り（本人の記録にはまだ入っていません） <span class="pre">同意する ・ 口頭</span>' in page


def test_who_has_a_person_by_name_alone_does_not_move_them_into_their_own_district(caseworker, coordinator, areas):
    case = make_case(coordinator, areas.nishi, new_subject=details(make_place(areas.nishi, "西町")))
    sibling = make_case(coordinator, areas.nishi, subject=case.subject)
    with context.on_behalf_of(coordinator):
        services.case_assign(Case.objects.select_related("dossier").get(pk=case.pk), actor=coordinator, user=caseworker)
    client, edit = signed_in(caseworker), reverse("person_edit", args=[case.subject_id])
    for place in (str(make_place(areas.dai, "台町").pk), "outside"):
        assert client.post(edit, PERSON | {"place": place}).status_code == 303
        assert "コーディネーターなど" in client.get(edit).content.decode()
        assert client.get(sibling.get_absolute_url()).status_code == 404
    assert Dossier.objects.get(pk=sibling.dossier_id).area == areas.nishi
    assert client.post(edit, PERSON | {"place": str(make_place(areas.nishi, "西町").pk)}).headers["Location"] != edit


def test_the_home_page_costs_the_same_whoever_many_ask(advocate, coordinator, known, areas):
    def queries():
        client = signed_in(coordinator)
        client.get(reverse("home"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("home"))
        return len(found)

    take(advocate, known.subject_id)
    one = queries()
    for _again in range(3):
        take(advocate, known.subject_id)
    assert queries() == one


def test_what_was_given_before_is_asked_about_where_it_is_doubtful(advocate, caseworker, coordinator, known, areas):
    own = make_case(advocate, areas.dai, new_subject=details(make_place(areas.dai), family_name="青田"))
    doubtful, by_district = take(advocate, known.subject_id), take(caseworker, known.subject_id)
    given = make_case(coordinator, areas.dai, subject=known.subject)
    signed_in(coordinator).post(reverse("case_staff", args=[given.pk]), {"user": str(advocate.pk)})
    Grant.objects.update(lead="open")
    Dossier.objects.filter(pk=known.dossier.subject_id).update(created_at=timezone.now() - timedelta(days=9))
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module("casework.migrations.0007_subjects_asked_for_and_daybook_districts").ASK)
    asked = set(Grant.objects.asked(timezone.localdate()).values_list("user", "content_object"))
    assert asked == {(advocate.pk, doubtful.dossier_id)}
    assert {own.dossier_id, by_district.dossier_id, given.dossier_id}.isdisjoint({dossier for _user, dossier in asked})


def test_each_of_two_who_ask_about_one_case_is_named(cast, areas, known):
    """One took the case, a colleague was named to it by them, and both wait."""
    names = {"advocate": "一番 申子", "colleague": "二番 申子"}
    cast.advocate.display_name = names["advocate"]
    cast.advocate.save()
    colleague = make_member(make_user("colleague", name=names["colleague"]), Role.ADVOCATE, areas.council)
    case = take(cast.advocate, known.subject_id)
    granting.grant(
        colleague, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate(), given_by=cast.advocate
    )
    for waiting in (set(names.values()), {names["colleague"]}):
        home = signed_in(cast.coordinator).get(reverse("home")).content.decode()
        assert {name for name in names.values() if f"{name}さんが相談を受け付け" in home} == waiting
        answer(cast.coordinator, case, cast.advocate, "yes")
