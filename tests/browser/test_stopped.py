"""Nobody answers while somebody writes: the words stay on the page, and go by one press."""

import pytest

pytestmark = pytest.mark.browser
TEXT, SENT = "夕方に電話。鍵は見つかったとのこと。", "記録しました"


def write(page) -> None:
    page.goto("/cases/")
    page.locator("main td a.name").first.click()
    page.locator("textarea[name=text]").fill(TEXT)
    # What watches over the form is there when the page is whole.
    page.wait_for_load_state()
    page.get_by_role("button", name="記録する").click()


@pytest.mark.parametrize("answer", [{"status": 503}, None], ids=["the database is away", "nobody listens"])
def test_what_was_typed_stays_on_the_page_and_goes_by_one_press(signed_in, answer):
    with signed_in("misaki") as page:
        page.route("**/account/state/", lambda route: route.fulfill(**answer) if answer else route.abort())
        write(page)
        panel = page.locator("[data-wait-panel]")
        panel.wait_for()
        assert "書いたものはこの画面に残っています" in panel.inner_text()
        assert page.locator("textarea[name=text]").input_value() == TEXT
        page.unroute("**/account/state/")
        page.get_by_role("button", name="もう一度送る").click()
        page.get_by_text(SENT).wait_for()
        page.complaints[:] = [said for said in page.complaints if "Failed to load resource" not in said]
