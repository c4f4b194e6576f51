"""One beat at a time. A second one waits, says so once, and takes over when the first one stops: each of two would wake up everything.

Who is at work stands under a key of the cache's server that lives for a minute and is renewed at each tick. Without that server there is
nobody to send work to either, and none is at work.
"""

import logging
import os
import socket
from pathlib import Path
from typing import Any

import redis
from celery.beat import PersistentScheduler
from django.conf import settings

from privacy.servers import BROKER

logger = logging.getLogger(__name__)
KEY, WAITS = "yorisoi-beat", "yorisoi-beat-waits"
# Seconds: how long the key lives, how often it is renewed at the least, and how often somebody who waits asks.
LIVES, RENEWED, ASKS = 60, 15.0, 5.0
# Sets the key to ARGV[2] where it is free or still ARGV[1].
TAKE = """
local held = redis.call('get', KEYS[1])
if held == false or held == ARGV[1] then redis.call('set', KEYS[1], ARGV[2], 'EX', ARGV[3]) return 1 end
return 0
"""
GIVE_UP = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end return 0"


def server() -> "redis.Redis":
    return redis.Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1, socket_timeout=1)


def machine() -> str:
    """Where our number means us: of two containers with one name, each counts its own processes."""
    try:
        return f"{socket.gethostname()}#{os.readlink('/proc/self/ns/pid')[5:-1]}"
    except OSError:
        return socket.gethostname()


def myself() -> str:
    return f"{machine()}:{os.getpid()}"


def known() -> tuple[str, str]:
    """(who is at work, who waits), or nothing where nobody is."""
    with server() as asked:
        at_work, waits = asked.mget(KEY, WAITS)
    return _name(at_work), _name(waits)


def _name(held: bytes | None) -> str:
    return (held or b"").decode().partition("#")[0]


def take() -> bool:
    """Whether it is our turn. The key of one that died on this machine is taken over at once, any other when it ends."""
    with server() as asked:
        held = (asked.get(KEY) or b"").decode()
        of_whom = held if held and (held == myself() or _is_dead(held)) else ""
        if asked.eval(TAKE, 1, KEY, of_whom, myself(), LIVES):
            return True
        asked.set(WAITS, myself(), ex=int(ASKS) * 3)
        return False


def give_up() -> None:
    with server() as asked:
        asked.eval(GIVE_UP, 1, KEY, myself())


def _is_dead(held: str) -> bool:
    host, _colon, pid = held.rpartition(":")
    return host == machine() and "#" in host and not Path(f"/proc/{pid}").exists()


class OneBeat(PersistentScheduler):
    """Opens the file that it keeps only when it is its turn: of two on one machine it is the same one."""

    at_work = said = False
    _store: Any = None

    def setup_schedule(self) -> None:
        """When our turn has come."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if not self._turn():
            return ASKS
        return min(super().tick(*args, **kwargs), RENEWED)

    def close(self) -> None:
        if self._store is not None:
            super().close()
            self._store = None
        if self.at_work:
            self.at_work = False
            try:
                give_up()
            except redis.RedisError:
                return

    def _turn(self) -> bool:
        try:
            ours = take()
        except redis.RedisError as error:
            BROKER.gone(error)
            return False
        BROKER.back()
        if ours and not self.at_work:
            super().setup_schedule()
            self._heap = None
            if self.said:
                logger.warning("the other beat stopped; this one is at work")
                self.said = False
        elif not ours:
            self._wait()
        self.at_work = ours
        return ours

    def _wait(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
        if self.at_work or not self.said:
            logger.warning("another beat is at work; this one waits, and takes over when that one stops")
        self.said = True
