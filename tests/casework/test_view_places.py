"""The council's table of town blocks, kept by its administrator."""

import pytest
from django.urls import reverse

from casework.models import Place
from tests.cast import login
from tests.factories.casework import make_place

pytestmark = pytest.mark.django_db


def typed(areas, **changes):
    return {"name": "試験台中央3丁目", "kana": "しけんだい", "district": areas.dai.pk, "postal_code": "290-0073", **changes}


@pytest.mark.parametrize("path", ["/places/", "/places/new/"])
def test_only_administrators_see_it(client, cast, path):
    seen = {name for name, user in vars(cast).items() if login(client, user).get(path).status_code == 200}
    assert seen == {"administrator", "second_administrator"}


def test_a_block_is_added_and_moved_to_another_district(client, administrator, areas):
    login(client, administrator)
    assert client.post("/places/new/", typed(areas)).url == "/places/"
    place = Place.objects.get()
    assert (place.name, place.district, place.council) == ("試験台中央3丁目", areas.dai, areas.council)
    client.post(reverse("place_edit", args=[place.pk]), typed(areas, district=areas.higashi.pk))
    assert Place.objects.get().district == areas.higashi
    assert "試験台中央3丁目" in client.get("/places/").content.decode()


def test_twice_the_same_name_is_refused(client, administrator, areas):
    make_place(areas.dai, "試験台中央3丁目")
    answer = login(client, administrator).post("/places/new/", typed(areas))
    assert "もう表にあります" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("changes", [{"name": ""}, {"district": ""}, {"name": "あ" * 10_000}, {"district": 0}])
def test_what_is_not_whole_is_refused(client, administrator, areas, changes):
    answer = login(client, administrator).post("/places/new/", typed(areas, **changes))
    assert "field__error" in client.get(answer.url).content.decode()
    assert Place.objects.count() == 0


def test_another_councils_district_and_block_are_out_of_reach(client, administrator, areas):
    place = make_place(areas.other_north, "別の台1丁目")
    login(client, administrator)
    assert client.post("/places/new/", typed(areas, district=areas.other_north.pk)).url == "/places/new/"
    for name in ("place_edit", "place_close"):
        assert client.post(reverse(name, args=[place.pk]), typed(areas)).status_code == 404
    assert "別の台" not in client.get("/places/").content.decode()


def test_a_closed_block_is_no_longer_offered_and_comes_back(client, administrator, caseworker, areas):
    place = make_place(areas.dai)
    login(client, administrator).post(reverse("place_close", args=[place.pk]))
    assert place.name not in login(client, caseworker).get("/intake/").content.decode()
    login(client, administrator).post(reverse("place_close", args=[place.pk]))
    assert place.name in login(client, caseworker).get("/intake/").content.decode()
