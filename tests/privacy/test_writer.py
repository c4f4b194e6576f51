"""Two people, one browser: what one wrote is never saved under the other's name."""

import uuid

import pytest
from django.urls import reverse

from accounts import services
from casework.models import Case, ProgressNote
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


def test_a_page_of_somebody_else_is_not_saved(client, caseworker, coordinator, areas):
    case = make_case(caseworker, areas.dai)
    login(client, coordinator)
    data = {"means": "phone", "text": "三﨑の言葉", "once": str(uuid.uuid4()), "writer": str(caseworker.pk)}
    answer = client.post(reverse("note_new", args=[case.pk]), data)
    assert answer.status_code == 409
    assert "三﨑の言葉" not in answer.content.decode()
    assert ProgressNote.objects.filter(is_first=False).count() == 0
    assert client.post(reverse("note_new", args=[case.pk]), data | {"writer": str(coordinator.pk)}).status_code == 303


def test_every_form_says_whose_page_it_is_and_of_which_council(client, caseworker, areas):
    case = make_case(caseworker, areas.dai)
    login(client, caseworker)
    page = client.get(case.get_absolute_url()).content.decode()
    assert f'name="writer" value="{caseworker.pk}"' in page
    assert f'name="within" value="{areas.council.pk}"' in page


def test_a_page_of_one_council_is_not_saved_in_another(client, areas):
    user = make_member(make_user("two"), Role.CASEWORKER, areas.council, areas.other)
    login(client, user)
    data = {"means": "phone", "route": "self", "topic": "care", "words": "受付の時間", "within": str(areas.council.pk)}
    services.settings_save(user, chosen_council=areas.other)
    answer = client.post(reverse("enquiry"), data)
    assert answer.status_code == 409
    assert "受付の時間" not in answer.content.decode()
    assert "いまはほかの地区社協で作業しています" in answer.content.decode()
    assert not Case.objects.exists()
    services.settings_save(user, chosen_council=areas.council)
    assert client.post(reverse("enquiry"), data).status_code == 303
    assert Case.objects.get().council_id == areas.council.pk


def test_what_belongs_to_no_council_is_sent_from_any(client, caseworker, areas):
    login(client, caseworker)
    data = {"language": "ja", "calendar": "western", "text_size": "normal", "within": str(areas.other.pk)}
    assert client.post(reverse("own_settings"), data).status_code == 303
    assert client.post(reverse("account_logout"), {"within": str(areas.other.pk)}).status_code == 303
