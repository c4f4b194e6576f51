"""axe on every kind of page, in both languages, wide and narrow; after it has shown that it finds a fault."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = {
    "misaki": [
        "/",
        "/intake/",
        "/cases/",
        "/daybook/",
        "/search/",
        "/enquiries/new/",
        "/settings/",
        "CASE",
        "CASEnotes/new/",
        "CASEclose/",
        "CASErecuse/",
        "CASEcorrect/",
        "PERSON",
    ],
    "ishiwata": [
        "/plan/?year=2023",
        "/plan/import/",
        "PROGRAM",
        "CASEaccess/",
        "CASEchanges/",
        "CASEstaff/",
        "/ledger/",
        "/pledges/",
    ],
    "kamata": ["/staff/", "/areas/", "/organisations/", "/places/"],
}


def address(page, path) -> str:
    if path == "PERSON":
        page.goto(address(page, "CASE"))
        return page.get_by_role("link", name=re.compile("本人のページ|The person's page")).get_attribute("href")
    if path.startswith("CASE"):
        page.goto("/cases/?status=open")
        return page.locator("tr[data-case] a").first.get_attribute("href") + path.removeprefix("CASE")
    if path == "PROGRAM":
        page.goto("/plan/?year=2023")
        return page.locator(".prog h4 a").nth(8).get_attribute("href")
    return path


def faults(page) -> list[str]:
    found = Axe().run(
        page, options={"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    )
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found.response["violations"]]


def test_axe_finds_a_fault_that_is_there(chromium, house):
    page = chromium.new_page(base_url=house)
    page.goto("/account/login/")
    before = faults(page)
    page.evaluate("document.querySelectorAll('label').forEach((label) => label.remove())")
    assert before == []
    assert any(fault.startswith("label") for fault in faults(page))
    page.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("locale", ["ja-JP", "en-GB"])
@pytest.mark.parametrize("who", PAGES)
def test_no_page_has_a_fault(signed_in, who, locale, width):
    with signed_in(who, locale=locale, width=width) as page:
        if locale == "en-GB":
            page.goto("/settings/")
            page.locator("select[name=language], input[name=language]").first.wait_for()
        found = {}
        for path in PAGES[who]:
            page.goto(address(page, path))
            assert page.locator("h1").count() == 1, path
            if complaints := faults(page):
                found[path] = complaints
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{path} is wider than {width}"
        assert found == {}
