"""A real server over a database with the demo in it, and a real Chromium in front of it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

# Playwright keeps an event loop in this thread; the database is used beside it, never inside.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config import engine
from config.browser import CHROMIUM
from config.engine import postgres
from tests.conftest import drop_database, make_database

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def house():
    """The address of a server with the demo's data; made once, since a first start takes some seconds."""
    name = f"house_{os.getpid()}"
    make_database(name)
    var = engine.var_dir()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": postgres.url(var, postgres.APP, name),
        "DATABASE_OWNER_URL": postgres.url(var, postgres.OWNER, name),
    }
    subprocess.run(
        [sys.executable, engine.ROOT / "manage.py", "prepare_run"], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    port = free_port()
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
    with subprocess.Popen(command, cwd=engine.ROOT, env=environment) as server:
        try:
            wait_for(f"http://localhost:{port}/healthz", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(20)
            drop_database(name)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def signed_in(house, chromium):
    """`with signed_in("misaki") as page`: the demo's person, in a browser of their own. Errors on the console fail the test."""

    @contextmanager
    def sign_in(name, *, locale="ja-JP", width=1280):
        context = chromium.new_context(locale=locale, viewport={"width": width, "height": 900}, base_url=house)
        page = context.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.complaints = complaints
        page.goto("/account/login/")
        page.locator(f"button[value='{name}']").first.click()
        page.wait_for_url(f"{house}/")
        yield page
        context.close()
        expected = "Failed to load resource: the server responded with a status of 404"
        assert [text for text in complaints if not text.startswith(expected)] == []

    return sign_in


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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
