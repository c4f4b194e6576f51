"""The servers that we depend on and others run: one line in the log when one goes away, one when it is back, and none between.

What is known is known to this process alone.
"""

import logging
import threading
import time

import psycopg

logger = logging.getLogger(__name__)


class Server:
    """`gone` and `back` are told by whoever asked it something."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._since = self._asked = 0.0

    @property
    def away(self) -> bool:
        return self._since > 0

    def gone(self, error: BaseException) -> float:
        """How long it has been away, in seconds."""
        now = time.monotonic()
        with self._lock:
            first, self._since, self._asked = not self.away, self._since or now, now
        if first:
            logger.warning(f"{self.name} is away: {_why(error)}")
        return now - self._since

    def back(self) -> None:
        with self._lock:
            since, self._since = self._since, 0.0
        if since:
            logger.warning(f"{self.name} is back after {time.monotonic() - since:.0f} s")

    def failed_within(self, seconds: float) -> bool:
        """Whether it did not answer so short a time ago that asking again would only cost time."""
        return self.away and time.monotonic() - self._asked < seconds


def _why(error: BaseException) -> str:
    """What PostgreSQL or its library says of a connection names hosts and roles; any other text comes in from outside."""
    return str(error).partition("\n")[0] if isinstance(error, psycopg.Error) else type(error).__name__


DATABASE, BROKER = Server("the database"), Server("the broker")
CACHE, MAIL, REPLICA = Server("the cache"), Server("the mail server"), Server("the replica")
