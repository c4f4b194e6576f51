"""How many requests each address had, how they ended and how long they took, of all web processes together.

Each process adds up by itself and hands over every ten seconds, so that no page waits for it; the sums lie in the cache's server, for any
number of processes on any number of machines, and outlive each of them. What a process had not handed over when it was killed is lost.
Of a request three things are known: the name of its address, its method and its status.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from config import one_beat

KEY = "yorisoi-requests"
# Seconds.
UNTIL = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
HANDED_OVER = 10.0
# By HTTP; anything else is somebody's own word.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_lock = threading.Lock()
_counts: dict[str, float] = defaultdict(float)
_thread: list[threading.Thread] = []


class CountingMiddleware:
    """The outermost one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.METRICS_PORT:
            return self.get_response(request)
        begun = time.monotonic()
        response = self.get_response(request)
        count(request, response.status_code, time.monotonic() - begun)
        return response


def count(request: HttpRequest, status: int, seconds: float) -> None:
    route = request.resolver_match.view_name if request.resolver_match else "none"
    method = request.method if request.method in METHODS else "other"
    whose = f"{route} {method} {status}"
    until = next((str(bucket) for bucket in UNTIL if seconds <= bucket), "+Inf")
    with _lock:
        _counts[f"{whose} {until}"] += 1
        _counts[f"{whose} sum"] += round(seconds, 6)
        if not _thread or not _thread[0].is_alive():
            _thread[:] = [threading.Thread(target=_hand_over_again_and_again, daemon=True)]
            _thread[0].start()


def hand_over() -> None:
    """To the server; where that is away they stay here."""
    global _counts
    with _lock:
        counts, _counts = _counts, defaultdict(float)
    try:
        with one_beat.server() as server, server.pipeline(transaction=True) as together:
            for name, number in counts.items():
                together.hincrbyfloat(KEY, name, number)
            together.execute()
    except RedisError:
        with _lock:
            for name, number in counts.items():
                _counts[name] += number


def handed_over() -> dict[str, float]:
    """{"case GET 200 0.1": 12.0}, each bucket by itself, and "case GET 200 sum"."""
    with one_beat.server() as server:
        return {name.decode(): float(number) for name, number in server.hgetall(KEY).items()}


def _hand_over_again_and_again() -> None:
    while True:
        time.sleep(HANDED_OVER)
        if _counts:
            hand_over()
