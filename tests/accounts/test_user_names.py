"""A user name is one name on every keyboard, and no other one looks like it."""

import pytest

from accounts.models import User
from tests.accounts.test_people import new_person
from tests.accounts.test_sign_in import CODE, first_step
from tests.cast import login, make_user

pytestmark = pytest.mark.django_db

LOOKS_LIKE_MISAKI = {
    "Cyrillic а": "misаki",
    "Greek iota": "mιsaki",
    "full-width": "ｍｉｓａｋｉ",
    "capital": "MISAKI",
    "zero-width space": "mis​aki",
    "joiner at the end": "misaki‍",
    "soft hyphen": "mis­aki",
    "combining dot": "misạki",
    "dotless i": "mısaki",
    "mathematical": "𝓂isaki",
    "a dot inside": "mis.aki",
    "other direction": "‮misaki",
    "Japanese": "三﨑",
    "an address": "misaki@example.jp",
}


@pytest.mark.parametrize("typed", LOOKS_LIKE_MISAKI.values(), ids=LOOKS_LIKE_MISAKI)
def test_none_that_looks_like_another(client, areas, administrator, typed):
    make_user("misaki")
    login(client, administrator)
    before = User.objects.count()
    assert client.post("/staff/new/", new_person(areas, username=typed)).status_code == 303
    assert "username" in client.get("/staff/new/").context["form"].errors
    assert User.objects.count() == before


@pytest.mark.parametrize(("known", "typed"), [("sato", "sat0"), ("oline", "o1ine"), ("sato.k", "sato_k")])
def test_none_that_differs_by_a_digit_that_looks_like_a_letter(client, areas, administrator, known, typed):
    make_user(known)
    login(client, administrator)
    client.post("/staff/new/", new_person(areas, username=typed))
    assert "username" in client.get("/staff/new/").context["form"].errors


@pytest.mark.parametrize(("typed", "kept"), [("ｔａｒｏ．２", "taro.2"), ("Taro-2", "taro-2"), (" taro_2 ", "taro_2")])
def test_full_width_letters_are_folded(client, areas, administrator, typed, kept):
    login(client, administrator)
    client.post("/staff/new/", new_person(areas, username=typed))
    assert User.objects.filter(username=kept).exists()


@pytest.mark.parametrize("typed", ["hanako", "ＨＡＮＡＫＯ", "ｈanako", " Hanako "])
def test_signing_in_with_whatever_width_the_keyboard_has(client, with_app, typed):
    with_app(make_user("hanako"))
    assert first_step(client, typed).url == CODE


@pytest.mark.parametrize("typed", ["hanаko", "hana​ko"])
def test_another_letter_is_another_name(client, with_app, typed):
    with_app(make_user("hanako"))
    assert first_step(client, typed).url != CODE


def test_a_name_of_before_still_signs_in_and_is_edited(client, areas, administrator, with_app):
    from privacy.roles import Role
    from tests.cast import make_member

    old = make_member(make_user("三﨑"), Role.VISITOR, areas.dai)
    with_app(old)
    assert first_step(client, "三﨑").url == CODE
    login(client, administrator)
    client.post(old.get_absolute_url(), {"display_name": "三﨑 和代", "kana": "みさき", "email": ""})
    old.refresh_from_db()
    assert (old.username, old.display_name) == ("三﨑", "三﨑 和代")
