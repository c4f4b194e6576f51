"""Enter in one line of a form sends nothing, unless the form asks for a line or two and then goes on.

A browser answers Enter with the form's first submit button, wherever on the page that stands: so the first one is disabled.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.urls import reverse

from tests.cast import login
from tests.factories.casework import make_case

ROOT = Path(__file__).resolve().parents[2] / "templates"
# One line is asked for, and Enter after it is what everybody does.
SENDS = {
    "accounts/sign_in.html", "accounts/code.html", "accounts/enrol.html", "accounts/link_code.html", "accounts/link_use.html",
    "accounts/reauthenticate.html", "accounts/password_change.html", "casework/search/page.html", "casework/history/ledger.html", "casework/joining/find.html", "visits/enrolment/find.html", "supporters/find.html",
    # A case by its number, a matter, a row of what was decided: whoever types them goes on to the next one.
    "conferences/_candidates.html", "conferences/page.html", "conferences/meeting/_outcomes.html",
    # Nothing is typed there: the button asks the device.
    "components/passkey.html",
    # The search box on every page: its form has no button at all.
    "base.html",
    # Only what has several lines is shown, where Enter begins another one.
    "components/typed.html",
}  # fmt: skip
FORM = re.compile(r"<form\b([^>]*method=\"post\"[^>]*)>(.*?)</form>", re.DOTALL)
TYPED = re.compile(
    r"\{% (?:field|include|block|choose_main)\b|\{\{ \w*form|<(?:textarea|select)\b|<input(?![^>]*type=\"hidden\")"
)
SUBMITS = re.compile(r"\{% form_keys(?! [^%]*enter_sends)[^%]*%\}|\{% form_keys|<button\b|type=\"submit\"")


def forms():
    for path in sorted(ROOT.glob("**/*.html")):
        for match in FORM.finditer(path.read_text()):
            yield str(path.relative_to(ROOT)), match[2]


def is_disabled_first(inside) -> bool:
    first = SUBMITS.search(inside)
    return first is not None and first[0].startswith("{% form_keys") and first[0].endswith("%}")


def test_no_form_that_takes_words_is_sent_by_enter():
    sent = {name for name, inside in forms() if TYPED.search(inside) and not is_disabled_first(inside)}
    assert sent - {"components/form_keys.html"} == SENDS


class Submits(HTMLParser):
    """{id or number of a form: its submit buttons in the order of the page}, those that stand outside of it too."""

    def __init__(self, page):
        super().__init__()
        self.found, self.inside, self.number = {}, None, 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.number += 1
            self.inside = given.get("id", str(self.number))
        kind = given.get("type", "submit" if tag == "button" else "text")
        if tag in ("button", "input") and kind == "submit":
            self.found.setdefault(given.get("form", self.inside), []).append(given)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


@pytest.mark.django_db
def test_enter_in_the_intake_neither_throws_out_nor_takes_on(client, caseworker):
    page = login(client, caseworker).get(reverse("intake")).content.decode()
    buttons = Submits(page).found["intake"]
    assert "disabled" in buttons[0]
    assert any("formaction" in button for button in buttons[1:]), "the way out is still there for a press"


@pytest.mark.django_db
def test_enter_beside_a_person_chosen_in_the_intake_does_not_choose_another(client, caseworker, areas):
    case = make_case(caseworker, areas.dai)
    login(client, caseworker)
    draft = "6c1b2f0e-6f0a-4a53-9a54-2f6b7e1f7a10"
    answer = client.post(reverse("intake_person", args=[draft]), {"person": case.subject_id, "draft": draft})
    buttons = Submits(client.get(answer.url).content.decode()).found["intake"]
    assert "disabled" in buttons[0]
    assert [button for button in buttons if button.get("name") == "other"]


@pytest.mark.django_db
@pytest.mark.parametrize("route", ["daybook", "enquiry", "case_list"])
def test_what_finds_people_in_a_long_form_waits_for_a_press(client, caseworker, route):
    page = login(client, caseworker).get(reverse(route)).content.decode()
    for name, buttons in Submits(page).found.items():
        first = buttons[0]
        assert "disabled" in first or not {"formaction", "name"} & set(first) or first["name"] == "text_size", name
