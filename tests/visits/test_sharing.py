"""To watch over somebody is to tell the network who they are: by the rule and in the record of every other telling."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from casework.models import Consent, Disclosure
from privacy import context
from privacy.models import Grant
from tests.cast import login
from tests.factories import visits as make
from tests.factories.telling import say
from tests.visits.asking import fresh
from visits.models import Assignment, Enrolment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]

LOST = "同意はもう有効ではありません"


@pytest.fixture
def door(cast, areas):
    return make.enrol(cast.coordinator, areas.dai)


def withdraw(cast, door):
    with context.on_behalf_of(cast.coordinator):
        consent = Consent.objects.visible_to(cast.coordinator).get(pk=door.consent_id)
        casework.consent_withdraw(consent, actor=cast.coordinator, on_date=timezone.localdate())


def silence(cast, door):
    contents = ["existence", "identity", "health", "living", "money", "notes", "abuse"]
    say(cast.coordinator, fresh(door).person, "refused", contents, ["anybody"], timezone.localdate())


def page(client, user, name, *args) -> str:
    return login(client, user).get(reverse(name, args=args)).content.decode()


def send(client, user, door, **said):
    values = {
        "to": "network", "receiver_name": "植田会長", "contents": ["identity"], "means": "meeting", "text": "植木の手入れも頼んだ",
        "once": str(uuid.uuid4()),
    }  # fmt: skip
    return login(client, user).post(reverse("enrolment_tell", args=[door.pk]), {**values, **said})


def test_naming_a_visitor_stands_among_what_was_told_about_the_person(client, cast, door):
    make.assign(cast.coordinator, door, cast.visitor)
    told = Disclosure.objects.get()
    assert (told.case_id, told.person_id, told.contents) == (None, door.person_id, ["identity", "living"])
    assert told.rests_on == dict.fromkeys(["identity", "living"], f"consent:{door.consent_id}")
    shown = page(client, cast.coordinator, "told", door.person_id)
    assert door.operating_org.name in shown
    assert cast.visitor.display_name in shown
    make.assign(cast.coordinator, door, cast.visitor, part="companion")
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize("change", [withdraw, silence])
def test_nobody_is_named_once_the_network_may_not_know(cast, door, change):
    change(cast, door)
    with pytest.raises(ValidationError):
        make.assign(cast.coordinator, door, cast.visitor)
    assert not Assignment.objects.exists()
    assert not Grant.objects.filter(user=cast.visitor).exists()
    assert not Disclosure.objects.exists()


def test_a_refusal_stands_before_the_office_though_nothing_was_withdrawn(client, cast, areas, door):
    quiet = make.enrol(cast.coordinator, areas.dai)
    silence(cast, door)
    home = page(client, cast.coordinator, "home")
    assert (door.get_absolute_url() in home, quiet.get_absolute_url() in home) == (True, False)
    assert LOST in page(client, cast.coordinator, "enrolment", door.pk)
    assert LOST not in page(client, cast.coordinator, "enrolment", quiet.pk)


def test_a_refusal_of_something_else_leaves_the_watch_over_alone(client, cast, door):
    say(cast.coordinator, fresh(door).person, "refused", ["money"], ["network"], timezone.localdate())
    assert door.get_absolute_url() not in page(client, cast.coordinator, "home")


@pytest.mark.parametrize("said", [{"contents": ["living"]}, {"contents": ["existence"]}])
def test_nobody_is_enrolled_whom_the_visitors_may_not_know_by_name(cast, areas, said):
    with pytest.raises(ValidationError):
        make.enrol(cast.coordinator, areas.dai, consent={**make.CONSENT, "given_date": timezone.localdate(), **said})
    assert not Enrolment.objects.exists()


def test_an_older_refusal_that_reaches_less_far_asks_for_the_person_again(cast, areas):
    person = make.make_person(cast.coordinator, areas.dai)
    day = timezone.localdate()
    say(cast.coordinator, person, "refused", ["identity"], ["network"], day - timedelta(days=90))
    with pytest.raises(ValidationError):
        make.enrol(cast.coordinator, areas.dai, person=person)


def test_the_network_is_told_from_the_page_of_the_watch_over(client, cast, door):
    assert send(client, cast.coordinator, door).status_code == 303
    shown = page(client, cast.coordinator, "told", door.person_id)
    for words in ("植田会長", "植木の手入れも頼んだ", "見守り"):
        assert words in shown
    told = Disclosure.objects.get()
    added = login(client, cast.coordinator).post(reverse("told_add", args=[told.pk]), {"text": "植松さんにも"})
    assert added.url == reverse("told", args=[door.person_id])
    assert "植松さんにも" in page(client, cast.coordinator, "told", door.person_id)


@pytest.mark.parametrize(
    ("to", "contents"), [("commissioner", ["identity"]), ("network", ["identity", "money"])], ids=["to others", "other things"]
)
def test_what_was_not_agreed_to_is_not_told_and_what_was_typed_stays(client, cast, door, to, contents):
    answer = send(client, cast.coordinator, door, to=to, contents=contents)
    back = client.get(answer.url).content.decode()
    assert "植木の手入れも頼んだ" in back
    assert "伝えられません" in back
    assert not Disclosure.objects.exists()


def test_who_only_goes_there_records_no_telling(client, cast, door):
    make.assign(cast.coordinator, door, cast.visitor)
    assert send(client, cast.visitor, door).status_code in (403, 404)
    assert send(client, cast.other_caseworker, door).status_code == 404
