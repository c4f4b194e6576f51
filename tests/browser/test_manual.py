"""`?` opens the manual where it says what can be done on this page; whoever is typing keeps the sign."""

import pytest

pytestmark = pytest.mark.browser


def test_the_key_opens_the_part_about_the_page_and_is_left_to_who_is_typing(signed_in):
    with signed_in("misaki") as page:
        page.goto("/daybook/")
        page.locator("textarea[name=text]").focus()
        page.keyboard.press("?")
        assert page.locator("textarea[name=text]").input_value() == "?"
        page.locator("textarea[name=text]").fill("")
        page.locator("main").focus()
        page.keyboard.press("?")
        page.wait_for_url("**/manual/caseworker/#daybook")
        assert page.evaluate("document.querySelector(':target').textContent") == "日誌"
        assert page.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth)")
