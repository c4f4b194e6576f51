"""いま伝えてよいこと on its page, what a withdrawal leaves without a ground, and a consent that ends soon."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Consent
from casework.pages.disclosures import answers
from privacy import context
from tests.cast import login
from tests.factories import visits as watch
from tests.factories.casework import make_case, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]


@pytest.fixture
def her(caseworker, areas):
    return make_case(caseworker, areas.dai).subject


def say(actor, person, decision, contents, recipients, day=date(2026, 4, 1), **more):
    with context.on_behalf_of(actor):
        return services.consent_record(
            person,
            actor=actor,
            decision=decision,
            contents=contents,
            recipients=recipients,
            given_date=day,
            manner="oral",
            **more,
        )


def told(client, person, to, purpose="support") -> dict[str, bool]:
    """{label: may it be told} as the page says it."""
    page = client.get(reverse("may_tell", args=[person.pk]), {"to": to, "purpose": purpose}).content.decode()
    found = re.findall(r"(伝えてよい|伝えられない)</span>\s*<strong>([^<]+)</strong>", page)
    assert len(found) == 7
    return {label: word == "伝えてよい" for word, label in found}


def test_the_page_says_what_may_be_told_and_why_not(client, caseworker, her):
    say(caseworker, her, "granted", ["identity", "living"], ["city"], purposes=["support"])
    say(caseworker, her, "refused", ["living"], ["anybody"], date(2026, 4, 2))
    login(client, caseworker)
    assert [label for label, may in told(client, her, "city").items() if may] == ["氏名・住所・連絡先"]
    assert not any(told(client, her, "medical").values())
    assert not any(told(client, her, "city", "watch").values())
    page = client.get(reverse("may_tell", args=[her.pk]), {"to": "city", "purpose": "support"}).content.decode()
    assert "本人の不同意があります" in page
    assert "同意の範囲に入っていません" in page
    assert reverse("consent_new", args=[her.pk]) in page


def test_with_nothing_recorded_nothing_may_be_told(client, caseworker, her):
    assert not any(told(login(client, caseworker), her, "city").values())


@pytest.mark.parametrize("asked", [{"to": "anybody", "purpose": "support"}, {"to": "city"}, {"to": "²", "purpose": "²"}])
def test_a_question_that_is_none_is_answered_at_its_field(client, caseworker, her, asked):
    answer = login(client, caseworker).get(reverse("may_tell", args=[her.pk]), asked)
    assert answer.status_code == 200
    assert "伝えてよい</span>" not in answer.content.decode()
    assert "field__error" in answer.content.decode()


def test_what_was_said_to_one_record_holds_for_the_persons_other_one(coordinator, caseworker, areas, her):
    """Though who asks cannot see it: that record lies in a district which is not theirs."""
    other = make_person(coordinator, areas.nishi)
    say(caseworker, her, "granted", ["living"], ["city"])
    with context.on_behalf_of(caseworker):
        assert {answer.content: answer.may for answer in answers(caseworker, her, "city", "support", date(2026, 5, 1))}[
            "living"
        ]
    say(coordinator, other, "refused", ["living"], ["anybody"], date(2026, 4, 2))
    with context.on_behalf_of(coordinator):
        services.person_join(other, actor=coordinator, other=her, main=her.pk, why="同じ人")
    with context.on_behalf_of(caseworker):
        assert not Consent.objects.visible_to(caseworker).filter(person=other).exists()
        assert not {answer.content: answer.may for answer in answers(caseworker, her, "city", "support", date(2026, 5, 1))}[
            "living"
        ]


def test_who_agrees_at_the_intake_said_nothing_of_abuse_and_who_refuses_said_it_to_all(client, caseworker, areas):
    from casework.forms.consents import asked_at_intake

    agreed, refused = (asked_at_intake(answer, date(2026, 4, 1)) for answer in ("oral", "refused"))
    assert "abuse" not in agreed["contents"]
    assert not {"anybody", "family", "conference"} & set(agreed["recipients"])
    assert "abuse" in refused["contents"]
    assert refused["recipients"] == ["anybody"]


def test_nobody_agrees_to_tell_anybody(client, caseworker, her):
    sent = {
        "decision": "granted", "contents": ["identity"], "recipients": ["anybody"], "purpose": "相談", "manner": "oral", "given_by": "self",
        "given_date": "", "until_date": "",
    }  # fmt: skip
    page = login(client, caseworker).post(reverse("consent_new", args=[her.pk]), sent, follow=True).content.decode()
    assert "「だれにも（すべて）」は不同意のときだけ" in page
    assert not Consent.objects.exists()


def test_before_a_withdrawal_stands_what_rests_on_it(client, coordinator, areas, her):
    door = watch.enrol(coordinator, areas.dai, person=her)
    page = login(client, coordinator).get(reverse("consent_withdraw", args=[door.consent_id])).content.decode()
    assert f'<li><a href="{door.get_absolute_url()}">' in page
    assert "撤回のあと、担当に知らせます" in page


@pytest.mark.parametrize(("days", "stands"), [(-1, False), (0, True), (14, True), (15, False)])
def test_a_consent_that_ends_within_two_weeks_stands_on_the_home_of_who_is_named(
    client, caseworker, manager, her, days, stands
):
    until = timezone.localdate() + timedelta(days)
    say(caseworker, her, "granted", ["identity"], ["city"], timezone.localdate() - timedelta(60), until_date=until)
    home = login(client, caseworker).get("/").content.decode()
    assert ("同意の期限が切れます" in home) == stands
    assert "同意の期限が切れます" not in login(client, manager).get("/").content.decode()


def test_one_that_was_withdrawn_or_refused_does_not(client, caseworker, her):
    today = timezone.localdate()
    say(caseworker, her, "refused", ["identity"], ["city"], today, until_date=today)
    taken = say(caseworker, her, "granted", ["identity"], ["city"], today, until_date=today)
    with context.on_behalf_of(caseworker):
        services.consent_withdraw(taken, actor=caseworker, on_date=today)
    assert "同意の期限が切れます" not in login(client, caseworker).get("/").content.decode()
