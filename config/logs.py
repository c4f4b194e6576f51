"""What a log line may say: its own words, numbers and ids. What was typed, an address or an error's text comes in from outside.

Django, gunicorn and Celery put all of those into their lines as arguments, so the one place that writes lines leaves them out.
"""

import logging
import traceback
from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db import Error
from django.http import HttpRequest
from django.urls import Resolver404, resolve


class Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {_said(record)}"
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([line, *(_told(each) for each in _chain(error))])


def _said(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        return f"{getattr(record, 'status_code', '')} {request.method} {route(request)}"
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    if isinstance(record.args, Mapping):
        return record.msg % {name: _kept(value) for name, value in record.args.items()}
    return record.msg % tuple(map(_kept, record.args)) if record.args else str(record.msg)


def route(request: HttpRequest) -> str:
    """`link/<str:token>/`: the address as we wrote it, not as it was asked for."""
    try:
        return "/" + resolve(request.path_info).route
    except Resolver404:
        return "no route"


def _kept(value: object) -> object:
    if value is None or isinstance(value, int | float | UUID):
        return value
    return type(value).__name__ if isinstance(value, BaseException) else "…"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The first cause first, as Python tells it."""
    if error is not None:
        yield from _chain(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        yield error


def _told(error: BaseException) -> str:
    """Where, and what kind. Of the database's errors the text too: privacy.postgresql took the values out."""
    text = f": {error}" if isinstance(error, Error) else ""
    return f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}{text}"
