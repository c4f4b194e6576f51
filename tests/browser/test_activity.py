"""A volunteer of the 地域食堂 records tonight's evening on a telephone in under a minute, and the row of the plan moves."""

import re

import pytest

from tests.browser.test_conference import Hand

pytestmark = pytest.mark.browser
# Of a person, as many as a click and a field take with what is thought meanwhile.
MINUTE, CLICK, FIELD = 60, 2, 8
TELEPHONE = 390


def test_a_volunteer_records_tonights_evening_and_the_row_moves(signed_in):
    with signed_in("ishiwata") as manager, signed_in("shishikura", width=TELEPHONE) as page:
        before = held(manager)
        page.goto("/")
        hand = Hand(page)
        hand.click(page.get_by_role("link", name="実施記録", exact=True))
        hand.click(page.get_by_role("link", name="実施を記録する").first)
        hand.fill(page.get_by_label("数", exact=True), "25")
        hand.choose(page.get_by_label("地区", exact=True), "台小区")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), "nothing is wider than the telephone"
        hand.click(page.get_by_role("button", name="記録する", exact=True))
        page.wait_for_url(re.compile(r"/activities/[0-9a-f-]{36}/$"))
        assert "25" in page.locator("main").inner_text()
        assert hand.clicks * CLICK + hand.fields * FIELD < MINUTE
        assert held(manager) == before + 1
        manager.set_viewport_size({"width": 820, "height": 900})
        assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def held(manager) -> int:
    """How often in this year, as the plan's own row of 台小区 says."""
    manager.goto("/plan/")
    row = manager.locator(".targets > li", has_text="台小区：地域食堂").locator(".result-line").nth(1)
    return int(re.search(r"計(\d+)回", row.inner_text())[1])
