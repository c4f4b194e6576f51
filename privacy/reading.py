"""Gathers the records that one response shows, and writes them into the ledger before the response leaves.

No view lists what it shows. A record counts as shown when it is fetched within reach (`visible_to`, `in_dossier_of`), and again when one
of its encrypted fields is decrypted. At the end of the view, inside its transaction, all of them become one event; without that event
no response leaves. Rows that a search only looks through, or the one extra row that tells whether there are more, are fetched inside
`unshown()` and do not count. Decrypted values are not kept there, so a row that is shown afterwards is decrypted again and counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from privacy.confidential import ConfidentialQuerySet, Record


@dataclass
class Reading:
    """`kind` is one of `ledger.KINDS`, or empty while no view has said how it shows things. `query` is a keyed hash of what was searched."""

    kind: str = ""
    query: bytes | None = None
    looking_through: int = 0
    shown: dict[UUID, tuple[UUID, str]] = field(default_factory=dict)

    def show(self, rows: Iterable[Any]) -> None:
        if not self.looking_through:
            for row in rows:
                self.shown.setdefault(row.id, (row.dossier_id, label_of(row)))

    def record(self, action: str, kind: str) -> None:
        """Writes one event for everything, and none where nothing was shown or searched. `kind` holds where no view has set one."""
        from privacy import ledger

        if self.shown or self.query is not None:
            dossiers, labels = zip(*self.shown.values(), strict=True) if self.shown else ((), ("",))
            ledger.record(
                self.kind or kind,
                action=action,
                objects=self.shown,
                dossiers=dict.fromkeys(dossiers),
                model=labels[0],
                query=self.query,
            )
        self.shown, self.query = {}, None


def label_of(row: Any) -> str:
    """The label of the row's model; for a version in the history, that of its record's model."""
    model = getattr(row, "instance_type", None) or type(row)
    return str(model._meta.label)


def current() -> Reading:
    from privacy import context

    return context.current().reading


def show(rows: "Iterable[Record]") -> "list[Record]":
    """Counts rows as shown that were fetched inside `unshown()`, and returns them."""
    found = list(rows)
    current().show(found)
    return found


def opened() -> None:
    """Says that somebody meant to open these records, although the address of the page names none."""
    current().kind = "open"


def printed() -> None:
    current().kind = "print"


def searched(query: bytes) -> None:
    """Says that this response answers a search, which is recorded whether or not anything was found."""
    reading = current()
    reading.kind, reading.query = "search", query


@contextmanager
def unshown() -> Iterator[None]:
    reading = current()
    reading.looking_through += 1
    try:
        yield
    finally:
        reading.looking_through -= 1


def first(rows: "ConfidentialQuerySet[Record]", size: int) -> "tuple[list[Record], bool]":
    """The first `size` rows, and whether there are more."""
    with unshown():
        found: Sequence[Record] = list(rows[: size + 1])
    return show(found[:size]), len(found) > size
