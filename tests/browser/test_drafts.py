"""What a browser does with words that are not sent yet."""

import pytest

pytestmark = pytest.mark.browser


def test_a_sentence_survives_its_tab_and_goes_along_to_the_six_parts(signed_in, first):
    """Saved by itself after three seconds, offered when the page opens again, taken along by a press, gone with the note."""
    case = first("SELECT id FROM casework_case WHERE closed_date IS NULL AND sequence IS NOT NULL ORDER BY sequence LIMIT 1")
    with signed_in("misaki") as page:
        page.goto(f"/cases/{case}/")
        page.locator("textarea[name=text]").fill("長女より電話。来週")
        page.locator("form [data-draft-status]:visible").wait_for()
        assert "下書き" in page.locator("form [data-draft-status]:visible").inner_text()
        page.goto(f"/cases/{case}/")
        assert page.locator("textarea[name=text]").input_value() == ""
        page.locator("a[href*='draft=']").first.click()
        assert page.locator("textarea[name=text]").input_value() == "長女より電話。来週"
        page.locator("button[name=kind][value=soaip]").click()
        page.wait_for_url("**soaip**")
        assert page.locator("textarea[name=subjective]").input_value() == "長女より電話。来週"
        page.locator("input[name=means][value=phone]").check(force=True)
        page.locator("button.btn--main[type=submit]").click()
        page.wait_for_url(f"**/cases/{case}/")
        assert page.locator("a[href*='draft=']").count() == 0
        # Of words that no draft could hold, leaving asks first.
        page.route("**/drafts/**", lambda route: route.abort())
        page.locator("textarea[name=text]").fill("まだどこにもない文")
        page.locator("form .chip--warn[data-draft-status]").wait_for()
        with page.expect_event("dialog") as asked:
            page.locator("nav.side a").first.click()
        assert asked.value.type == "beforeunload"
        page.wait_for_timeout(500)
        del page.complaints[:]
        assert page.url.endswith(f"/cases/{case}/")
