"""Whom an entry of the day-book is about, and from whom it is kept."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from casework import services
from casework.models import DayBookEntry, Person
from privacy import context
from privacy.errors import NotWithinReach
from privacy.models import AccessEvent, Dossier
from tests.cast import login
from tests.factories.casework import make_case, make_person

pytestmark = pytest.mark.django_db

TEXT = "長女が鍵を預けに来る"
BOOK = "daybook"


@pytest.fixture
def person(coordinator, areas):
    return make_person(coordinator, areas.dai)


def write(client, **data):
    return client.post(reverse(BOOK), {"kind": "handover", "text": TEXT, "once": str(uuid.uuid4()), **data})


def seen(client, *names):
    return "".join(client.get(reverse(name)).content.decode() for name in names)


def entry_about(client, person, text=TEXT):
    write(client, text=text, about=str(person.pk))
    return DayBookEntry.objects.latest("created_at")


def test_the_person_is_found_by_name_and_nothing_typed_is_lost(client, caseworker, person):
    login(client, caseworker)
    answer = write(client, q="たかはし", find="1")
    assert answer.status_code == 303
    page = client.get(answer.url).content.decode()
    assert TEXT in page
    assert "髙橋 ヨシ子" in page
    assert f'value="{person.pk}"' in page
    assert "field__error" not in page
    assert not DayBookEntry.objects.exists()
    write(client, q="たかはし", about=str(person.pk))
    assert DayBookEntry.objects.get().about_id == person.dossier_id
    assert client.get(reverse(BOOK)).content.decode().count("髙橋 ヨシ子") == 1
    assert AccessEvent.objects.filter(kind="search", actor=caseworker.pk).exists()


def test_a_name_that_was_typed_is_not_dropped_in_silence(client, caseworker, person):
    login(client, caseworker)
    page = client.get(write(client, q="たかはし").url).content.decode()
    assert "どの方か選んでください。" in page
    page = client.get(write(client, q="あおた").url).content.decode()
    assert "見つかりません" in page
    assert not DayBookEntry.objects.exists()
    assert "この中にはいない" in client.get(write(client, q="たかはし", find="1").url).content.decode()
    write(client, q="たかはし", about="nobody")
    assert DayBookEntry.objects.get().about_id is None


def test_it_is_proposed_from_the_pages_about_the_person(client, coordinator, areas):
    case = make_case(coordinator, areas.dai)
    login(client, coordinator)
    url = f"{reverse(BOOK)}?about={case.subject_id}"
    assert url in client.get(case.get_absolute_url()).content.decode()
    assert url in client.get(reverse("person", args=[case.subject_id])).content.decode()
    page = client.get(url).content.decode()
    assert f'value="{case.subject_id}" autocomplete="off" checked' in page


def test_who_is_recused_does_not_meet_what_is_written_about_them(cast, person):
    writer = login(Client(), cast.coordinator)
    entry = entry_about(writer, person)
    done = entry_about(writer, person, "電話を返した")
    write(writer, text="鍵の棚を替えた")
    writer.post(reverse("entry_done", args=[done.pk]))
    client = login(Client(), cast.caseworker)
    before = seen(client, BOOK, "home")
    for text in (TEXT, "電話を返した", "鍵の棚を替えた", "髙橋 ヨシ子"):
        assert text in before
    client.post(reverse("person_recuse", args=[person.pk]), {"why": "neighbour"})
    after = seen(client, BOOK, "home")
    for text in (TEXT, "電話を返した", "髙橋 ヨシ子", str(entry.pk), str(done.pk)):
        assert text not in after
    assert "鍵の棚を替えた" in after
    for data, pk in (({}, entry.pk), ({"undo": "1"}, done.pk)):
        refused = client.post(reverse("entry_done", args=[pk]), data)
        assert (refused.status_code, refused.content) == (
            404,
            client.post(reverse("entry_done", args=[uuid.uuid4()]), data).content,
        )
    assert list(DayBookEntry.objects.filter(done_at=None).values_list("pk", flat=True).order_by("pk")) == sorted(
        DayBookEntry.objects.exclude(pk=done.pk).values_list("pk", flat=True)
    )
    others = seen(writer, BOOK, "home")
    assert TEXT in others
    assert "電話を返した" in others


def test_the_gate_behind_the_page_keeps_it_too(cast, person):
    entry = entry_about(login(Client(), cast.coordinator), person)
    login(Client(), cast.caseworker).post(reverse("person_recuse", args=[person.pk]), {"why": "neighbour"})
    with context.on_behalf_of(cast.caseworker), pytest.raises(NotWithinReach):
        services.entry_done(entry, actor=cast.caseworker)


def test_writers_name_only_whom_they_can_find(cast, areas, person, other_manager):
    far = make_person(cast.coordinator, areas.nishi, given_name="遠子")
    abroad = make_person(other_manager, areas.other_north, given_name="他子")
    hidden = make_person(cast.coordinator, areas.dai, given_name="封子")
    Dossier.objects.filter(pk=hidden.dossier_id).update(restricted=True)
    client = login(Client(), cast.caseworker)
    client.post(reverse("person_recuse", args=[person.pk]), {"why": "neighbour"})
    absent = write(client, about=str(uuid.uuid4()))
    assert absent.status_code == 404
    for one in (far, abroad, hidden, person):
        answer = write(client, about=str(one.pk))
        assert (answer.status_code, answer.content) == (404, absent.content)
        assert client.get(f"{reverse(BOOK)}?about={one.pk}").status_code == 404
    assert write(client, about="x").status_code == 404
    assert not DayBookEntry.objects.exists()


def test_another_council_and_the_auditor_read_none_of_it(cast, person):
    entry = entry_about(login(Client(), cast.coordinator), person)
    for user, statuses in ((cast.other_caseworker, (200, 404)), (cast.auditor, (403, 404)), (cast.visitor, (403, 404))):
        client = login(Client(), user)
        page = client.get(reverse(BOOK))
        assert page.status_code == statuses[0]
        assert TEXT not in page.content.decode()
        assert client.post(reverse("entry_done", args=[entry.pk])).status_code == statuses[1]


def test_who_cannot_find_the_person_reads_the_entry_without_the_name(cast, areas):
    far = make_person(cast.coordinator, areas.nishi, given_name="遠子")
    entry_about(login(Client(), cast.coordinator), far)
    page = login(Client(), cast.caseworker).get(reverse(BOOK)).content.decode()
    assert TEXT in page
    assert "遠子" not in page


def test_drafts_about_whom_one_is_kept_from_are_gone_from_ones_desk(cast, areas):
    case = make_case(cast.coordinator, areas.dai)
    client = login(Client(), cast.caseworker)
    note, intake = uuid.uuid4(), uuid.uuid4()
    client.post(reverse("draft_save", args=["note_new", note]), {"draft_about": str(case.pk), "text": "書きかけ"})
    client.post(reverse("draft_save", args=["intake", intake]), {"person": str(case.subject_id), "name": "書きかけの人"})
    client.post(reverse("draft_save", args=["intake", uuid.uuid4()]), {"person": "x", "name": "別の人"})
    before = seen(client, "home", "intake")
    assert str(case.pk) in before
    assert "書きかけの人" in before
    client.post(reverse("case_recuse", args=[case.pk]), {"why": "neighbour"})
    after = seen(client, "home", "intake")
    assert str(case.pk) not in after
    assert "書きかけの人" not in after
    assert client.get(reverse("intake_draft", args=[intake])).status_code == 404
    assert Person.objects.filter(pk=case.subject_id).exists()
