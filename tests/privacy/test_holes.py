"""Ways in that were tried against the wall, each of which would show or touch what is somebody else's."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Case, DayBookEntry, Draft, Person
from casework.services import drafts
from casework.services.daybook import daybook_of
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.errors import Refusal
from privacy.models import AccessEvent, Dossier, Grant, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import details, make_case, make_note, make_place

pytestmark = pytest.mark.django_db

NAME, NOTE = "髙橋", "封筒が三通"


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


@pytest.fixture
def in_two(areas):
    """A caseworker of both councils, who works in one at a time; the first by date is the default."""
    user = make_user("in-two")
    make_member(user, Role.CASEWORKER, areas.council)
    return make_member(user, Role.CASEWORKER, areas.other, from_date=timezone.localdate() - timedelta(days=9))


def works_in(user, council):
    user.chosen_council = council
    user.save()
    user.forget_memberships()
    return login(Client(), user)


def seen(client, *paths):
    """Everything these pages show."""
    return "".join(client.get(path).content.decode() for path in paths)


def found(client, q, notes=""):
    client.post(reverse("search"), {"q": q, "notes": notes})
    return client.get(reverse("search")).content.decode()


def everywhere(case):
    return (
        reverse("home"), reverse("case_list"), reverse("case_list") + "?staff=me&status=all", reverse("case_list") + "?order=kana",
        reverse("case_list_print"), reverse("intake"), reverse("case", args=[case.pk]), reverse("person", args=[case.subject_id]),
        reverse("case_timeline", args=[case.pk]), reverse("case_changes", args=[case.pk]), reverse("case_access", args=[case.pk]),
    )  # fmt: skip


# One council at a time.


def test_a_case_one_is_named_to_stays_in_its_council(in_two, areas):
    case = make_case(in_two, areas.dai, next_contact_date=timezone.localdate(), next_contact_todo="訪ねる")
    assert NAME in seen(works_in(in_two, areas.council), reverse("home"), reverse("case", args=[case.pk]))
    client = works_in(in_two, areas.other)
    assert NAME not in seen(client, *everywhere(case)) + found(client, "たかはし")
    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.post(reverse("note_new", args=[case.pk]), {"means": "phone", "text": "x"}).status_code == 404


def test_who_left_a_council_keeps_no_case_of_it(in_two, areas):
    case = make_case(in_two, areas.dai)
    in_two.memberships.filter(area=areas.council).update(ended_at=timezone.now(), ended_by=in_two)
    client = works_in(in_two, areas.other)
    assert NAME not in seen(client, *everywhere(case)) + found(client, "たかはし")
    assert client.get(case.get_absolute_url()).status_code == 404


def test_a_desk_stays_in_its_council(in_two, areas):
    client = works_in(in_two, areas.council)
    pk = uuid.uuid4()
    client.post(reverse("draft_save", args=["intake", pk]), {"name": "髙橋 ヨシ子"})
    assert NAME in seen(client, reverse("home"), reverse("intake"), reverse("intake_draft", args=[pk]))
    client = works_in(in_two, areas.other)
    assert NAME not in seen(client, reverse("home"), reverse("intake"), reverse("intake_draft", args=[pk]))
    assert client.post(reverse("draft_save", args=["intake", pk]), {"name": "丁川 七郎"}).status_code == 200
    assert "丁川 七郎" not in seen(works_in(in_two, areas.council), reverse("intake_draft", args=[pk]))


def test_a_grant_opens_nothing_to_who_stands_above_the_councils(case, areas):
    above = make_member(make_user("above"), Role.MANAGER, areas.city)
    granting.grant(above, case.dossier, Grant.Kind.SHARED, level=WORK, from_date=timezone.localdate(), given_by=above)
    assert NAME not in seen(login(Client(), above), *everywhere(case))


# Ids that somebody else has used.


@pytest.fixture
def theirs(other_caseworker, areas):
    return make_case(other_caseworker, areas.other_north)


INTAKE = {
    "means": "phone", "route": "self", "topics": ["care"], "main_topic": "care", "urgency": "normal", "same": "same",
    "name": "青田 五郎", "words": "庭の手入れ", "consent": "unasked",
}  # fmt: skip


def test_an_intake_under_somebody_elses_id_is_a_case_of_its_own(client, caseworker, theirs):
    login(client, caseworker)
    answer = client.post(reverse("intake"), INTAKE | {"once": str(theirs.pk)})
    made = Case.objects.get(council=caseworker.memberships.first().area.council_id)
    assert (answer.status_code, answer.headers["Location"]) == (303, made.get_absolute_url())
    assert made.pk != theirs.pk


def test_an_enquiry_under_somebody_elses_id_is_one_of_its_own(client, advocate, theirs):
    login(client, advocate)
    data = {"means": "phone", "route": "self", "topic": "care", "words": "受付の時間", "once": str(theirs.pk)}
    assert client.post(reverse("enquiry"), data).status_code == 303
    assert Case.objects.count() == 2
    own = data | {"once": str(uuid.uuid4())}
    for _twice in range(2):
        assert client.post(reverse("enquiry"), own).status_code == 303
    assert Case.objects.count() == 3


def test_a_note_under_somebody_elses_id_is_one_of_its_own(client, caseworker, coordinator, other_caseworker, case, theirs):
    for used in (make_note(other_caseworker, theirs), make_note(coordinator, case, text="先に書いた文")):
        login(client, caseworker)
        text = f"自分の文 {used.pk}"
        answer = client.post(reverse("note_new", args=[case.pk]), {"means": "phone", "text": text, "once": str(used.pk)})
        assert (answer.status_code, answer.headers["Location"]) == (303, case.get_absolute_url())
        assert text in seen(client, case.get_absolute_url())


def test_a_draft_under_somebody_elses_id_is_one_of_its_own(client, caseworker, other_caseworker, areas):
    with context.on_behalf_of(other_caseworker):
        desk = drafts.desk_of(other_caseworker, areas.other)
        draft = services.draft_save(actor=other_caseworker, desk=desk, form="intake", payload={}, id=uuid.uuid4())
    login(client, caseworker)
    assert client.post(reverse("draft_save", args=["intake", draft.pk]), {"name": "甲"}).status_code == 200
    answer = client.post(reverse("intake"), {"name": "甲", "once": str(draft.pk)}, follow=True)
    assert answer.status_code == 200
    assert "甲" in answer.content.decode()
    assert client.post(reverse("intake_person", args=[draft.pk]), {"other": "1"}, follow=True).status_code == 200
    with context.on_behalf_of(other_caseworker):
        assert Draft.objects.visible_to(other_caseworker).get().payload == {}


def test_a_day_book_entry_under_somebody_elses_id_is_one_of_its_own(client, caseworker, other_caseworker, areas):
    with context.on_behalf_of(other_caseworker):
        book = daybook_of(areas.other, timezone.localdate())
        entry = services.entry_write(actor=other_caseworker, book=book, kind="handover", text="乙の申し送り")
    login(client, caseworker)
    answer = client.post(reverse("daybook"), {"kind": "handover", "text": "甲の申し送り", "once": str(entry.pk)}, follow=True)
    assert "甲の申し送り" in answer.content.decode()
    assert "乙の申し送り" not in answer.content.decode()
    assert DayBookEntry.objects.count() == 2


# Ids in forms.


def test_no_form_takes_a_person_of_another_council(client, caseworker, theirs):
    login(client, caseworker)
    for url in (reverse("intake"), reverse("intake_person", args=[uuid.uuid4()])):
        answers = [client.post(url, INTAKE | {"person": str(pk)}) for pk in (theirs.subject_id, uuid.uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert Case.objects.count() == 1


def test_no_form_takes_a_block_of_another_council(client, caseworker, areas, case):
    theirs = make_place(areas.other_north, "乙町1丁目")
    login(client, caseworker)
    client.post(reverse("intake"), INTAKE | {"place": str(theirs.pk), "once": str(uuid.uuid4())})
    person = {"family_name": "高橋", "sex": "female", "birth": "S18.5.7", "place": str(theirs.pk), "reason": "転居"}
    client.post(reverse("person_edit", args=[case.subject_id]), person)
    assert Case.objects.count() == 1
    assert {dossier.council_id for dossier in Dossier.objects.filter(area=areas.other_north)} == set()


def test_no_service_moves_a_person_over_the_wall(caseworker, areas, case):
    beyond = details(make_place(areas.other_north, "乙町1丁目"))
    with context.on_behalf_of(caseworker):
        person = Person.objects.visible_to(caseworker).get()
        with pytest.raises(Refusal):
            services.person_correct(person, actor=caseworker, details=beyond)
    with pytest.raises(Refusal):
        make_case(caseworker, areas.dai, new_subject=beyond)


def test_no_form_takes_a_colleague_of_another_council(client, manager, other_caseworker, case):
    login(client, manager)
    client.post(reverse("case_staff", args=[case.pk]), {"user": str(other_caseworker.pk)})
    client.post(reverse("case_exclude", args=[case.pk]), {"user": str(other_caseworker.pk), "why": "other"})
    note = {"means": "phone", "text": "供覧", "readers": [str(other_caseworker.pk)], "once": str(uuid.uuid4())}
    client.post(reverse("note_new", args=[case.pk]), note)
    assert not Grant.objects.filter(user=other_caseworker, content_object=case.dossier).exists()
    assert not Recusal.objects.exists()
    assert not other_caseworker.circulations.exists()


def test_a_draft_naming_a_person_of_another_council_shows_nothing(client, caseworker, theirs):
    login(client, caseworker)
    pk = uuid.uuid4()
    client.post(reverse("draft_save", args=["intake", pk]), {"person": str(theirs.subject_id), "name": "甲"})
    assert client.get(reverse("intake_draft", args=[pk])).status_code == 404


# Restricted.


@pytest.fixture
def restricted(coordinator, areas):
    """A whole case, restricted; only `coordinator`, who took it, is named."""
    case = make_case(coordinator, areas.dai, next_contact_date=timezone.localdate(), next_contact_todo="訪ねる")
    make_note(coordinator, case)
    dossiers = Dossier.objects.filter(pk__in=[case.dossier_id, case.subject.dossier_id]) | case.dossier.parts.all()
    Dossier.objects.filter(pk__in=list(dossiers.values_list("pk", flat=True))).update(restricted=True)
    return case


@pytest.mark.parametrize("who", ["caseworker", "manager", "second_manager", "advocate", "auditor"])
def test_what_is_restricted_is_nowhere(restricted, cast, who):
    client = login(Client(), getattr(cast, who))
    text = seen(client, *everywhere(restricted)) + "".join(found(client, q, "on") for q in ("たかはし", "髙橋", "5188", NOTE))
    for planted in (NAME, NOTE, "訪ねる", "通帳"):
        assert planted not in text.replace(f'value="{planted}"', ""), planted
    assert restricted.number not in seen(client, *everywhere(restricted)) + found(client, "たかはし")
    assert client.get(restricted.get_absolute_url()).content == client.get(reverse("case", args=[uuid.uuid4()])).content


def test_what_is_restricted_is_open_to_whom_it_names(client, coordinator, restricted):
    login(client, coordinator)
    assert NAME in client.get(restricted.get_absolute_url()).content.decode()
    assert restricted.number in client.get(reverse("case_list")).content.decode()


def test_a_search_outside_the_reach_is_like_one_for_nobody(restricted, cast):
    client = login(Client(), cast.manager)
    there, nobody = (
        re.sub(r'CSRFToken": "\w+|(name="(csrfmiddlewaretoken|once)" value=)"[^"]*', "", found(client, q))
        for q in ("髙橋", "青田")
    )
    assert there.replace("髙橋", "") == nobody.replace("青田", "")


# Recused.


def test_who_is_recused_meets_the_person_nowhere(coordinator, manager, caseworker, areas):
    case = make_case(caseworker, areas.dai, next_contact_date=timezone.localdate(), next_contact_todo="訪ねる")
    other_case = make_case(coordinator, areas.dai, subject=case.subject)
    make_note(caseworker, case, readers=[coordinator])
    with context.on_behalf_of(manager):
        services.person_exclude(case, actor=manager, user=caseworker, why="neighbour")
    client = login(Client(), caseworker)
    text = seen(client, *everywhere(case), *everywhere(other_case))
    text += "".join(found(client, q, "on") for q in ("たかはし", NOTE, case.number))
    assert NAME not in text.replace('value="髙橋"', "")
    assert client.get(other_case.get_absolute_url()).status_code == 404
    later = make_case(coordinator, areas.dai, subject=case.subject)
    assert client.get(later.get_absolute_url()).status_code == 404


def test_who_was_recused_before_the_name_was_known_does_not_meet_it_after(manager, caseworker, areas):
    case = make_case(caseworker, areas.dai, new_subject=None)
    with context.on_behalf_of(manager):
        services.person_exclude(case, actor=manager, user=caseworker, why="neighbour")
        services.subject_name(Case.objects.visible_to(manager).get(), actor=manager, new_subject=details(make_place(areas.dai)))
    client = login(Client(), caseworker)
    assert NAME not in found(client, "たかはし")
    assert client.get(reverse("person", args=[Person.objects.get().pk])).status_code == 404


# Rights that end in the middle of a session.


@pytest.mark.parametrize("end", ["membership", "pledge", "account", "day"])
def test_a_right_that_ends_closes_the_next_page(caseworker, case, end):
    client = login(Client(), caseworker)
    assert client.get(case.get_absolute_url()).status_code == 200
    today = timezone.localdate()
    if end == "membership":
        caseworker.memberships.update(ended_at=timezone.now(), ended_by=caseworker)
    elif end == "day":
        caseworker.memberships.update(until_date=today - timedelta(days=1))
    elif end == "pledge":
        caseworker.pledges.update(valid_until=today - timedelta(days=1))
    else:
        caseworker.is_active = False
        caseworker.save()
    assert client.get(case.get_absolute_url()).status_code in (302, 403, 404)
    assert NAME not in seen(client, *everywhere(case))


# Who sees no content.


@pytest.mark.parametrize("who", ["visitor", "auditor", "administrator", "other_caseworker", "other_manager"])
def test_who_has_no_content_meets_none(cast, other_manager, case, who):
    make_note(cast.caseworker, case, next_contact_date=timezone.localdate(), next_contact_todo="訪ねる")
    user = other_manager if who == "other_manager" else getattr(cast, who)
    client = login(Client(), user)
    text = seen(client, *everywhere(case), reverse("plan"), reverse("daybook"), reverse("ledger"), reverse("people"))
    for q in ("たかはし", "髙橋", "5188", case.number):
        text += client.post(reverse("search"), {"q": q}, headers={"HX-Request": "true"}).content.decode()
    for planted in (NAME, NOTE, "訪ねる", "露﨑", str(case.pk), str(case.subject_id)):
        assert planted not in text.replace(f'value="{planted}"', ""), planted


# What is written down.


def test_a_draft_shown_is_an_event(client, caseworker, case):
    login(client, caseworker)
    pk, note = uuid.uuid4(), uuid.uuid4()
    client.post(reverse("draft_save", args=["intake", pk]), {"name": "髙橋 ヨシ子"})
    client.post(reverse("draft_save", args=["note_new", note]), {"text": "途中", "draft_about": str(case.pk)})
    for path, ids in ((reverse("home"), {pk}), (reverse("intake"), {pk}), (f"{case.get_absolute_url()}?draft={note}", {note})):
        last = AccessEvent.objects.count()
        client.get(path)
        events = AccessEvent.objects.order_by("seq")[last:]
        assert ids <= {record for event in events for record in event.records}, path


def test_a_note_that_is_found_and_a_case_that_is_found_are_events(client, caseworker, case):
    note = make_note(caseworker, case)
    login(client, caseworker)
    assert NOTE in found(client, "封筒", "on")
    assert case.number in found(client, case.number)
    records = {record for event in AccessEvent.objects.filter(kind__in=["list", "search"]) for record in event.records}
    assert {note.pk, case.pk} <= records


def test_no_event_no_page(client, caseworker, case, monkeypatch):
    make_note(caseworker, case, next_contact_date=timezone.localdate(), next_contact_todo="訪ねる")
    login(client, caseworker)

    def fails(*args, **kwargs):
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr("privacy.ledger.record", fails)
    for path in (reverse("home"), reverse("case_list"), case.get_absolute_url(), reverse("person", args=[case.subject_id])):
        with pytest.raises(RuntimeError):
            client.get(path)
