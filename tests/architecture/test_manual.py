"""The manual: each page of the menu has its part, each anchor and picture is there and used, and `?` leads to one's own."""

import re

import pytest

from config.context_processors import MENU
from config.manual import parts, text
from config.manual.parts import PART_OF, PARTS, WHOSE
from tests.architecture.addresses import ROUTES
from tests.browser.manual_pictures import SHOWN
from tests.cast import login

SOURCES = {name: (text.FOLDER / f"{name}.md").read_text() for name in WHOSE}


def test_every_page_of_the_menu_has_a_part():
    assert {name for name, *_ in MENU} <= set(PART_OF)


def test_each_part_stands_in_a_manual_and_each_of_a_manual_is_of_some_page():
    assert {part for name in WHOSE for part in text.manual(name).parts} - {"start"} == set(PARTS)
    assert set(PART_OF) <= set(ROUTES)
    assert sum(len(routes.split()) for routes in PARTS.values()) == len(PART_OF), "a page is named twice"


@pytest.mark.parametrize("name", sorted(WHOSE))
def test_nothing_of_a_source_is_left_as_it_was_written(name):
    drawn = text.body(name)
    assert not re.search(r"\*\*|`|\]\(|^\s*(#|- |\d+\. )|&lt;", drawn, re.MULTILINE)
    assert re.findall(r'<h2 id="([^"]+)"', drawn) == list(text.manual(name).parts)
    assert len(re.findall("<h2", drawn)) == len(re.findall("^## ", SOURCES[name], re.MULTILINE))


def test_what_a_link_leads_to_is_there():
    for source in SOURCES.values():
        for _, name, anchor in text.LINK.findall(text.PICTURE.sub("", source)):
            assert name in WHOSE
            assert not anchor or anchor in text.manual(name).parts


def test_each_picture_is_shown_and_made_and_they_stay_small():
    there = {path.name: path.stat().st_size for path in (text.FOLDER / "pictures").iterdir()}
    used = [name for source in SOURCES.values() for _, name in text.PICTURE.findall(source)]
    assert sorted(there) == sorted(used) == sorted(f"{name}.png" for pictures in SHOWN.values() for name in pictures)
    assert sum(there.values()) < 2_500_000


@pytest.mark.parametrize(
    ("route", "roles", "address"),
    [
        ("case", ["caseworker"], "/manual/caseworker/#case"),
        ("case_close", ["advocate"], "/manual/caseworker/#case"),
        ("home", ["visitor"], "/manual/visitor/#home"),
        ("home", ["auditor"], "/manual/manager/#home"),
        ("home", ["visitor", "coordinator"], "/manual/coordinator/#home"),
        # Not in one's own: in whoever's has it.
        ("case", ["manager"], "/manual/caseworker/#case"),
        ("plan", ["visitor"], "/manual/manager/#plan"),
        ("people", ["manager"], "/manual/administrator/#people"),
        ("access_review", ["administrator", "manager"], "/manual/manager/#access"),
        # Of no part, or of no page.
        ("manual", ["auditor"], "/manual/manager/"),
        ("upkeep", ["administrator"], "/manual/administrator/#upkeep"),
        ("", [], "/manual/caseworker/"),
    ],
    ids=lambda value: "+".join(value) or "none" if isinstance(value, list) else value or "none",
)
def test_the_sign_leads_to_the_part_of_the_page(route, roles, address):
    assert parts.address(route, roles) == address


def test_words_are_escaped():
    assert text._line('a<b> **"c"**') == "a&lt;b&gt; <b>&quot;c&quot;</b>"


@pytest.mark.django_db
def test_a_page_carries_its_sign_and_the_manual_says_in_english_that_it_is_japanese(client, cast):
    login(client, cast.caseworker)
    assert 'href="/manual/caseworker/#cases"' in client.get("/cases/").content.decode()
    said = "The manual is in Japanese."
    assert said not in client.get("/manual/caseworker/").content.decode()
    cast.caseworker.language = "en"
    cast.caseworker.save()
    assert said in client.get("/manual/caseworker/").content.decode()
    assert client.get("/manual/nobody/").status_code == 404
