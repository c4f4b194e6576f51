"""The main promise, in a browser: a consultation is recorded, protected, found again, and counted against the plan."""

import json
import os
import re
import subprocess
import sys

import pytest

from config import engine

pytestmark = pytest.mark.browser

NAME, TODO = "髙橋 ヨシ子", "露﨑さんと訪ねる日を決める"


def counted(page, year) -> int:
    page.goto(f"/plan/?year={year}")
    page.get_by_role("link", name="総合相談支援事業").click()
    page.wait_for_load_state()
    return int(page.locator("tr[data-indicator='consultation.new'] [data-total]").inner_text())


def search(page, text) -> str:
    page.goto("/")
    page.locator("#q").fill(text)
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search/")
    return page.locator("main").inner_text()


def test_from_the_first_call_to_the_plan(signed_in):
    with signed_in("ishiwata") as manager:
        before = {year: counted(manager, year) for year in (2023, 2024, 2026)}

    with signed_in("misaki") as page:
        case = take_the_consultation(page)
        for text in ("たかはし", "高橋", "たか", "0436-00-5188"):
            assert NAME in search(page, text), text
        write_a_note(page, case)
        page.goto("/")
        assert TODO in page.locator("main").inner_text()

    for name in ("shishikura", "nagashima", "kamata", "ito"):
        with signed_in(name) as stranger:
            answer = stranger.goto(case)
            assert answer.status == 404, name
            seen = stranger.content()
            stranger.goto("/")
            seen += stranger.content()
            if stranger.locator("#q").count():
                seen += search(stranger, "たかはし")
            for secret in ("ヨシ子", "5188", "通帳が見つからない", TODO):
                assert secret not in seen, (name, secret)

    with signed_in("ishiwata") as manager:
        after = {year: counted(manager, year) for year in (2023, 2024, 2026)}
        assert {year: after[year] - before[year] for year in after} == {2023: 1, 2024: 0, 2026: 0}
        manager.goto(f"{case}access/")
        assert "三﨑 和代" in manager.locator("main").inner_text()


def take_the_consultation(page) -> str:
    """As somebody does who has never seen the page: no space in the name, the page asks where it ends."""
    page.get_by_role("link", name="相談を受け付ける").or_(page.get_by_role("link", name="相談受付")).first.click()
    page.get_by_label("受付日").fill("令和5年9月12日")
    page.get_by_role("group", name=re.compile("^相談方法")).get_by_label("電話", exact=True).check()
    page.get_by_role("group", name=re.compile("^経路")).get_by_label("民生委員・児童委員").check()
    page.get_by_label("相談してきた人", exact=True).fill("露﨑 光江")
    page.get_by_label("別の人").check()
    page.get_by_label("氏名").fill("髙橋ヨシ子")
    page.get_by_label("ふりがな").fill("たかはしよしこ")
    page.get_by_label("生年月日").fill("昭和18年5月7日")
    page.get_by_label("本人の電話").fill("0436-00-5188")
    page.get_by_label("話された言葉のまま").fill("通帳が見つからないと三度も言いに来た")
    page.get_by_role("group", name=re.compile("^相談内容")).get_by_text("認知症の心配").first.click()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_role("button", name="髙橋 ヨシ子").click()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    assert NAME in page.locator("h1").inner_text()
    assert "2023-" in page.locator("header.case-head").inner_text()
    return page.url


def write_a_note(page, case) -> None:
    page.goto(case)
    page.locator("textarea[name=text]").fill("封筒が三通、開けないまま玄関に")
    page.get_by_label("次の連絡").fill("明日")
    page.get_by_label("すること").fill(TODO)
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("記録しました").wait_for()
    assert "封筒が三通" in page.locator(".timeline").inner_text()


@pytest.mark.skipif(
    not os.environ.get("YORISOI_PLAN_FILE"), reason="YORISOI_PLAN_FILE does not name the council's own document"
)
def test_the_real_plan_is_counted_too(house, tmp_path):
    environment = os.environ | {"VAR_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL"):
        environment.pop(name, None)

    def manage(*arguments):
        done = subprocess.run(
            [sys.executable, engine.ROOT / "manage.py", *arguments], env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    manage("demo")
    manage("import_plan", os.environ["YORISOI_PLAN_FILE"])
    report = json.loads(manage("report", "--year", "2023", "--format", "json"))
    assert len(report["programs"]) == 24
    counted_for = [program["name"] for program in report["programs"] if program["indicators"]]
    assert counted_for == ["総合相談支援事業"]
