"""The tablet's whole way: eight doors without network, the browser killed half-way, and eight visits that stand once each."""

import pytest

from tests.browser.tablets import PIN

pytestmark = pytest.mark.browser

RECORDED = "SELECT count(*) FROM visits_visit WHERE source = 'tablet'"


def test_eight_doors_stand_once_each(new_tablet, first, signed_in):
    """Takes its time: it is the whole promise."""
    tablet, before = new_tablet, first(RECORDED)
    tablet.start().prepare()
    tablet.way.set("away")
    tablet.door(1)
    tablet.choose("well")
    tablet.page.locator("input[name=companions]").first.check()
    tablet.save()
    for number in (2, 3):
        tablet.record(number)
    tablet.record(4, "concern", note="声に元気がない")
    assert tablet.page.locator("#find").input_value() == "", "whoever was looked for is visited"
    assert tablet.queue() == (4, 0)
    tablet.kill()

    tablet.start()
    tablet.heading("名簿は閉じています")
    assert tablet.queue() == (4, 0)
    assert tablet.complaints == []
    tablet.button("番号で記録する").click()
    for number in (5, 6, 7, 8):
        tablet.page.locator(".number", has_text=str(number)).click()
        tablet.choose("well")
        tablet.save()
    assert tablet.queue() == (8, 0)
    for mode in ("500", "drop"):
        tablet.way.set(mode)
        tablet.way.passed.clear()
        tablet.send()
        tablet.until(lambda mode=mode: (mode, "POST", "/field/api/visits") in tablet.way.passed)
        tablet.page.wait_for_timeout(500)
        assert tablet.queue() == (8, 0)
    tablet.way.set("open")
    tablet.send()
    tablet.until_queue(0, 8)
    assert first(RECORDED) - before == 8
    with signed_in("uzawa") as office:
        office.goto("/alerts/")
        assert "声に元気がない" in office.locator("main").inner_text()
    tablet.page.go_back()
    tablet.sign_in()
    tablet.unlock(PIN)
    assert tablet.complaints == []
