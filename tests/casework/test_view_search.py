"""Search everywhere: by reading, name, number; within reach; and never in an address, a title or a log."""

import logging
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy.models import AccessEvent
from privacy.tokens import query_hash
from tests.accounts.pages import without_keys
from tests.cast import login
from tests.factories.casework import make_case, make_note

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def her(caseworker, areas):
    return make_case(caseworker, areas.dai)


def panel(client, text):
    return client.post("/search/", {"q": text}, headers=HTMX).content.decode()


def page(client, text, **more):
    answer = client.post("/search/", {"q": text, **more})
    assert (answer.status_code, answer.url) == (303, "/search/")
    return client.get("/search/").content.decode()


def test_who_may_search(client, cast):
    seen = {name for name, user in vars(cast).items() if login(client, user).get("/search/").status_code == 200}
    assert seen == {"caseworker", "coordinator", "advocate", "manager", "second_manager", "other_caseworker"}


@pytest.mark.parametrize("text", ["たかはし", "たか", "タカハシ", "高橋", "髙橋ヨシ子", "0436-00-5188", "０４３６００５１８８"])
def test_she_is_found_on_the_page_and_while_typing(client, caseworker, her, text):
    login(client, caseworker)
    for found in (panel(client, text), page(client, text)):
        assert "髙橋 ヨシ子" in found
        assert her.number in found
        assert her.subject.get_absolute_url() in found


def test_a_case_number_finds_the_case(client, caseworker, her):
    assert her.get_absolute_url() in panel(login(client, caseworker), her.number)


def test_a_case_number_shows_whose_case_it_is_and_counts_no_people(client, caseworker, her):
    login(client, caseworker)
    for found in (panel(client, her.number), page(client, her.number)):
        assert "髙橋 ヨシ子" in found
        assert "ケース1件" in found
        assert "0人" not in found


@pytest.mark.parametrize("text", ["髙", "た", "1"])
def test_the_first_letter_waits_and_asks_nothing(client, caseworker, her, text):
    login(client, caseworker)
    before = AccessEvent.objects.filter(kind="search").count()
    found = panel(client, text)
    assert "2文字以上" in found
    assert "見つかりません" not in found
    assert "髙橋" not in found
    assert AccessEvent.objects.filter(kind="search").count() == before


def test_a_new_consultation_is_offered_only_after_a_whole_search(client, caseworker, her):
    """While typing 山田花子 nobody is called 山田花: that says nothing about 山田花子."""
    login(client, caseworker)
    assert "新しく受け付ける" not in panel(client, "山田花")
    assert "新しく受け付ける" in page(client, "山田花子")
    assert "新しく受け付ける" in page(client, "髙")


def test_one_letter_does_not_say_that_nobody_is_there(client, caseworker, her):
    """髙橋 is: only whole names are looked for by one letter of kanji."""
    found = page(login(client, caseworker), "髙")
    assert "1文字では" in found
    assert "見つかりません" not in found
    assert "見つかりません" in page(client, "山田花子")


def test_a_letter_that_is_too_short_to_be_looked_up_proves_nobody_absent(client, coordinator, her, monkeypatch):
    login(client, coordinator)
    for limit, waits in ((2_000, False), (0, True)):
        monkeypatch.setattr("casework.pages.search.KANA_LIMIT", limit)
        found = page(client, "さ")
        assert ("2文字以上" in found, "新しく受け付ける" in found) == (waits, not waits)
        found = client.post("/watch/enrol/", {"q": "さ"}, follow=True).content.decode()
        assert ("2文字以上" in found, "まだ記録のない方" in found) == (waits, not waits)


@pytest.mark.parametrize("name", ["other_caseworker"])
def test_nobody_is_found_beyond_the_wall(client, cast, her, name):
    login(client, getattr(cast, name))
    for text in ("たかはし", "髙橋", "0436-00-5188", her.number):
        assert "髙橋 ヨシ子" not in page(client, text)
        assert her.number not in page(client, text).replace(f'value="{text}"', "")


def test_whoever_may_only_find_gets_no_link_and_no_birth_date(client, advocate, her):
    found = panel(login(client, advocate), "たかはし")
    assert "髙橋 ヨシ子" in found
    assert her.subject.get_absolute_url() not in found
    assert her.number not in found
    # Not as four digits of somebody's id.
    assert not re.search("(?<![0-9a-f-])1943(?![0-9a-f-])", found)


def test_an_empty_answer_carries_what_was_typed_into_a_new_intake(client, caseworker):
    login(client, caseworker)
    for text, field in (("すずき", "kana"), ("鈴木", "name"), ("0436-00-9999", "phone")):
        assert "新しく受け付ける" in page(client, text)
        answer = client.post("/intake/start/", {"q": text})
        assert answer.status_code == 303
        assert text not in answer.url
        form = client.get(answer.url).content.decode()
        assert re.search(f'name="{field}"[^>]* value="{text}"|value="{text}"[^>]* name="{field}"', form)


def test_nothing_asked_shows_nothing(client, caseworker, her):
    login(client, caseworker)
    assert panel(client, "").strip() == ""
    assert "髙橋" not in page(client, "   ")


def test_notes_are_a_second_choice(client, caseworker, her):
    make_note(caseworker, her, text="封筒が三通。封を切っていない。")
    login(client, caseworker)
    assert "封筒が三通" not in page(client, "封筒")
    found = page(client, "封筒", notes="on")
    assert "封筒が三通。" in found
    assert her.get_absolute_url() in found


def test_notes_of_others_are_not_searched(client, advocate, other_caseworker, caseworker, her):
    make_note(caseworker, her, text="封筒が三通。")
    for user in (advocate, other_caseworker):
        assert "封筒が三通" not in page(login(client, user), "封筒", notes="on")


def test_what_was_searched_stands_nowhere(client, caseworker, her, caplog):
    login(client, caseworker)
    with caplog.at_level(logging.DEBUG):
        found = page(client, "たかはし")
    assert "たかはし" not in found[found.index("<title>") : found.index("</title>")]
    assert "たかはし" not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        assert all("たかはし" not in row and "\\u305f" not in row for (row,) in cursor.fetchall())


def test_a_search_is_written_down_with_whom_it_showed(client, caseworker, her):
    panel(login(client, caseworker), "たかはし")
    event = AccessEvent.objects.filter(kind="search").latest("seq")
    assert event.records == [her.subject_id, her.pk]
    assert bytes(event.query) == query_hash("たかはし")


def test_a_search_in_vain_is_written_down_too(client, caseworker):
    panel(login(client, caseworker), "すずき")
    assert AccessEvent.objects.filter(kind="search").latest("seq").records == []


def test_it_costs_the_same_for_one_and_for_five(client, caseworker, areas, her):
    login(client, caseworker)
    panel(client, "たか")
    with CaptureQueriesContext(connection) as one:
        panel(client, "たか")
    for _again in range(4):
        make_case(caseworker, areas.dai)
    with CaptureQueriesContext(connection) as five:
        found = panel(client, "たか")
    assert found.count("髙橋 ヨシ子") == 5
    assert len(five) == len(one) > 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; DROP TABLE casework_case; --", "%s%n", "あ" * 10_000])
def test_strange_input_is_only_text(client, caseworker, text):
    login(client, caseworker)
    for found in (panel(client, text), page(client, text)):
        assert "<script>alert" not in found


def test_the_fragment_says_what_the_page_says(client, caseworker, her):
    login(client, caseworker)
    part = panel(client, "たかはし")
    rows = part[part.index("<ul") : part.index("</ul>")]
    assert without_keys(rows) in without_keys(page(client, "たかはし"))
