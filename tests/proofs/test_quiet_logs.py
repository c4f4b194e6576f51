"""Names and tokens in addresses, and values in errors, stand in no line of a log, whoever writes the line."""

import logging
import runpy
import traceback
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from celery import signals
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client
from gunicorn.config import Config

from accounts.models import User
from tests.cast import login, make_user

pytestmark = pytest.mark.django_db
NAME, USERNAME, TOKEN = "髙橋ヨシ子", "yoshiko-takahashi", "ABCDEFGHJKMNPQRSTVWXYZ2345"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


def written(name) -> list[str]:
    """As it would stand there: plain, as an address, as Django escapes it."""
    return [name, quote(name), quote(name).lower(), name.encode("unicode_escape").decode()]


def tells(lines, name) -> list[str]:
    return [form for form in written(name) if form in lines]


@pytest.mark.parametrize("path", ["/{}/", "/{}", "/cases/{}/", "/cases/?q={}", "/account/help/?q={}", "/staff/{}/?{}={}"])
def test_a_name_typed_into_an_address(log, caseworker, path):
    address = path.replace("{}", quote(NAME))
    for client in (Client(), login(Client(), caseworker), Client(enforce_csrf_checks=True)):
        for method in METHODS:
            client.generic(method, address, headers={"Referer": f"http://testserver{address}"})
    assert " outcome=40" in log.getvalue()
    assert tells(log.getvalue(), NAME) == []


@pytest.mark.parametrize("method", METHODS)
def test_a_token_whatever_the_method(log, method):
    Client().generic(method, f"/link/{TOKEN}/")
    assert f" route=link_open method={method} outcome=405" in log.getvalue() or method == "GET"
    assert TOKEN not in log.getvalue()


def test_a_host_that_is_not_ours(log):
    Client().get("/", headers={"Host": f"{TOKEN}.example"})
    assert " route=home method=GET outcome=400 " in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_an_error_of_a_page_is_told_by_its_place_and_kind(log, monkeypatch):
    def fails(*args):
        raise LookupError(NAME) from ValueError(f"no {NAME}")

    monkeypatch.setattr("accounts.views.sign_in.render", fails)
    assert Client(raise_request_exception=False).get(f"/account/help/?q={NAME}").status_code == 500
    told = log.getvalue()
    assert told.count("\n") == 1
    assert " route=sign_in_help method=GET outcome=500 ValueError <- LookupError (" in told
    assert "help_page, " in told
    assert tells(told, NAME) == []


def of(error) -> str:
    """Everything that Python would print of it."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.__cause__)


def test_an_error_of_the_database_names_the_constraint_and_no_value(log):
    make_user(USERNAME)
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        User.objects.bulk_create([User(username=USERNAME, display_name=NAME)])
    assert str(raised.value) == 'duplicate key value violates unique constraint "accounts_user_username_key" (23505)'
    assert isinstance(raised.value.__cause__, psycopg.errors.UniqueViolation)
    logging.getLogger("django.request").error("Internal Server Error: %s", "/x", exc_info=raised.value)
    assert "accounts_user_username_key" in log.getvalue()
    assert USERNAME not in of(raised.value) + log.getvalue()


@pytest.mark.parametrize("statement", ["SELECT %s::text::uuid", "SELECT %s::text::int", "SELECT %s::text::date"])
def test_an_error_of_the_database_does_not_quote_what_was_typed(statement):
    with pytest.raises(DataError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [NAME])
    assert str(raised.value).startswith("a value that does not fit (22")
    assert NAME not in of(raised.value)


def test_a_task_that_fails(log):
    """As Celery says it, into our handler: its own are not set up."""
    told = {"name": "visits.scan", "id": "1", "exc": repr(ValueError(NAME)), "traceback": NAME, "args": [NAME], "kwargs": {}}
    logging.getLogger("celery.app.trace").error("Task %(name)s[%(id)s] raised unexpected: %(exc)s\n%(traceback)s", told)
    logging.getLogger("celery.worker").error("Cannot connect: %s.\n%s", ConnectionError(NAME), NAME)
    assert "Cannot connect: ConnectionError." in log.getvalue()
    assert tells(log.getvalue(), NAME) == []
    assert signals.setup_logging.receivers != []


def test_the_web_server(capsys):
    settings = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))
    logger = settings["logger_class"](Config())
    try:
        raise ValueError(NAME)
    except ValueError as error:
        logger.exception(error)
        logger.exception("Error handling request %s %s", "GET", f"/link/{TOKEN}/?q={NAME}")
    logger.warning(f"Invalid request from ip=127.0.0.1: Invalid HTTP request line: 'GET /link/{TOKEN}/ {NAME}'")
    told = capsys.readouterr().err
    assert told.count(" test_the_web_server)\n") == 2
    assert "Invalid request from ip=127.0.0.1\n" in told
    assert TOKEN not in told
    assert tells(told, NAME) == []
    assert not any(address in settings["access_log_format"] for address in ("%(r)s", "%(U)s", "%(q)s", "%(f)s", "{"))
