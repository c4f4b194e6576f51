"""Whoever goes through a page by Tab sees where they are: what has the focus lies under no bar that stays (WCAG 2.4.11)."""

import pytest

pytestmark = pytest.mark.browser

PAGES = ("/intake/", "/daybook/", "/cases/", "/enquiries/new/")
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
