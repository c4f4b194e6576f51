"""Handing over is telling: it rests on what the person agreed to or on a law, at that moment; and it stands in the record of it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from casework.models import Consent, Disclosure, Ground
from casework.services import consent_withdraw, person_join
from casework.services.disclosures import NotToBeTold
from privacy import context
from referrals.models import Referral, ReferralStep
from tests.cast import login
from tests.factories.casework import make_person
from tests.factories.rights import agree, make_referral, take
from tests.factories.telling import say

pytestmark = pytest.mark.django_db


def approved(scene, **values):
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency, **values), "submit")
    return take(scene.manager, referral, "approve")


def withdraw(scene):
    with context.on_behalf_of(scene.coordinator):
        for consent in Consent.objects.visible_to(scene.coordinator).filter(person=scene.case.subject_id):
            consent_withdraw(consent, actor=scene.coordinator, on_date=timezone.localdate(), reason="やめてほしい")


def test_what_is_handed_over_stands_in_the_record_of_telling(scene):
    take(scene.advocate, approved(scene), "send")
    consent, told = Consent.objects.get(), Disclosure.objects.get()
    assert told.contents == ["identity", "living"]
    assert told.rests_on == dict.fromkeys(["identity", "living"], f"consent:{consent.pk}")
    assert (told.case, told.person, told.purpose, told.means) == (scene.case, scene.case.subject, "application", "post")
    assert f"agency:{scene.agency.pk}" in told.receiver
    assert ReferralStep.objects.get(step="send").disclosure == told


def test_a_consent_withdrawn_between_approval_and_handing_over_stops_it(scene):
    referral = approved(scene)
    withdraw(scene)
    with pytest.raises(NotToBeTold, match="氏名・住所・連絡先"):
        take(scene.advocate, referral, "send")
    assert (Referral.objects.get(pk=referral.pk).state, Disclosure.objects.count()) == ("approved", 0)


def tokyo(day, clock):
    return timezone.make_aware(datetime.fromisoformat(f"{day}T{clock}"))


def test_a_consent_that_ends_on_a_day_carries_until_its_midnight_in_tokyo(scene):
    """It is still 14:59 of that day in London when it ends."""
    with context.on_behalf_of(scene.coordinator):
        (given,) = Consent.objects.visible_to(scene.coordinator).filter(person=scene.case.subject_id)
        given.until_date = date(2026, 3, 31)
        given.save()
    before = tokyo("2026-03-30", "10:00")
    in_time, late = (
        take(
            scene.manager,
            take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency, now=before), "submit", now=before),
            "approve",
            now=before,
        )
        for _ in range(2)
    )
    take(scene.advocate, in_time, "send", now=tokyo("2026-03-31", "23:59:59.999999"))
    with pytest.raises(NotToBeTold):
        take(scene.advocate, late, "send", now=tokyo("2026-04-01", "00:00"))
    assert set(Referral.objects.values_list("state", flat=True)) == {"sent", "approved"}


def test_what_was_refused_in_a_record_that_became_the_same_persons_stops_it(scene, areas):
    """Joined between approval and handing over."""
    referral = approved(scene)
    with context.on_behalf_of(scene.coordinator):
        other = make_person(scene.coordinator, areas.dai)
        say(scene.coordinator, other, "refused", contents=["identity"], recipients=["anybody"], day=timezone.localdate())
        person_join(scene.case.subject, actor=scene.coordinator, other=other, main=scene.case.subject_id, why="同じ人")
    with pytest.raises(NotToBeTold, match="氏名・住所・連絡先"):
        take(scene.advocate, referral, "send")
    assert (Referral.objects.get(pk=referral.pk).state, Disclosure.objects.count()) == ("approved", 0)


def test_the_denial_names_the_kinds_at_its_place_and_what_was_typed_stays(scene):
    referral = approved(scene, contents=["identity", "money"])
    withdraw(scene)
    agree(scene.coordinator, scene.case, contents=["identity"], given_date=timezone.localdate() - timedelta(days=1))
    client = login(Client(), scene.advocate)
    address = f"{referral.get_absolute_url()}steps/send/"
    shown = str(ReferralStep.objects.filter(referral=referral).latest("recorded_at").pk)
    answer = client.post(address, {"shown": shown, "means": "fax", "text": "十時に電話してから送った"})
    assert (answer.status_code, answer.url) == (303, address)
    text = client.get(address).content.decode()
    assert "お金・借金" in text
    assert "十時に電話してから送った" in text
    assert Referral.objects.get(pk=referral.pk).state == "approved"


def test_a_report_by_telephone_rests_on_the_law_although_the_person_refuses(scene):
    withdraw(scene)
    agree(scene.coordinator, scene.case, decision="refused", recipients=["anybody"], given_date=timezone.localdate())
    referral = make_referral(
        scene.advocate, scene.case, scene.agency, kind="elder_abuse", contents=["identity", "abuse"], purpose="emergency"
    )
    take(scene.advocate, referral, "reported")
    ground, told = Ground.objects.get(), Disclosure.objects.get()
    assert (ground.kind, ground.cannot_wait, ground.receiver) == ("elder_abuse", True, f"agency:{scene.agency.pk}")
    assert ground.review_date > timezone.localdate()
    assert told.rests_on == dict.fromkeys(["identity", "abuse"], f"ground:{ground.pk}")
    assert (told.means, told.told_by) == ("phone", scene.advocate)


def test_a_report_names_the_agency_and_what_it_was_told(scene):
    for missing in ({"agency": None}, {"contents": []}):
        values = {"agency": scene.agency, "kind": "dv", **missing}
        referral = make_referral(scene.advocate, scene.case, values.pop("agency"), **values)
        with pytest.raises(ValidationError):
            take(scene.advocate, referral, "reported")
    assert Ground.objects.count() == 0


def test_the_page_says_what_may_be_told_and_why_not(scene):
    referral = make_referral(scene.advocate, scene.case, scene.agency)
    client = login(Client(), scene.advocate)
    assert "伝えてよい" in client.get(referral.get_absolute_url()).content.decode()
    withdraw(scene)
    text = client.get(referral.get_absolute_url()).content.decode()
    assert "伝えられない" in text or "伝えてはいけない" in text
    assert f"/cases/{scene.case.pk}/grounds/new/" in text
