"""The main promise, in a browser: a consultation is recorded, protected, found again, and counted against the plan."""

import json
import os
import re
import subprocess
import sys

import pytest

from config import engine
from tests.conftest import drop_database, environment_of, make_database

pytestmark = pytest.mark.browser

# Words that the demo's own stories do not have.
NAME, PHONE, CONSULTER, TODO = "髙橋 ヨシ子", "0436-00-5188", "蓮沼 光江", "蓮沼さんと寄る日を決める"
WORDS, NOTE = "印かんの置き場所を三度もきかれた", "同じ薬が四袋、台所に"
# What nobody outside of the reach may read anywhere.
SECRETS = (NAME, "5188", CONSULTER, WORDS, NOTE, TODO)
# The years that the page offers.
YEARS = range(2023, 2028)


def counted(page) -> dict[int, int]:
    """{fiscal year: new cases} on the programme's page."""
    page.goto("/plan/?year=2023")
    page.get_by_role("link", name="総合相談支援事業").click()
    page.wait_for_url(re.compile("/plan/programs/"))
    program, found = page.url.split("?")[0], {}
    for year in YEARS:
        page.goto(f"{program}?year={year}")
        assert page.locator("#id_year").input_value() == str(year)
        found[year] = int(page.locator("tr[data-indicator='consultation.new'] [data-total]").inner_text())
    return found


def search(page, text) -> str:
    page.goto("/")
    page.locator("#q").fill(text)
    with page.expect_navigation(url="**/search/"):
        page.locator("#q").press("Enter")
    return page.locator("main").inner_text()


def test_from_the_first_call_to_the_plan(signed_in):
    with signed_in("ishiwata") as manager:
        before = counted(manager)

    with signed_in("misaki") as page:
        case = take_the_consultation(page)
        for text in ("たかはし", "高橋", "たか", PHONE):
            assert NAME in search(page, text), text
        page.goto("/")
        assert TODO not in page.locator("main").inner_text()
        write_a_note(page, case)
        page.goto("/")
        item = page.locator(".todo li").filter(has_text=TODO)
        assert NAME in item.inner_text()
        assert item.get_by_role("link", name=NAME).get_attribute("href") in case
        person = sees_all_of_her(page, case)

    for name in ("shishikura", "nagashima", "kamata", "ito"):
        with signed_in(name) as stranger:
            sees_nothing_of_her(stranger, case, person)

    with signed_in("ishiwata") as manager:
        after = counted(manager)
        assert {year: after[year] - before[year] for year in YEARS} == {year: int(year == 2023) for year in YEARS}
        manager.goto(f"{case}access/")
        assert "三﨑 和代" in manager.locator("main").inner_text()
        assert "伊東 晴美" not in manager.locator("main").inner_text()


def take_the_consultation(page) -> str:
    """As somebody does who has never seen the page: no space in the name, the page asks where it ends."""
    page.get_by_role("link", name="相談を受け付ける").or_(page.get_by_role("link", name="相談受付")).first.click()
    page.get_by_label("受付日").fill("令和5年9月12日")
    page.get_by_role("group", name=re.compile("^相談方法")).get_by_label("電話", exact=True).check()
    page.get_by_role("group", name=re.compile("^経路")).get_by_label("民生委員・児童委員").check()
    page.get_by_label("相談してきた人", exact=True).fill(CONSULTER)
    page.get_by_label("別の人").check()
    page.get_by_label("氏名").fill("髙橋ヨシ子")
    page.get_by_label("ふりがな").fill("たかはしよしこ")
    page.get_by_label("生年月日").fill("昭和18年5月7日")
    page.get_by_label("本人の電話").fill(PHONE)
    page.get_by_label("話された言葉のまま").fill(WORDS)
    page.get_by_role("group", name=re.compile("^相談内容")).get_by_text("認知症の心配").first.click()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.get_by_role("button", name=NAME).click()
    page.get_by_role("button", name="受け付ける", exact=True).click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    assert NAME in page.locator("h1").inner_text()
    assert "2023-" in page.locator("header.case-head").inner_text()
    return page.url


def write_a_note(page, case) -> None:
    page.goto(case)
    page.locator("textarea[name=text]").fill(NOTE)
    page.get_by_label("次の連絡").fill("明日")
    page.get_by_label("すること").fill(TODO)
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("記録しました").wait_for()
    assert NOTE in page.locator(".timeline").inner_text()


def sees_all_of_her(page, case) -> str:
    """The control: each secret is there for whoever may see it. The address of her own page."""
    page.goto(case)
    seen = page.locator("main").inner_text()
    assert [secret for secret in SECRETS if secret not in seen] == []
    return page.get_by_role("link", name="本人のページ").get_attribute("href")


def sees_nothing_of_her(page, case, person) -> None:
    for address in (case, f"{case}timeline/", f"{case}print/", f"{case}access/", f"{case}changes/", person):
        assert page.goto(address).status in (403, 404), address
        assert [secret for secret in SECRETS if secret in page.content()] == []
    seen = ""
    for address in ("/", "/cases/", "/daybook/", "/plan/?year=2023"):
        page.goto(address)
        seen += page.content()
    page.goto("/")
    if page.locator("#q").count():
        seen += search(page, "たかはし") + search(page, PHONE)
    assert [secret for secret in SECRETS if secret in seen] == []


@pytest.fixture
def another_demo(demo_database):
    """A copy of it, into which the browser's server does not look."""
    make_database("with_real_plan", demo_database)
    yield "with_real_plan"
    drop_database("with_real_plan")


@pytest.mark.skipif(
    not os.environ.get("YORISOI_PLAN_FILE"), reason="YORISOI_PLAN_FILE does not name the council's own document"
)
def test_the_real_plan_is_counted_too(another_demo):
    environment = environment_of(another_demo)

    def manage(*arguments):
        done = subprocess.run(
            [sys.executable, engine.ROOT / "manage.py", *arguments], env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    manage("import_plan", os.environ["YORISOI_PLAN_FILE"])
    report = json.loads(manage("report", "--year", "2023", "--format", "json"))
    assert len(report["programs"]) == 24
    assert [program["name"] for program in report["programs"] if not program["indicators"]] == []
