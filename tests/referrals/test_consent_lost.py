"""A consent taken back, or a refusal, reaches whoever follows a referral that rests on it; before it is taken back, the page names them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Consent
from casework.services import consent_withdraw
from privacy import context
from tests.cast import login
from tests.factories.casework import make_case
from tests.factories.rights import agree, make_referral
from tests.factories.telling import make_ground, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]
LOST = "いまは本人が同意していません"


@pytest.fixture
def referral(scene):
    return make_referral(scene.advocate, scene.case, scene.agency)


def withdraw(scene):
    with context.on_behalf_of(scene.coordinator):
        consent = Consent.objects.visible_to(scene.coordinator).get()
        consent_withdraw(consent, actor=scene.coordinator, on_date=timezone.localdate())


def silence(scene):
    contents = ["existence", "identity", "health", "living", "money", "notes", "abuse"]
    say(scene.coordinator, scene.case.subject, "refused", contents, ["anybody"], timezone.localdate())


def home(user) -> str:
    return login(Client(), user).get(reverse("home")).content.decode()


@pytest.mark.parametrize("change", [withdraw, silence])
def test_who_follows_it_hears_that_nothing_more_may_be_told(scene, referral, change):
    assert LOST not in home(scene.advocate)
    change(scene)
    assert LOST in home(scene.advocate)
    assert referral.get_absolute_url() in home(scene.advocate)
    assert LOST not in home(scene.coordinator)


def test_asked_again_it_is_settled(scene, referral):
    withdraw(scene)
    agree(scene.coordinator, scene.case, given_date=timezone.localdate())
    assert LOST not in home(scene.advocate)


def test_a_refusal_of_something_else_and_one_that_was_never_agreed_to_are_no_news(scene, areas):
    make_referral(scene.advocate, scene.case, scene.agency)
    say(scene.coordinator, scene.case.subject, "refused", ["abuse"], ["core"], timezone.localdate())
    say(scene.coordinator, scene.case.subject, "refused", ["identity"], ["medical"], timezone.localdate())
    assert LOST not in home(scene.advocate)


def test_what_a_law_carries_goes_on(scene, referral):
    make_ground(
        scene.coordinator, scene.case, contents=referral.contents, receiver="core", purpose=referral.purpose, cannot_wait=True,
        from_date=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    withdraw(scene)
    assert LOST not in home(scene.advocate)


def test_the_page_that_takes_a_consent_back_names_the_referral(client, scene, referral):
    consent = Consent.objects.values_list("pk", flat=True).get()
    page = login(client, scene.coordinator).get(reverse("consent_withdraw", args=[consent])).content.decode()
    assert referral.get_absolute_url() in page
    other = make_case(scene.coordinator, scene.case.area)
    assert other.get_absolute_url() not in page
