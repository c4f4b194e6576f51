"""A consent can name one kind of conference, of a list that an app above owns: it is offered, said in words, and asked by the rule."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import receivers
from casework.models import Consent
from casework.receivers import Receivers, names_of
from casework.said import what_may_be_told
from privacy import context
from tests.cast import login
from tests.factories.casework import make_person

pytestmark = pytest.mark.django_db
WORDS = {"conference:individual": "個別ケース会議", "conference:community": "地域ケア会議"}
SAID = {
    "decision": "granted", "contents": ["living"], "one_receiver": "conference:individual", "purpose": "支え方を話し合うため", "manner": "oral",
    "given_by": "self",
}  # fmt: skip


@pytest.fixture
def her(caseworker, areas):
    return make_person(caseworker, areas.dai)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """As the app of conferences registers them."""
    known = Receivers(
        label="会議の種類",
        offered=lambda council_id: list(WORDS.items()),
        words=lambda codes: {code: WORDS[code] for code in codes if code in WORDS},
        names=lambda code: frozenset({code, "conference"}) if code in WORDS else frozenset(),
    )
    monkeypatch.setitem(receivers._known, "conference", known)


def test_it_is_offered_recorded_and_said_in_words(client, caseworker, her):
    page = reverse("consent_new", args=[her.pk])
    login(client, caseworker)
    assert all(words in client.get(page).content.decode() for words in WORDS.values())
    assert client.post(page, SAID).status_code == 303
    assert Consent.objects.values_list("recipients", flat=True).get() == ["conference:individual"]
    assert "個別ケース会議" in client.get(her.get_absolute_url()).content.decode()
    may = {
        to: client.get(reverse("may_tell", args=[her.pk]), {"to": to, "purpose": "conference"}).content.decode() for to in WORDS
    }
    assert may["conference:individual"].count("伝えてよい") == may["conference:community"].count("伝えてよい") + 1


def test_who_sits_there_is_told_there_and_not_elsewhere(client, caseworker, her):
    login(client, caseworker).post(reverse("consent_new", args=[her.pk]), SAID)
    asked = {"contents": ["living"], "purpose": "conference", "on": timezone.localdate()}
    with context.on_behalf_of(caseworker):
        told = [
            type(what_may_be_told(caseworker, her.pk, receiver=receiver, **asked)["living"]).__name__
            for receiver in (
                names_of("city") | names_of("conference:individual"),
                names_of("city") | names_of("conference:community"),
                names_of("city"),
            )
        ]
    assert told == ["Allowed", "Denied", "Denied"]
