"""The cache, which no page depends on: while its server is away, each process remembers for itself.

What lies there are tries at a password, codes that were used and the worker's sign of life. A second memory for each process keeps
a wrong password counted and a used code used, where a plain miss would let everybody try for ever.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from privacy.servers import CACHE

ASK_AGAIN_AFTER = 2.0
# Far above what people cause, so that nobody's tries are pushed out by somebody else's.
OWN = {"MAX_ENTRIES": 100_000}


def _forgiving(name: str) -> Callable[..., Any]:
    def ask(self: "Cache", *args: Any, **kwargs: Any) -> Any:
        if not CACHE.failed_within(ASK_AGAIN_AFTER):
            try:
                found = getattr(super(Cache, self), name)(*args, **kwargs)
            except RedisError as error:
                CACHE.gone(error)
            else:
                CACHE.back()
                return found
        return getattr(self.own, name)(*args, **kwargs)

    return ask


class Cache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while the server is away", {"OPTIONS": OWN})

    add, get, set, delete = map(_forgiving, ("add", "get", "set", "delete"))
