"""How far a task is, for the bar of a page that asks until it is done (`publishing/_making.html`)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from publishing import making


@dataclass(frozen=True)
class Progress:
    done: int
    total: int
    # Where the page asks.
    state_url: str
    # What is being done.
    words: str


def progress(pk, state_url: str, words: str = "") -> Progress:
    return Progress(*making.told(pk), state_url, words or _("It is being counted."))
