"""axe on every page there is, in both languages, wide and narrow; after it has shown that it finds a fault.

Colours are the same in both languages, and take more than half of the time: they are looked at in Japanese.
"""

import uuid

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter

from tests.browser.pages import EXCUSED, PAGES, PAPER, STRANGERS

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LOOKED_AT = {*STRANGERS, *(name for pages in PAGES.values() for name in pages)}


def routes(resolver=None) -> dict:
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        found |= routes(entry) if hasattr(entry, "url_patterns") else {entry.name: entry}
    return found


def faults(page, *, colours=True) -> list[str]:
    """On a page that has axe in it."""
    options = RULES | {"rules": {"color-contrast": {"enabled": colours}}}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]


def look_at(page, name, address, language) -> list[str]:
    """Everything that is wrong with one page, at both widths."""
    answer = page.goto(address)
    assert answer.status == 200, address
    assert page.url.endswith(address)
    assert page.locator("html").get_attribute("lang") == language
    # Several sheets of paper have a heading each.
    assert page.locator("h1").count() == 1 or (name in PAPER and page.locator("h1").count() > 1)
    assert page.locator("h1").first.inner_text().strip()
    found = []
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} {fault}" for fault in faults(page, colours=language == "ja")]
        if name not in PAPER and page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append(f"wider than {width}")
    return found


def test_every_page_is_looked_at_or_excused(signed_in):
    """What is left answers no GET."""
    assert LOOKED_AT & set(EXCUSED) == set()
    assert (LOOKED_AT | set(EXCUSED)) <= set(routes())
    with signed_in("misaki") as page, signed_in("kamata") as administrator:
        for name, entry in routes().items():
            if name not in LOOKED_AT | set(EXCUSED):
                ids = {"pk": uuid.uuid4(), "check": uuid.uuid4(), "form": "note"}
                parts = entry.pattern.converters.items()
                kinds = {part: 1 if isinstance(kind, IntConverter) else ids[part] for part, kind in parts}
                address = reverse(name, kwargs=kinds)
                assert 405 in [who.request.get(address).status for who in (page, administrator)], name


def test_axe_finds_a_fault_that_is_there(chromium, site):
    page = chromium.new_page(base_url=site)
    page.goto("/account/login/")
    page.evaluate(AXE_SCRIPT)
    before = faults(page)
    page.evaluate("document.querySelectorAll('label').forEach((label) => label.remove())")
    page.evaluate("document.querySelectorAll('h1, p, button').forEach((text) => text.style.color = '#ddd')")
    assert before == []
    assert {"label", "color-contrast"} <= {fault.partition(":")[0] for fault in faults(page)}
    assert {"color-contrast"} & {fault.partition(":")[0] for fault in faults(page, colours=False)} == set()
    page.close()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("who", PAGES)
def test_no_page_has_a_fault(signed_in, first, who, language):
    """Takes its time: some thirty pages, each at two widths."""
    found = {}
    with signed_in(who, language=language) as page:
        for name, query in PAGES[who].items():
            query, *more = (query,) if isinstance(query, str) else query
            if wrong := look_at(page, name, reverse(name, args=[first(query), *more] if query else []), language):
                found[name] = wrong
    assert found == {}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_before_the_sign_in_has_a_fault(chromium, site, language):
    context = chromium.new_context(base_url=site, locale=language)
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page = context.new_page()
    assert {name: wrong for name in STRANGERS if (wrong := look_at(page, name, reverse(name), language))} == {}
    context.close()
