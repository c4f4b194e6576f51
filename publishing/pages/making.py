"""How far a task is, for the bar of a page that asks until it is done (`publishing/_making.html`)."""

from dataclasses import dataclass

from publishing import making


@dataclass(frozen=True)
class Progress:
    done: int
    total: int
    # Where the page asks.
    state_url: str


def progress(pk, state_url: str) -> Progress:
    return Progress(*making.told(pk), state_url)
