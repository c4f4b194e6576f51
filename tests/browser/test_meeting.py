"""Minutes typed live: through a network that is away, beside a second tab, and on to the next item without the mouse."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config import engine
from tests.browser.conftest import served
from tests.conftest import environment_of
from tests.engine.copies import free_port

pytestmark = pytest.mark.browser

# Begun today by the demo's coordinator, with two of her cases; prints the meeting and its items.
BEGIN = """
import django
django.setup()
from accounts.models import User
from casework.models import Case
from conferences import services
from privacy import context
from tests.factories.conferences import add, make_conference
user = User.objects.get(username="uzawa")
with context.on_behalf_of(user):
    cases = list(Case.objects.visible_to(user).unclosed().filter(restricted=False, subject__isnull=False).order_by("created_at")[:2])
    council = cases[0].council
meeting = make_conference(user, council, days=0, title="今日の会議")
items = [add(user, meeting, case) for case in cases]
with context.on_behalf_of(user):
    services.attendee_invite(meeting, actor=user, name="露﨑 節子", organisation="民生委員")
    services.conference_begin(meeting, actor=user)
    services.item_begin(items[0], actor=user)
print(meeting.pk, *[item.pk for item in items])
"""
# Whether htmx answers for the form in the moment in which it stands on the page.
WATCH_FORM = """() => new MutationObserver(() => {
    const form = document.querySelector("#outcomes form.meet-add");
    if (form) window.isTakenUp ??= "htmx-internal-data" in form;
}).observe(document.body, { childList: true, subtree: true })"""


@pytest.fixture
def meeting(site_database):
    made = subprocess.run(
        [sys.executable, "-c", BEGIN],
        cwd=engine.ROOT,
        env=environment_of(site_database),
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout.split()


def saved(page) -> None:
    page.locator("[data-minutes-status].chip--ok").wait_for()


@pytest.mark.parametrize("width", [1280, 820])
def test_minutes_survive_a_lost_network_and_a_second_tab(signed_in, meeting, width):
    conference, item, following = meeting
    address = f"/conferences/items/{item}/meeting/"
    with signed_in("uzawa", width=width) as page:
        page.goto(address)
        field = page.locator("[data-minutes] textarea")
        field.press_sequentially("長女は遠くに住む。")
        saved(page)
        # Away: typing goes on, the page says so, and sends it when the network is back.
        page.context.set_offline(True)
        field.press_sequentially("月に一度は電話をする。")
        page.locator("[data-minutes-status].chip--warn").wait_for()
        assert "つながっていません" in page.locator("[data-minutes-status]").inner_text()
        page.context.set_offline(False)
        saved(page)
        # A second tab reads what stands there, is told who writes, and takes over on purpose.
        second = page.context.new_page()
        second.goto(address)
        there = second.locator("[data-minutes] textarea")
        assert there.input_value() == "長女は遠くに住む。月に一度は電話をする。"
        second.locator("[data-minutes-refused]").wait_for()
        assert "鵜澤" in second.locator("[data-minutes-said]").inner_text()
        assert not there.is_editable()
        second.locator("[data-minutes-take-over]").click()
        second.locator("[data-minutes] textarea:not([readonly])").wait_for()
        there.press("End")
        there.press_sequentially("二つめの画面。")
        saved(second)
        # The first one is told in its turn, and keeps what it has of its own.
        field.press("Control+End")
        field.press_sequentially("ここで書いた分。")
        page.locator("[data-minutes-refused]").wait_for()
        assert field.input_value().endswith("ここで書いた分。")
        page.locator("[data-minutes-take-over]").click()
        page.locator("[data-minutes] textarea:not([readonly])").wait_for()
        saved(page)
        whole = field.input_value()
        assert "二つめの画面。" in whole
        assert "ここで書いた分。" in whole
        # What was decided, and on to the next item, without the mouse.
        page.evaluate(WATCH_FORM)
        page.locator("#outcomes input[name=text]").focus()
        page.keyboard.type("月に一度訪ねる")
        page.keyboard.press("Enter")
        page.locator("#outcomes li", has_text="月に一度訪ねる").wait_for()
        assert page.evaluate("window.isTakenUp"), "what is typed into the new form at once would leave the page"
        page.keyboard.type("包括に聞く")
        page.keyboard.press("Enter")
        page.locator("#outcomes li", has_text="包括に聞く").wait_for()
        page.keyboard.press("Alt+PageDown")
        page.wait_for_url(f"**/{following}/meeting/")
        page.goto(address)
        assert page.locator("[data-minutes] textarea").input_value().split() == whole.split()
        # On the wall the letter stands instead of the name.
        name = page.locator("h1 .name-shown").first
        assert name.is_visible()
        page.locator("[data-hide-names]").click()
        assert not name.is_visible()
        assert "さん" in page.locator("h1 .name-hidden").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("button[name=go][value=end]").click()
        page.wait_for_url(f"**/conferences/{conference}/record/**")
        assert "二つめの画面。" in page.locator("main").inner_text()
        expected = ("ERR_INTERNET_DISCONNECTED", "status of 409")
        page.complaints[:] = [said for said in page.complaints if not any(one in said for one in expected)]


def kill_workers(server, *, and_master=False) -> None:
    """A worker answers on for a moment when its master is gone."""
    workers = [int(pid) for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]
    if and_master:
        server.kill()
    for pid in workers:
        os.kill(pid, signal.SIGKILL)


def test_a_web_process_that_is_killed_between_two_saves_loses_nothing_that_was_typed(signed_in, site_database, meeting):
    """First the process that answers, which its master starts anew; then the whole server, which somebody does."""
    _conference, item, _following = meeting
    port = free_port()
    with served(site_database, port) as server, signed_in("uzawa", at=f"http://localhost:{port}") as page:
        page.goto(f"/conferences/items/{item}/meeting/")
        field = page.locator("[data-minutes] textarea")
        field.press_sequentially("長女は遠くに住む。")
        saved(page)
        field.press_sequentially("月に一度は電話をする。")
        kill_workers(server)
        # The sign of the save before still stands there: what counts is that it was received anew.
        with page.expect_response(lambda answer: answer.ok and answer.url.endswith("/minutes/draft/")):
            field.press_sequentially("次は十月に会う。")
        saved(page)
        field.press_sequentially("鍵は")
        kill_workers(server, and_master=True)
        server.wait(20)
        field.press_sequentially("民生委員が預かる。")
        page.locator("[data-minutes-status].chip--warn").wait_for()
        with served(site_database, port):
            saved(page)
            page.reload()
            assert field.input_value() == "長女は遠くに住む。月に一度は電話をする。次は十月に会う。鍵は民生委員が預かる。"
            # It asks again and again what the others wrote, also when this server is gone too.
            page.goto("about:blank")
        page.complaints[:] = [said for said in page.complaints if "ERR_" not in said]
