"""How far a task is. The cache carries it: what a transaction writes is seen when it ends. Without the cache a page shows that it goes on."""

from django.core.cache import cache

REMEMBERED = 60 * 60


def tell(pk, done: int, total: int) -> None:
    cache.set(f"moving:{pk}", (done, total), REMEMBERED)


def told(pk) -> tuple[int, int]:
    """(parts that are done, all of them)"""
    return cache.get(f"moving:{pk}") or (0, 1)
