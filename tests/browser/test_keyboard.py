"""The search by keyboard, and an Enter that only fixes a conversion."""

import pytest

pytestmark = pytest.mark.browser


def focused(page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def press_enter(method, code=13):
    """Enter as Chromium hears it from the keyboard; 229 while an input method takes the keys."""
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code}
    method.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **key})
    method.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_a_key_leads_to_the_search_from_every_page(signed_in, keys):
    with signed_in("misaki") as page:
        for address in ("/", "/cases/", "/daybook/"):
            page.goto(address)
            page.locator("main").focus()
            page.keyboard.press(keys)
            assert focused(page) == "q", address
            assert page.locator("#q").input_value() == ""


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_who_is_typing_keeps_the_key(signed_in, keys):
    with signed_in("misaki") as page:
        page.goto("/daybook/")
        page.locator("textarea[name=text]").focus()
        page.keyboard.type("9")
        page.keyboard.press(keys)
        assert focused(page) == page.locator("textarea[name=text]").get_attribute("id")
        assert page.locator("textarea[name=text]").input_value() == ("9/" if keys == "/" else "9")


def test_arrows_walk_through_what_was_found_and_escape_goes_back(signed_in):
    with signed_in("misaki") as page:
        page.goto("/cases/?order=kana")
        # One letter is not searched for.
        readings = page.locator("tr[data-case] td .muted .nw").all_inner_texts()
        reading = next(family for family, *_given in map(str.split, readings) if len(family) > 1)
        page.keyboard.press("/")
        # At once, so that it is looked for once: what is found later would take the place of what was walked into.
        page.keyboard.insert_text(reading)
        page.locator("#live-search a").first.wait_for()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement === document.querySelector('#live-search a')")
        page.keyboard.press("Escape")
        assert focused(page) == "q"
        assert page.locator("#live-search a").count() == 0


def test_enter_that_fixes_a_conversion_sends_nothing(signed_in):
    """Chromium tells of the key while converting; others end the conversion first, and only then tell. The clock stands still."""
    with signed_in("misaki") as page:
        page.clock.set_fixed_time("2023-09-12T10:00:00")
        page.goto("/cases/")
        page.evaluate("window.sent = 0; addEventListener('submit', () => { window.sent += 1; }, true)")
        page.locator("#q").focus()
        method = page.context.new_cdp_session(page)
        method.send("Input.imeSetComposition", {"text": "たかはし", "selectionStart": 4, "selectionEnd": 4})
        press_enter(method)
        press_enter(method, 229)
        method.send("Input.insertText", {"text": "髙橋"})
        press_enter(method)
        assert (page.evaluate("window.sent"), page.locator("#q").input_value()) == (0, "髙橋")
        page.clock.set_fixed_time("2023-09-12T10:00:01")
        press_enter(method)
        page.wait_for_url("**/search/")


def convert(method, typed, converted):
    """What is typed in kana, and then fixed as a conversion."""
    method.send("Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)})
    method.send(
        "Input.imeSetComposition", {"text": converted, "selectionStart": len(converted), "selectionEnd": len(converted)}
    )
    method.send("Input.insertText", {"text": converted})


def test_a_name_written_anew_takes_its_reading_along(signed_in):
    with signed_in("misaki") as page:
        page.goto("/intake/")
        name, reading = page.locator("#id_name"), page.locator("[data-furigana-for=id_name]")
        method = page.context.new_cdp_session(page)
        name.focus()
        convert(method, "わたべ", "渡部")
        convert(method, "たかし", "高志")
        assert reading.input_value() == "わたべたかし"
        page.keyboard.press("Backspace")
        page.keyboard.press("Backspace")
        assert reading.input_value() == "わたべ"
        convert(method, "たけし", "武志")
        assert (name.input_value(), reading.input_value()) == ("渡部武志", "わたべたけし")


def test_enter_in_the_intake_keeps_the_writer_there(signed_in):
    """Twice, as after a conversion: the name stands, no draft was left behind by a press, no case was taken on."""
    with signed_in("misaki") as page:
        page.goto("/intake/")
        name = page.locator("input[name=name]")
        name.fill("山田 花")
        name.press("Enter")
        name.press("Enter")
        page.locator("input[name=phone]").press("Enter")
        page.wait_for_timeout(500)
        assert (page.url.rpartition("/intake/")[1:], name.input_value()) == (("/intake/", ""), "山田 花")
