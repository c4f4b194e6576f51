"""Whom a consent, a refusal or a ground can name beside the kinds of `Recipient`: one agency, one kind of conference.

An app above says in its own `receivers.py` what it knows:

    register("agency", Receivers(offered=…, words=…, names=…))

and a code of it is "agency:<id>". casework keeps the codes and asks here for their words; it knows nothing of what stands behind them.

A kind of conference is "conference:<kind>", and its names are that code and "conference". Whoever is told something at a conference goes by
the names of both, `names_of(attendee) | names_of(conference)`: a yes to such conferences covers them, a yes to their own organisation
does, and a no to either stands.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casework.codes import Recipient


@dataclass(frozen=True)
class Receivers:
    """`offered(council_id)`: (code, words) of those that can be named today. `words(codes)`: {code: words}, of those that were closed
    too. `names(code)`: every name under which a consent means this one, its own code among them; empty for one that there is not."""

    label: str | Promise
    offered: Callable[[int | None], list[tuple[str, str]]]
    words: Callable[[Iterable[str]], dict[str, str]]
    names: Callable[[str], frozenset[str]]


_known: dict[str, Receivers] = {}


def register(prefix: str, receivers: Receivers) -> None:
    _known[prefix] = receivers


def offered(council_id: int | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(label, [(code, words)])] of every app that names some, as a list to choose from shows them."""
    groups = [(str(one.label), one.offered(council_id)) for one in _known.values()]
    return [group for group in groups if group[1]]


def words_of(codes: Iterable[str]) -> dict[str, str]:
    """{code: words}; each app is asked once, however many codes there are."""
    found, asked = {}, defaultdict(set)
    for code in codes:
        if code in Recipient:
            found[code] = str(Recipient(code).label)
        else:
            asked[code.partition(":")[0]].add(code)
    for prefix, theirs in asked.items():
        known = _known[prefix].words(theirs) if prefix in _known else {}
        found |= {code: known.get(code) or _("(no longer known)") for code in theirs}
    return found


def names_of(code: str) -> frozenset[str]:
    """As `may_disclose` asks for a receiver. Nothing for a code that means nobody."""
    if code in Recipient:
        return frozenset({code})
    prefix = code.partition(":")[0]
    return _known[prefix].names(code) if prefix in _known else frozenset()
