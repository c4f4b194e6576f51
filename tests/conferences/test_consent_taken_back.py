"""Before a consent is taken back its page names the meetings ahead that rest on it; afterwards whoever prepares them hears of it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Consent
from conferences.codes import Basis, Host, Kind
from conferences.models import Conference
from privacy import context
from tests.cast import login
from tests.factories.casework import make_case
from tests.factories.conferences import add, invite, make_conference
from tests.factories.telling import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(coordinator, areas):
    case = make_case(coordinator, areas.dai)
    say(coordinator, case.subject, contents=["existence", "identity", "living", "notes"], recipients=["conference"])
    return case


def withdraw_page(user) -> str:
    consent = Consent.objects.values_list("pk", flat=True).get()
    return login(Client(), user).get(reverse("consent_withdraw", args=[consent])).content.decode()


def take_back(coordinator):
    with context.on_behalf_of(coordinator):
        consent = Consent.objects.visible_to(coordinator).select_related("dossier").get()
        services.consent_withdraw(consent, actor=coordinator, reason="やめたい", on_date=timezone.localdate())


def test_the_page_names_the_meetings_ahead_that_rest_on_it_and_no_others(coordinator, case, areas):
    meant = make_conference(coordinator, areas.dai, case=case, kind=Kind.INDIVIDUAL)
    add(coordinator, meant, case)
    by_law = make_conference(coordinator, areas.dai, kind=Kind.COMMUNITY_CARE, host=Host.COMPREHENSIVE, basis=Basis.CARE_ACT)
    add(coordinator, by_law, case)
    other = make_conference(coordinator, areas.dai, days=8)
    add(coordinator, other, make_case(coordinator, areas.dai))
    page = withdraw_page(coordinator)
    assert meant.get_absolute_url() in page
    assert "議題に上がります：個別ケース会議" in page
    assert by_law.get_absolute_url() not in page
    assert other.get_absolute_url() not in page


def test_afterwards_home_says_that_an_item_has_no_basis(coordinator, case, areas):
    meeting = make_conference(coordinator, areas.dai, case=case, kind=Kind.INDIVIDUAL)
    add(coordinator, meeting, case)
    invite(coordinator, meeting, name="林田")
    assert "根拠のない議題 1" not in login(Client(), coordinator).get("/").content.decode()
    take_back(coordinator)
    assert "根拠のない議題 1" in login(Client(), coordinator).get("/").content.decode()


@pytest.mark.parametrize("which", ["its papers are made", "far ahead"])
def test_home_says_so_too_of_a_meeting_whose_papers_are_made_and_of_a_far_one(coordinator, case, areas, which):
    meeting = make_conference(coordinator, areas.dai, days=30 if which == "far ahead" else 7, case=case, kind=Kind.INDIVIDUAL)
    add(coordinator, meeting, case)
    invite(coordinator, meeting, name="林田")
    if which == "its papers are made":
        with context.on_behalf_of(coordinator):
            made = Conference.objects.visible_to(coordinator).get(pk=meeting.pk)
            made.papers_at = timezone.now()
            made.save()

    def home():
        return login(Client(), coordinator).get("/").content.decode()

    assert "同意がなくなりました" not in home()
    take_back(coordinator)
    assert "同意がなくなりました" in home()
    assert meeting.get_absolute_url() in home()
    say(
        coordinator,
        case.subject,
        contents=["existence", "identity", "living", "notes"],
        recipients=["conference"],
        day=timezone.localdate(),
    )
    assert "同意がなくなりました" not in home(), "asked again it is settled"
