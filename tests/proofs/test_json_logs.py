"""In production a line of the log is one JSON object, with the request it belongs to, in the worker that which asked for the work."""

import json
import logging

import pytest
from celery import signals
from celery._state import _task_stack

from config import logs
from config.settings import base
from privacy import context
from privacy.tasks import deliver_message
from tests.cast import login

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(log, monkeypatch):
    """What was written since it was last asked."""
    monkeypatch.setenv("LOG_FORMAT", "json")

    def read():
        found = [json.loads(line) for line in log.getvalue().splitlines()]
        log.seek(0)
        log.truncate()
        return found

    return read


def test_production_writes_json_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("LOG_FORMAT", raising=False)
    for settings, wanted in (("config.settings.production", True), ("config.settings.dev", False)):
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", settings)
        assert logs._as_json() == wanted
    monkeypatch.setenv("LOG_FORMAT", "json")
    assert logs._as_json()
    assert base.LOGGING["formatters"] == {"plain": {"()": "config.logs.Formatter"}}


def test_a_page_that_is_not_there_is_one_object(client, cast, facts):
    login(client, cast.manager)
    facts()
    client.get("/髙橋\n/")
    (line,) = facts()
    assert line.keys() == {"at", "level", "part", "request", "user", "route", "method", "outcome"}
    assert (line["user"], line["route"], line["outcome"]) == (str(cast.manager.pk), "none", 404)


def test_a_fault_is_one_line_whatever_stands_in_it(facts):
    try:
        raise LookupError('a "name"\nof somebody')
    except LookupError:
        logging.getLogger("casework").exception("it failed\nin two lines for %s", "髙橋")
    (line,) = facts()
    assert line["said"] == "it failed in two lines for …"
    assert line["error"].startswith("LookupError (")
    assert "name" not in line["error"].partition("(")[0]


def test_a_task_names_the_request_that_asked_for_it(caseworker, facts):
    headers = {}
    signals.before_task_publish.send(sender="any", headers=headers)
    assert logs.CAUSE not in headers, "beat asks within no request"
    with context.on_behalf_of(caseworker) as actor:
        signals.before_task_publish.send(sender="any", headers=headers)
    assert headers == {logs.CAUSE: str(actor.request_id)}
    _task_stack.push(deliver_message)
    deliver_message.push_request(**headers)
    try:
        logging.getLogger("privacy").warning("of the work")
    finally:
        deliver_message.pop_request()
        _task_stack.pop()
    (line,) = facts()
    assert line["cause"] == str(actor.request_id)
    assert line["task"] == "privacy.tasks.deliver_message"
