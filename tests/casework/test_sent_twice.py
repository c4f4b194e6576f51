"""Sent twice is saved once, and what was changed in between is never dropped: by hand, over HTTP, form by form."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Case, CaseStep, Consent, DayBookEntry, ProgressNote, Relative
from casework.services.once import OtherContent
from privacy import context
from privacy.models import AccessEvent
from tests.cast import login
from tests.factories.casework import make_case
from ui.models import Sent
from ui.once import forget_sent

pytestmark = pytest.mark.django_db

FIRST, LONGER = "長女より電話。来週来るとのこと", "長女より電話。来週来るとのこと。薬が余っている"
CONSENT = {
    "decision": "granted", "contents": ["identity"], "recipients": ["comprehensive"], "purpose": "介護の手つづき", "manner": "oral",
    "given_by": "self", "given_date": "令和5年9月12日",
}  # fmt: skip


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


def key() -> dict:
    return {"once": str(uuid.uuid4())}


def texts(user) -> list[str]:
    with context.on_behalf_of(user):
        return [note.text for note in ProgressNote.objects.visible_to(user).filter(is_first=False)]


def writes(user) -> int:
    return AccessEvent.objects.filter(kind="write", actor=user.pk).count()


def test_the_answer_was_lost_and_the_same_is_sent_again(client, caseworker, case):
    login(client, caseworker)
    sent = {"means": "phone", "text": FIRST} | key()
    first = client.post(reverse("note_new", args=[case.pk]), sent)
    before = writes(caseworker)
    again = client.post(reverse("note_new", args=[case.pk]), sent)
    assert (again.status_code, again.url) == (303, first.url)
    assert texts(caseworker) == [FIRST]
    assert writes(caseworker) == before, "the ledger tells of no second write"


def test_the_answer_was_lost_and_the_text_is_extended(client, caseworker, case):
    """「記録しました」 without the added sentence is what must not be."""
    login(client, caseworker)
    path, sent = reverse("note_new", args=[case.pk]), {"means": "phone"} | key()
    client.post(path, sent | {"text": FIRST})
    answer = client.post(path, sent | {"text": LONGER})
    assert answer.url == path
    page = client.get(path).content.decode()
    assert "もう保存されていて、今の内容とちがいます" in page
    assert f"{FIRST}</p>" in page, "what was saved"
    assert f"{LONGER}</textarea>" in page, "what is written now"
    assert texts(caseworker) == [FIRST]
    # On that page it is a form of its own: pressed again, it is one more.
    client.post(path, {"means": "phone", "text": LONGER} | key())
    assert sorted(texts(caseworker)) == [FIRST, LONGER]


@pytest.mark.parametrize(
    ("route", "fields", "changed", "count"),
    [
        ("relative_new", {"relation": "長女", "name": "青木 道子"}, {"notes": "昼は仕事"}, lambda: Relative.objects.count()),
        ("consent_new", CONSENT, {"recipient_detail": "包括の野口さん"}, lambda: Consent.objects.count()),
    ],
)
def test_a_relative_and_a_consent_have_a_key(client, caseworker, case, route, fields, changed, count):
    login(client, caseworker)
    path, sent = reverse(route, args=[case.subject_id]), fields | key()
    assert client.post(path, sent).url == client.post(path, sent).url
    assert count() == 1
    assert client.post(path, sent | changed).url == path
    page = client.get(path).content.decode()
    (added,) = changed.values()
    assert added in page
    assert "保存されているもの" in page
    assert count() == 1


def test_a_day_book_entry(client, caseworker):
    login(client, caseworker)
    sent = {"kind": "handover", "text": FIRST} | key()
    for text in (FIRST, FIRST, LONGER):
        client.post(reverse("daybook"), sent | {"text": text})
    assert f"{LONGER}</textarea>" in client.get(reverse("daybook")).content.decode()
    assert DayBookEntry.objects.count() == 1


def test_an_enquiry_and_an_intake(client, caseworker):
    login(client, caseworker)
    asked = {"means": "phone", "route": "self", "topic": "care", "words": "受付の時間", "draft": str(uuid.uuid4())}
    for words in ("受付の時間", "受付の時間", "受付の時間と場所"):
        answer = client.post(reverse("enquiry"), asked | {"words": words})
    page = client.get(answer.url).content.decode()
    assert "受付の時間と場所" in page
    assert "もう保存されていて" in page
    taken = {
        "means": "phone", "route": "self", "topics": ["care"], "main_topic": "care", "urgency": "normal", "same": "same",
        "name": "植田 五郎", "consent": "unasked", "draft": str(uuid.uuid4()),
    }  # fmt: skip
    for words in (FIRST, FIRST, LONGER):
        answer = client.post(reverse("intake"), taken | {"words": words})
    page = client.get(answer.url).content.decode()
    assert LONGER in page
    assert "もう保存されていて" in page
    assert Case.objects.count() == 2


def test_a_closing_sent_again_is_done_and_with_other_words_comes_back(client, caseworker, case):
    login(client, caseworker)
    path = reverse("case_close", args=[case.pk])
    sent = {"on_date": "令和5年10月1日", "reason_code": "solved", "text": FIRST} | key()
    assert client.post(path, sent).url == client.post(path, sent).url == case.get_absolute_url()
    assert client.post(path, sent | {"text": LONGER}).url == path
    assert LONGER in client.get(path).content.decode()
    assert CaseStep.objects.filter(kind="closed").count() == 1


def test_a_key_is_its_senders_own(client, caseworker, coordinator, case):
    sent = {"means": "phone", "text": FIRST} | key()
    for user in (caseworker, coordinator):
        login(client, user).post(reverse("note_new", args=[case.pk]), sent)
    assert texts(coordinator) == [FIRST, FIRST]


def test_a_service_called_twice_writes_one_event_and_drops_no_words(caseworker, case):
    with context.on_behalf_of(caseworker):
        values = {"actor": caseworker, "id": uuid.uuid4(), "met_at": timezone.now(), "means": "phone"}
        services.note_add(case, text=FIRST, **values)
        before = writes(caseworker)
        services.note_add(case, text=FIRST, **values)
        assert writes(caseworker) == before
        with pytest.raises(OtherContent):
            services.note_add(case, text=LONGER, **values)


def test_what_was_sent_is_not_written_down_a_second_time(client, caseworker, case):
    login(client, caseworker)
    client.post(reverse("note_new", args=[case.pk]), {"means": "phone", "text": FIRST} | key())
    kept = Sent.objects.values().get()
    assert (len(kept["digest"]), kept["answer"]) == (32, case.get_absolute_url())
    assert FIRST.encode() not in bytes(kept["digest"])


def test_after_a_month_a_key_is_forgotten(caseworker):
    now = timezone.now()
    for key, at in (("old", now - timedelta(days=31)), ("new", now - timedelta(days=29))):
        Sent.objects.create(user=caseworker, key=uuid.uuid5(uuid.NAMESPACE_URL, key), digest=b"", answer="/", at=at)
    forget_sent()
    assert [one.key for one in Sent.objects.all()] == [uuid.uuid5(uuid.NAMESPACE_URL, "new")]
