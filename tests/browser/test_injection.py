"""Texts that want to be scripts, through the text fields of a case and a person: shown as they were written, never run."""

import pytest
from django.urls import reverse

from tests.browser.conftest import WATCH, complaints_of
from tests.browser.pages import OPEN_CASE, PERSON
from tests.browser.payloads import PAYLOADS

pytestmark = pytest.mark.browser

# Loose in a page they run by themselves; the others wait for a press, a template or an attribute that is not quoted.
FIRES_ALONE = 35


class Sender:
    """Posts a page's own form with other values; each text field gets the next payloads."""

    def __init__(self, page):
        self.page, self.next = page, 0
        self.sent = []

    def text(self, count=1) -> str:
        chosen = [PAYLOADS[(self.next + number) % len(PAYLOADS)] for number in range(count)]
        self.next += count
        self.sent += chosen
        return "\n".join(chosen)

    def post(self, route, pk=None, /, **values):
        address = reverse(route, args=[pk] if pk else [])
        self.page.goto(address)
        token = self.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        answer = self.page.request.post(
            address, form={**values, "csrfmiddlewaretoken": token}, headers={"Referer": self.page.url}, max_redirects=0
        )
        assert answer.status == 303, (route, answer.status)
        assert answer.headers["location"] != address, f"{route} was sent back"


def fill(sender, case, person) -> None:
    for _ in range(6):
        sender.post(
            "note_new", case, means="visit", with_whom=sender.text(), text=sender.text(8), next_contact_date="明日",
            next_contact_todo=sender.text(),
        )  # fmt: skip
    parts = {part: sender.text(2) for part in ("focus", "subjective", "objective", "assessment", "intervention", "plan")}
    sender.post("note_new", case, means="phone", **parts)
    sender.post(
        "case_correct", case, topics="dementia", main_topic="dementia", route="self", urgency="soon", words=sender.text(10),
        reason=sender.text(),
    )  # fmt: skip
    sender.post(
        "person_edit", person, family_name=sender.text(), given_name=sender.text(), birth_unknown="on", sex="female",
        family_kana="あ", given_kana="あ", block=sender.text(), phone_note=sender.text(), living=sender.text(10),
        notes=sender.text(10), reason=sender.text(),
    )  # fmt: skip
    sender.post("relative_new", person, relation=sender.text(), name=sender.text(), notes=sender.text())
    sender.post(
        "consent_new", person, decision="granted", contents="identity", recipients="commissioner", manner="oral",
        given_by="self", recipient_detail=sender.text(), purpose=sender.text(), ground=sender.text(),
    )  # fmt: skip


PAGES = ("case", "case_print", "case_correct", "note_new", "person", "person_edit", "case_close", "case_recuse")


def test_no_text_is_run(signed_in, first):
    with signed_in("misaki") as page:
        case, person = first(OPEN_CASE), first(PERSON)
        sender = Sender(page)
        fill(sender, case, person)
        assert set(sender.sent) == set(PAYLOADS)
        seen = ""
        for name in PAGES:
            seen += opened(page, reverse(name, args=[person if name.startswith("person") else case]))
        for address in ("/", "/cases/", "/cases/?order=kana", "/cases/print/"):
            opened(page, address)
        page.goto("/")
        page.locator("#q").fill("ああ")
        page.locator("#live-search a").first.wait_for()
        opened(page, "/search/")
        note = first("SELECT id FROM casework_progressnote WHERE case_id = %s ORDER BY created_at DESC LIMIT 1", case)
        for name in ("note_edit", "note_move"):
            opened(page, reverse(name, args=[note]))
        assert [text for text in PAYLOADS if text.replace("\t", " ") not in seen.replace("\t", " ")] == []
        assert page.complaints == []
    with signed_in("ishiwata") as manager:
        for name in ("case_changes", "case_access", "case_staff"):
            opened(manager, reverse(name, args=[case]))
        assert manager.complaints == []


def opened(page, address) -> str:
    """What the page shows, its fields too, after everything on it had its chance."""
    assert page.goto(address).status == 200, address
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('[onfocus], [autofocus]').forEach((node) => node.focus())")
    fields = page.evaluate("[...document.querySelectorAll('input, textarea')].map((field) => field.value).join('\\n')")
    return page.evaluate("document.body.innerText") + fields


def fulfilled(body, headers):
    return lambda route: route.fulfill(body=body, headers=headers)


@pytest.mark.parametrize("guarded", [False, True])
def test_the_same_texts_loose_in_a_page_are_noticed(chromium, site, guarded):
    """The control: without escaping they run; with our rules for content alone they are reported, and none runs."""
    context = chromium.new_context(base_url=site)
    context.add_init_script(WATCH)
    page = context.new_page()
    complaints = complaints_of(page)
    rules = page.request.get("/account/login/").headers["content-security-policy"]
    seen = []
    for number, text in enumerate(PAYLOADS):
        body = f"<!doctype html><title>x</title><body>{text}"
        headers = {"Content-Type": "text/html; charset=utf-8"} | ({"Content-Security-Policy": rules} if guarded else {})
        context.route(f"**/loose/{number}", fulfilled(body, headers))
        page.goto(f"/loose/{number}")
        seen.append(f"a text was run: {number}")
    fired = [line for line in complaints if line in seen]
    reported = [line for line in complaints if line.startswith("CSP script-src")]
    if guarded:
        assert fired == []
        assert len(reported) >= FIRES_ALONE - 5
    else:
        assert len(set(fired)) >= FIRES_ALONE
    context.close()
