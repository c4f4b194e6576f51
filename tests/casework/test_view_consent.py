"""同意: recorded with its whole breadth, shown with its state, withdrawn from a day on."""

import uuid

import pytest
from django.urls import reverse

from casework.models import Consent
from privacy import context
from tests.cast import login
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def her(caseworker, areas):
    return make_case(caseworker, areas.dai).subject


def typed(**changes):
    return {
        "decision": "granted", "contents": ["identity", "health"], "recipients": ["comprehensive"], "recipient_detail": "",
        "purpose": "介護の手つづき", "given_date": "令和5年9月12日", "until_date": "令和6年3月31日", "manner": "written",
        "given_by": "self", "ground": "", **changes,
    }  # fmt: skip


def record(client, her, **changes):
    return client.post(reverse("consent_new", args=[her.pk]), typed(**changes))


def test_who_may_record(client, cast, her):
    path = reverse("consent_new", args=[her.pk])
    allowed = {name for name, user in vars(cast).items() if login(client, user).get(path).status_code == 200}
    assert allowed == {"caseworker", "coordinator", "manager", "second_manager"}
    assert login(client, cast.other_caseworker).post(path, typed()).status_code == 404
    assert login(client, cast.auditor).post(path, typed()).status_code == 404


def test_it_is_recorded_and_shown(client, caseworker, her):
    login(client, caseworker)
    assert record(client, her).url == her.get_absolute_url()
    row = Consent.objects.get()
    assert (row.contents, row.recipients, row.manner) == (["identity", "health"], ["comprehensive"], "written")
    assert (str(row.given_date), str(row.until_date)) == ("2023-09-12", "2024-03-31")
    page = client.get(her.get_absolute_url()).content.decode()
    assert "介護の手つづき" in page
    assert "地域包括支援センター" in page
    assert "期限切れ" in page


def test_a_refusal_is_recorded_too(client, caseworker, her):
    login(client, caseworker)
    record(client, her, decision="refused", until_date="")
    assert "同意しない" in client.get(her.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"decision": ""}, {"contents": []}, {"recipients": []}, {"purpose": ""}, {"manner": ""}, {"contents": ["everything"]},
        {"given_by": "proxy"},
        {"until_date": "令和5年9月1日"}, {"given_date": "令和5年2月29日"}, {"given_date": "令和99年1月1日"},
        {"purpose": "あ" * 10_000},
    ],
)  # fmt: skip
def test_what_is_not_whole_is_not_recorded(client, caseworker, her, changes):
    login(client, caseworker)
    answer = record(client, her, **changes)
    assert answer.status_code == 303
    page = client.get(answer.url).content.decode()
    assert "field__error" in page
    assert 'value="written" autocomplete="off" checked' in page or changes == {"manner": ""}
    assert Consent.objects.count() == 0


def test_it_is_withdrawn(client, caseworker, her):
    login(client, caseworker)
    record(client, her, until_date="")
    path = reverse("consent_withdraw", args=[Consent.objects.get().pk])
    assert path in client.get(her.get_absolute_url()).content.decode()
    early = client.post(path, {"withdrawn_date": "令和5年9月1日", "reason": ""})
    assert "同意した日より前" in client.get(early.url).content.decode()
    assert client.post(path, {"withdrawn_date": "令和5年10月1日", "reason": "もう話さないで"}).url == her.get_absolute_url()
    with context.on_behalf_of(caseworker):
        row = Consent.objects.visible_to(caseworker).get()
        assert str(row.withdrawn_date) == "2023-10-01"
        assert row.history.latest().history_change_reason == "もう話さないで"
    page = client.get(her.get_absolute_url()).content.decode()
    assert path not in page


def test_a_consent_out_of_reach_is_not_there(client, caseworker, other_caseworker, her):
    record(login(client, caseworker), her)
    pk = Consent.objects.get().pk
    login(client, other_caseworker)
    for guess in (pk, uuid.uuid4()):
        assert client.get(reverse("consent_withdraw", args=[guess])).status_code == 404
