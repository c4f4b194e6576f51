"""Two people, one browser: what one wrote is never saved under the other's name."""

import uuid

import pytest
from django.urls import reverse

from casework.models import ProgressNote
from tests.cast import login
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


def test_every_form_says_whose_page_it_is(client, caseworker, areas):
    case = make_case(caseworker, areas.dai)
    login(client, caseworker)
    assert f'name="writer" value="{caseworker.pk}"' in client.get(case.get_absolute_url()).content.decode()
