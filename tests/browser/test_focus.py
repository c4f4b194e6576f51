"""Whoever goes through a page by Tab sees where they are: what has the focus lies under no bar that stays (WCAG 2.4.11).

After something was done, or a part of the page was swapped, the focus is on what changed, and never taken from who is writing (2.4.3).
"""

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/intake/",
    "/daybook/",
    "/cases/",
    "/enquiries/new/",
    "/watch/",
    "/watch/enrol/?person=new",
    "/safety/",
    "/alerts/",
)
SIZES = ((1280, 720), (390, 700))
MOST = 90
# How much of what has the focus lies under a bar that does not hold it, in pixels.
COVERED = """() => {
  const it = document.activeElement
  if (!it || it === document.body) return 'end'
  const at = it.getBoundingClientRect()
  for (const bar of document.querySelectorAll('.form-foot, .field-foot, .case-head, .case-head > :first-child')) {
    if (bar.contains(it) || getComputedStyle(bar).position !== 'sticky') continue
    const b = bar.getBoundingClientRect()
    const under = Math.min(at.bottom, b.bottom) - Math.max(at.top, b.top)
    if (under > 4 && at.height < 300 && at.left < b.right && at.right > b.left) return `${it.outerHTML.slice(0, 90)} ${Math.round(under)}px`
  }
  return ''
}"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_what_has_the_focus_lies_under_no_bar(signed_in, width, height):
    with signed_in("misaki", width=width) as page:
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/cases/?staff=me")
        case = page.locator("tr[data-case] a.name").first.get_attribute("href")
        covered, stops = [], 0
        for address in (*PAGES, case, f"{case}close/", f"{case}notes/new/"):
            page.goto(address)
            for _ in range(MOST):
                page.keyboard.press("Tab")
                found = page.evaluate(COVERED)
                if found == "end":
                    break
                stops += 1
                covered += [f"{address}: {found}"] if found else []
        assert covered == []
        assert stops > 150


def test_after_something_was_done_the_focus_is_on_what_says_so(signed_in):
    with signed_in("misaki") as page:
        page.goto("/daybook/")
        page.locator("textarea[name=text]").fill("鍵は事務所にある")
        page.locator("aside form .btn--main").press("Enter")
        page.locator(".messages").wait_for()
        page.wait_for_function("document.activeElement.matches('.messages')")


def test_a_press_in_a_part_that_is_swapped_leaves_the_focus_in_the_new_part(signed_in):
    with signed_in("misaki") as page:
        page.goto("/cases/")
        known = page.locator("tr[data-case] a.name").first.inner_text().strip()
        page.goto("/intake/")
        name = page.locator("#id_name")
        name.fill(known)
        other = page.locator("#namesakes button[name=also]").first
        other.wait_for()
        assert name.evaluate("(it) => it === document.activeElement"), "taken from who is writing"
        with page.expect_response("**/namesakes/**"):
            other.press("Enter")
        page.locator("#namesakes input[name=different]").first.wait_for(state="attached")
        page.wait_for_function("document.querySelector('#namesakes').contains(document.activeElement)")


def test_the_board_that_looks_again_leaves_the_focus_where_it_was(signed_in):
    with signed_in("misaki") as page:
        page.goto("/safety/")
        page.evaluate("document.querySelector('#board').dataset.old = 'yes'")
        link = page.locator("#board a:not([id])").last
        address = link.get_attribute("href")
        link.focus()
        page.evaluate("htmx.ajax('GET', '/safety/', { target: '#board', swap: 'outerHTML' })")
        page.locator("#board:not([data-old])").wait_for()
        page.wait_for_function("address => document.activeElement.getAttribute('href') === address", arg=address)
