"""One line an event, for whoever keeps the program alive: when, which request, who, which route, what came of it.

A line says its own words, numbers and ids. What was typed, an address or an error's text comes in from outside; Django, gunicorn
and Celery put all of those into their lines as arguments, so the one place that writes lines leaves them out.

In production a line is one JSON object, elsewhere words for whoever sits before the screen; `LOG_FORMAT` (json, words) says otherwise.
"""

import json
import logging
import os
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

import redis.exceptions
from celery import current_task
from django.apps import apps
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from kombu.exceptions import OperationalError as BrokerError

from privacy.servers import BROKER, DATABASE

ROOT = f"{Path(__file__).resolve().parents[1]}/"
OF_THE_DATABASE = (OperationalError, InterfaceError)
# The header of a task that carries the request which asked for it.
CAUSE = "yorisoi_request"
CONNECTED = "celery.worker.consumer.connection"
OF_THE_BROKER = (BrokerError, redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)


class Formatter(logging.Formatter):
    default_time_format = "%Y-%m-%dT%H:%M:%S%z"
    default_msec_format = ""

    def format(self, record: logging.LogRecord) -> str:
        when, whose, said = self.formatTime(record), _whose(record), _said(record)
        told = " <- ".join(_told(each) for each in _chain(_error(record)))
        if not _as_json():
            named = [f"{name}={value}" for name, value in whose.items()]
            return " ".join(filter(None, [when, record.levelname, record.name, *named, said, told]))
        facts = {"at": when, "level": record.levelname, "part": record.name, **whose, "said": said, "error": told}
        return json.dumps({name: value for name, value in facts.items() if value != ""}, ensure_ascii=False, default=str)


class Outages(logging.Filter):
    """Leaves out what says only that a server is away: it was said when it went (`privacy.servers`)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == CONNECTED and record.levelno == logging.INFO:
            BROKER.back()
            return False
        errors = [*_chain(_error(record)), *_errors_named(record)]
        if DATABASE.away and any(isinstance(error, OF_THE_DATABASE) for error in errors):
            return False
        for error in errors:
            if isinstance(error, OF_THE_BROKER):
                BROKER.gone(error)
                return False
        return True


def route(request: HttpRequest) -> str:
    """`case_page`: the name of the address, never what stands in it."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return "none"


def _as_json() -> bool:
    usual = "json" if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production") else "words"
    return (os.environ.get("LOG_FORMAT") or usual) == "json"


def cause() -> str:
    """The request within which a task is handed over, for its lines in the log."""
    actor = _actor()
    return str(actor.request_id) if actor else ""


def _whose(record: logging.LogRecord) -> dict[str, object]:
    """`request=… user=… route=… outcome=404`, as far as there are any; of work in the background `task=… job=…`, and as `cause` the
    request that asked for it."""
    request = getattr(record, "request", None)
    actor = _actor() or getattr(request, "actor", None)
    found: dict[str, object] = {}
    if isinstance(request, HttpRequest):
        found |= {"request": getattr(request, "id", None) or "-", "user": getattr(actor, "user_id", None) or "-"}
        found |= {"route": route(request), "method": request.method, "outcome": getattr(record, "status_code", "-")}
    elif actor is not None:
        found |= {"request": actor.request_id, "user": actor.user_id or "-", "job": actor.job}
    if current_task:
        found |= {"task": current_task.name, "cause": current_task.request.get(CAUSE)}
    return {name: value for name, value in found.items() if value}


def _actor():
    """Logging is set up before the apps are, which hold what says who acts."""
    if not apps.ready:
        return None
    from privacy import context

    return context.current_or_none()


def _said(record: logging.LogRecord) -> str:
    if isinstance(getattr(record, "request", None), HttpRequest):
        return ""
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    if isinstance(record.args, Mapping):
        said = record.msg % {name: _kept(value) for name, value in record.args.items()}
    else:
        said = record.msg % tuple(map(_kept, record.args)) if record.args else str(record.msg)
    return " ".join(said.split())


def _kept(value: object) -> object:
    if value is None or isinstance(value, int | float | UUID):
        return value
    return type(value).__name__ if isinstance(value, BaseException) else "…"


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _errors_named(record: logging.LogRecord) -> list[BaseException]:
    args = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    return [value for value in (record.msg, *args) if isinstance(value, BaseException)]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The first cause first, as Python tells it."""
    if error is not None:
        yield from _chain(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        yield error


def _told(error: BaseException) -> str:
    """What kind and where, the innermost first. Of the database's errors the text too: privacy.postgresql took the values out."""
    text = f": {' '.join(str(error).split())}" if isinstance(error, Error) else ""
    frames = [
        f"{frame.filename.removeprefix(ROOT)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    ours = [frame for frame in frames if not frame.startswith("/") and "site-packages" not in frame]
    where = ", ".join(reversed(ours or frames[-1:]))
    return f"{type(error).__name__}{text}{f' ({where})' if where else ''}"
