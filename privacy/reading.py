"""Gathers the records that one response shows, and writes them into the ledger before the response leaves.

No view lists what it shows. A record counts as shown when it is fetched within reach (`visible_to`, `in_dossier_of`), and again when one
of its encrypted fields is decrypted. At the end of the view, inside its transaction, all of them become one event; without that event
no response leaves. Rows that a search only looks through, or the one extra row that tells whether there are more, are fetched inside
`unshown()` and do not count. Decrypted values are not kept there, so a row that is shown afterwards is decrypted again and counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from privacy import context, ledger

if TYPE_CHECKING:
    from uuid import UUID

    from privacy.confidential import ConfidentialQuerySet, Record


def write_down(action: str, kind: str) -> None:
    """Writes one event for everything, and none where nothing was shown or searched. `kind` holds where no view has set one."""
    shown = context.current().shown
    if shown.rows or shown.query is not None:
        dossiers, labels = zip(*shown.rows.values(), strict=True) if shown.rows else ((), ("",))
        ledger.record(
            shown.kind or kind,
            action=action,
            objects=[*shown.rows, *shown.carriers],
            dossiers=dict.fromkeys(dossiers),
            model=labels[0],
            query=shown.query,
        )
    shown.rows, shown.query, shown.carriers = {}, None, []


def show(rows: "Iterable[Record]") -> "list[Record]":
    """Counts rows as shown that were fetched inside `unshown()`, and returns them."""
    found = list(rows)
    context.current().shown.add(found)
    return found


def opened() -> None:
    """Says that somebody meant to open these records, although the address of the page names none."""
    shown = context.current().shown
    shown.kind = shown.kind or "open"


def printed() -> None:
    context.current().shown.kind = "print"


def carried_by(pk: "UUID") -> None:
    """Says what leaves with this response and keeps what it shows: a tablet. Its id stands in the event with those of the records."""
    context.current().shown.carriers.append(pk)


def searched(query: bytes) -> None:
    """Says that this response answers a search, which is recorded whether or not anything was found."""
    shown = context.current().shown
    shown.kind, shown.query = "search", query


@contextmanager
def unshown() -> Iterator[None]:
    shown = context.current().shown
    shown.looking_through += 1
    try:
        yield
    finally:
        shown.looking_through -= 1


def first(rows: "ConfidentialQuerySet[Record]", size: int) -> "tuple[list[Record], bool]":
    """The first `size` rows, and whether there are more."""
    with unshown():
        found: Sequence[Record] = list(rows[: size + 1])
    return show(found[:size]), len(found) > size
