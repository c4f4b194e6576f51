"""The year of the programmes: sessions out of the office's Excel, 事業報告 and the city's form, a table that is published, and next year's plan."""

import io
import re

import openpyxl
import pypdf
import pytest

from privacy import outbox
from privacy.models import OutboxMessage
from tests.browser.test_referral import fits

pytestmark = pytest.mark.browser
# Of the last fiscal year of the demo; the third row says a day that there is none of.
SESSIONS = (
    ("開催日", "会場", "参加者数"),
    ("R7.6.14", "台自治会館", "２３"),
    ("令和7年6月28日", "台自治会館", "26"),
    ("R7.6.31", "台自治会館", 24),
)


def workbook(rows) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["地域食堂の記録"])
    book.active.merge_cells("A1:C1")
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def chosen(page, rows) -> None:
    page.goto("/activities/files/")
    page.get_by_label("事業", exact=True).select_option(label="地域食堂事業")
    page.locator("input[type=file]").set_input_files({"name": "食堂.xlsx", "mimeType": "", "buffer": workbook(rows)})
    page.get_by_role("button", name="読みこむ").click()
    page.wait_for_url(re.compile("/preview/"))


def work() -> None:
    """What the worker would do now."""
    for message in OutboxMessage.objects.filter(handler="annual.make", done_at=None):
        outbox.deliver(message.pk)


def pressed(page, name, url) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(re.compile(url))


def file_of(page, name) -> io.BytesIO:
    return io.BytesIO(page.request.get(page.get_by_role("link", name=name, exact=True).get_attribute("href")).body())


def test_a_coordinator_takes_last_years_sessions_and_the_bad_row_is_named(signed_in):
    with signed_in("uzawa") as page:
        chosen(page, SESSIONS)
        page.locator(".notice--bad", has_text="5行め").wait_for()
        assert page.get_by_role("button", name="取りこむ").count() == 0
        fits(page)
        chosen(page, SESSIONS[:3])
        page.get_by_role("button", name="取りこむ").click()
        page.wait_for_url(re.compile("/activities/files/[0-9a-f-]{36}/"))
        assert "2件" in page.locator("main").inner_text()


def test_the_manager_makes_the_years_report_and_fills_the_citys_form(signed_in, office):
    with signed_in("ishiwata") as page:
        page.goto("/plan/")
        page.get_by_text("ほかの操作").click()
        page.get_by_role("link", name="事業報告の台帳").click()
        page.get_by_role("link", name="新しい事業報告").click()
        page.get_by_label("内部用").check()
        pressed(page, "作成する", "/reports/year/[0-9a-f-]{36}/")
        work()
        # The page asks by itself, until it is made.
        page.get_by_role("link", name="Word", exact=True).wait_for()
        fits(page)
        programs = page.locator("main .prog h4").all_inner_texts()
        assert len(programs) == 24
        new = page.locator("main p", has_text="新規件数").first.locator("strong").inner_text()
        text = "".join(one.extract_text() for one in pypdf.PdfReader(file_of(page, "PDF")).pages)
        assert re.search(rf"新規件数\s*{new}\s*件", text)
        assert "内部用" in text
        form = openpyxl.load_workbook(file_of(page, "記入する (Excel)")).active
        assert {form.cell(row, 1).value: form.cell(row, 2).value for row in (3, 4)}["新規相談"] == int(new)


def test_next_years_plan_begins_as_a_copy_with_the_results_beside_it(signed_in):
    with signed_in("takanashi") as page:
        page.goto("/plan/")
        page.get_by_text("ほかの操作").click()
        page.get_by_role("link", name="次年度へ").click()
        fits(page)
        page.get_by_role("button", name="案として写す").click()
        page.locator(".notice--warn", has_text="案").wait_for()
        row = page.locator("tbody", has_text="地域食堂事業").locator("tr").nth(1)
        now, _result, coming = row.locator("td").all_inner_texts()
        assert now.strip() == coming.strip() != ""
        page.get_by_role("button", name="取り消す").click()
        page.get_by_role("button", name="案として写す").wait_for()
