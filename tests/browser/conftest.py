"""A real server over a database with the demo in it, and a real Chromium in front of it."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import psycopg
import pytest

# Playwright keeps an event loop in this thread; the database is used beside it, never inside.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config import engine
from config.chromium import CHROMIUM
from config.engine import postgres
from tests.conftest import drop_database, environment_of, make_database, use_database
from tests.engine.copies import free_port

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Milliseconds that a page may take on a machine with other work: no test here is about time.
PATIENCE = 90_000

# What a page must never do: run a text, or break its own rules. Both land on the console, where `signed_in` finds them.
WATCH = """
window.hit = (number) => console.error("a text was run: " + number);
addEventListener("securitypolicyviolation", (event) => console.error("CSP " + event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture(scope="session")
def server(demo_database):
    """(address, database) of a server; whoever asks for `site` finds the demo in it."""
    make_database(name := f"site_{os.getpid()}", demo_database)
    with served(name, port := free_port()):
        yield f"http://localhost:{port}", name
    drop_database(name)


@pytest.fixture(scope="module")
def site_database(server, demo_database):
    """The demo as it was made, for each file anew: what another one recorded is not in it. The server's connections break, and it makes
    new ones."""
    make_database(server[1], demo_database)
    return server[1]


@pytest.fixture(scope="module")
def site(server, site_database):
    """The address of a server with the demo's data."""
    return server[0]


@pytest.fixture(scope="module")
def first(site_database):
    """`first("SELECT …")`: one value out of the demo's database, for an address."""
    with psycopg.connect(postgres.url(engine.var_dir(), postgres.APP, site_database), autocommit=True) as connection:
        yield lambda query, *values: connection.execute(query, values).fetchone()[0]


@pytest.fixture
def office(first, site_database, worker_database, django_db_blocker):
    """This process on the site's database: what the worker does, and days that pass."""
    with django_db_blocker.unblock():
        use_database(site_database)
        try:
            yield first
        finally:
            use_database(worker_database)


@contextmanager
def served(database, port):
    """The process of a server, while it answers on this port."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "--log-level",
        "warning",
        "--no-control-socket",
    ]
    with subprocess.Popen(command, cwd=engine.ROOT, env=environment_of(database)) as server:
        try:
            wait_for(f"http://localhost:{port}/healthz", server)
            yield server
        finally:
            server.terminate()
            server.wait(60)


@pytest.fixture(scope="session")
def chromium():
    from django.db import connections
    from playwright.sync_api import sync_playwright

    # Beside Playwright's loop Django has another connection in this thread; a forked process would go on with this one, whatever it leads to.
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_tablet(chromium, site, tmp_path):
    """A tablet that nobody has used."""
    from tests.browser.tablets import Tablet

    made = Tablet(chromium, site, tmp_path / "new")
    yield made
    made.end()


@pytest.fixture(scope="module")
def prepared(chromium, site, tmp_path_factory):
    """A tablet with this month's round on it, closed: the tests of a file copy its profile."""
    from tests.browser.tablets import Tablet

    made = Tablet(chromium, site, tmp_path_factory.mktemp("prepared") / "profile")
    made.start().prepare()
    made.close()
    yield made
    made.end()


@pytest.fixture
def tablet(prepared, tmp_path):
    """Opened by its PIN."""
    made = prepared.copied(tmp_path / "profile").open()
    yield made
    assert made.complaints == []
    made.close()


@pytest.fixture
def signed_in(site, chromium):
    """`with signed_in("misaki") as page`: the demo's person, in a browser of their own. Errors on the console fail the test."""

    @contextmanager
    def sign_in(name, *, language="ja", width=1280, at=site):
        context = chromium.new_context(locale="ja-JP", viewport={"width": width, "height": 900}, base_url=at)
        context.add_init_script(WATCH)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.complaints = complaints_of(page)
        enter(page, name)
        speak(page, language)
        yield page
        context.close()
        assert page.complaints == []

    return sign_in


# A page was refused; somebody went on while a request was under way. One that failed says `sendError` besides.
EXPECTED = (
    *(f"Failed to load resource: the server responded with a status of {status}" for status in (403, 404)),
    "htmx:afterRequest",
    "htmx:sendAbort",
)


def complaints_of(page) -> list[str]:
    """What the page says on its console from now on, but for what is no fault."""
    complaints = []

    def heard(message):
        if message.type == "error" and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    def asked(dialog):
        complaints.append(dialog.message)
        dialog.dismiss()

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", asked)
    return complaints


def enter(page, name) -> None:
    page.goto("/account/login/")
    page.locator(f"button[value='{name}']").first.click()
    page.wait_for_url(re.compile("^[^/]+//[^/]+/$"))


def speak(page, language) -> None:
    """The language is the person's own, kept in the database: said each time, for whoever comes next."""
    if page.locator("html").get_attribute("lang") == language:
        return
    page.goto("/settings/")
    page.locator(f"input[name=language][value={language}], select[name=language]").first.wait_for()
    if page.locator("select[name=language]").count():
        page.locator("select[name=language]").select_option(language)
    else:
        page.locator(f"input[name=language][value={language}]").check()
    page.locator("form[action='/settings/'] button[type=submit]").click()
    page.locator(f"html[lang={language}]").wait_for(state="attached")
    page.goto("/")


def wait_for(url, process) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")
