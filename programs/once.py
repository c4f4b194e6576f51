"""While one page or report is counted, what several of its numbers are made of is asked for once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

_asked: ContextVar[dict[Any, Any] | None] = ContextVar("asked", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Within another one it is the same page."""
    if _asked.get() is not None:
        yield
        return
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Of the same arguments the same answer, which nobody changes; outside of a page it is asked each time."""

    @wraps(function)
    def asked(*args: Any) -> Any:
        page = _asked.get()
        if page is None:
            return function(*args)
        key = (function, args)
        if key not in page:
            page[key] = function(*args)
        return page[key]

    return asked
