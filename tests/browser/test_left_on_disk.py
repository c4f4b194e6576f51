"""What a shared computer keeps of a day's work: nothing that was typed or read, in whichever way a browser writes it down."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from config.chromium import CHROMIUM
from tests.browser.conftest import ARGUMENTS, PATIENCE, enter, speak

pytestmark = pytest.mark.browser

NAME, READING, PHONE, TEXT = "鬼柳 澪標", "おにやなぎ みおつくし", "0436-00-7719", "木箱の鍵を失くした"
PLANTED = (NAME, READING, PHONE, TEXT, "鬼柳")
CONTROLS = {"title": "標題鬼瓦", "storage": "倉庫鬼瓦", "address": "番地鬼瓦", "cached": "控鬼瓦", "field": "欄鬼瓦"}


def forms(text) -> list[bytes]:
    return [
        text.encode(), text.encode("utf-16-le"), text.encode("cp932"), text.encode("euc_jp"), quote(text).encode(),
        text.encode("unicode_escape"),
    ]  # fmt: skip


def found(folder: Path, texts) -> set[str]:
    """Which of the texts lie in any file below."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {text for text in texts if any(form in content for form in forms(text) for content in contents)}


def a_day_of_work(page) -> None:
    """Typed and left, typed and refused, typed and sent, found, opened, searched."""
    page.goto("/intake/")
    page.get_by_label("氏名").fill(NAME)
    page.get_by_label("話された言葉のまま").fill(TEXT)
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.locator(".error-summary").wait_for()
    page.get_by_role("group", name=re.compile("^相談方法")).get_by_label("電話", exact=True).check()
    page.get_by_role("group", name=re.compile("^経路")).get_by_label("民生委員・児童委員").check()
    page.get_by_label("相談してきた人", exact=True).fill(NAME)
    page.get_by_label("別の人").check()
    page.get_by_label("氏名").fill(NAME)
    page.get_by_label("ふりがな").fill(READING)
    page.get_by_label("本人の電話").fill(PHONE)
    page.get_by_label("話された言葉のまま").fill(TEXT)
    page.get_by_role("group", name=re.compile("^相談内容")).get_by_text("認知症の心配").first.click()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    assert NAME in page.locator("h1").inner_text()
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("記録しました").wait_for()
    for text in PLANTED[:3]:
        page.locator("#q").fill(text)
        page.locator("#live-search a").first.wait_for()
        with page.expect_navigation(url="**/search/"):
            page.locator("#q").press("Enter")
        assert NAME in page.locator("main").inner_text()
    page.go_back()
    page.go_forward()


def work_of_a_worse_house(page) -> None:
    """The control: pages that do what ours must not."""
    field = "<form method=post><input name=who type=text><button>送る</button></form>"
    for name, headers in (("stays", {"Cache-Control": "max-age=3600"}), ("sent", {})):
        body = f"<!doctype html><meta charset=utf-8><title>{CONTROLS['title']}</title><p>{CONTROLS['cached']}{field}"
        page.route(f"**/worse/{name}*", answer(body, headers))
    page.goto(f"/worse/stays?{quote(CONTROLS['address'])}")
    page.evaluate("(text) => localStorage.setItem('kept', text)", CONTROLS["storage"])
    page.locator("input").fill(CONTROLS["field"])
    page.get_by_role("button").click()
    page.wait_for_load_state()


def answer(body, headers):
    return lambda route: route.fulfill(body=body, headers={"Content-Type": "text/html; charset=utf-8", **headers})


def test_nothing_of_a_day_is_left_in_the_profile(site, chromium, tmp_path):
    """A browser of its own, closed as people close it."""
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=ARGUMENTS, base_url=site, locale="ja-JP"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    enter(page, "misaki")
    speak(page, "ja")
    a_day_of_work(page)
    work_of_a_worse_house(page)
    context.close()
    assert found(tmp_path, PLANTED) == set()
    caught = found(tmp_path, CONTROLS.values())
    assert {CONTROLS["title"], CONTROLS["storage"], CONTROLS["address"]} <= caught


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp932", "euc_jp"])
def test_the_scan_finds_a_name_in_each_encoding(tmp_path, encoding):
    (tmp_path / "Deep" / "er").mkdir(parents=True)
    (tmp_path / "Deep" / "er" / "Session_1").write_bytes(b"\x00\x07" + NAME.encode(encoding) + b"\x00")
    assert found(tmp_path, PLANTED) >= {NAME}
