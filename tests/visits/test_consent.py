"""A watch-over whose consent no longer holds stands before the office until somebody asks again or ends it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from casework.models import Consent
from privacy import context
from privacy.models import AccessEvent
from tests.cast import login
from tests.factories import visits as make
from tests.visits.asking import fresh
from visits import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]

DAY = timedelta(days=1)
WORDS = "同意はもう有効ではありません"


@pytest.fixture
def door(cast, areas):
    return make.enrol(cast.coordinator, areas.dai)


def withdraw(cast, door):
    with context.on_behalf_of(cast.coordinator):
        consent = Consent.objects.visible_to(cast.coordinator).get(pk=door.consent_id)
        casework.consent_withdraw(consent, actor=cast.coordinator, on_date=timezone.localdate())


def record(cast, door, **values):
    with context.on_behalf_of(cast.coordinator):
        given = {**make.CONSENT, "given_date": timezone.localdate(), **values}
        casework.consent_record(fresh(door).person, actor=cast.coordinator, **given)


def home(user):
    return login(Client(), user).get(reverse("home")).content.decode()


def test_a_consent_taken_back_waits_on_home_and_on_the_page(client, cast, door):
    assert WORDS not in home(cast.coordinator)
    withdraw(cast, door)
    for user in (cast.coordinator, cast.manager):
        text = home(user)
        assert WORDS in text
        assert door.get_absolute_url() in text
    last = AccessEvent.objects.order_by("-seq").values_list("request", flat=True)[0]
    named = {pk for event in AccessEvent.objects.filter(request=last) for pk in event.records}
    assert {door.pk, door.person_id} <= named
    assert WORDS in login(client, cast.coordinator).get(door.get_absolute_url()).content.decode()
    for user in (cast.caseworker, cast.visitor, cast.advocate, cast.other_caseworker):
        assert WORDS not in home(user)


@pytest.mark.parametrize("answer", [{"decision": "refused"}, {"recipients": ["city"]}])
def test_an_answer_that_does_not_cover_the_visitors_is_none(cast, door, answer):
    withdraw(cast, door)
    record(cast, door, **answer)
    assert WORDS in home(cast.coordinator)


def test_a_new_consent_or_an_end_settles_it(client, cast, areas, door):
    other = make.enrol(cast.coordinator, areas.dai)
    withdraw(cast, door)
    withdraw(cast, other)
    record(cast, door)
    text = home(cast.coordinator)
    assert (door.get_absolute_url() in text, other.get_absolute_url() in text) == (False, True)
    assert WORDS not in login(client, cast.coordinator).get(door.get_absolute_url()).content.decode()
    with context.on_behalf_of(cast.coordinator):
        services.enrolment_end(other, actor=cast.coordinator, on_date=timezone.localdate(), reason_code="wish")
    assert WORDS not in home(cast.coordinator)


def test_one_that_ran_out_is_no_consent_either(cast, areas):
    day = timezone.localdate()
    with_end = {**make.CONSENT, "given_date": day - 60 * DAY, "until_date": day - DAY}
    door = make.enrol(cast.coordinator, areas.dai, consent=with_end)
    assert door.get_absolute_url() in home(cast.coordinator)
