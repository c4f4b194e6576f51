"""What one answer shows, gathered while it is made and written into the ledger before it leaves.

Nobody lists what a page shows. A record counts as shown when it is fetched within reach (`visible_to`, `in_dossier_of`), and again
when one of its encrypted fields is opened. At the end of the view, inside its transaction, all of it becomes one event: no event,
no page. What a search merely looks through, or the one row more that says that there are more, stands in `unshown()`: it is not
kept open there, so that whatever of it is shown afterwards counts after all.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from privacy import context, ledger

if TYPE_CHECKING:
    from privacy.confidential import ConfidentialQuerySet, Record


def write_down(action: str, kind: str) -> None:
    """One event for everything; none where nothing was shown or searched. `kind` is used where none was said."""
    shown = context.current().shown
    if shown.rows or shown.query is not None:
        dossiers, labels = zip(*shown.rows.values(), strict=True) if shown.rows else ((), ("",))
        ledger.record(
            shown.kind or kind,
            action=action,
            objects=shown.rows,
            dossiers=dict.fromkeys(dossiers),
            model=labels[0],
            query=shown.query,
        )
    shown.rows, shown.query = {}, None


def show(rows: "Iterable[Record]") -> "list[Record]":
    """For rows that were looked through and are shown after all."""
    found = list(rows)
    context.current().shown.add(found)
    return found


def opened() -> None:
    """A page without an id in its address that is a deliberate look all the same."""
    shown = context.current().shown
    shown.kind = shown.kind or "open"


def printed() -> None:
    context.current().shown.kind = "print"


def searched(query: bytes) -> None:
    """Written down whether or not anything was found."""
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
