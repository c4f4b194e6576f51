"""What one answer shows, gathered while it is made and written into the ledger before it leaves.

Nobody lists what a page shows. A record counts as shown when it is fetched within reach (`visible_to`, `in_dossier_of`), and again
when one of its encrypted fields is opened. At the end of the view, inside its transaction, all of it becomes one event: no event,
no page. What a search merely looks through, or the one row more that says that there are more, stands in `unshown()`: it is not
kept open there, so that whatever of it is shown afterwards counts after all.
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
    """`kind` is how it was looked at (`ledger.KINDS`); empty until somebody says so. `query`: a keyed hash of what was searched."""

    kind: str = ""
    query: bytes | None = None
    looking_through: int = 0
    shown: dict[UUID, tuple[UUID, str]] = field(default_factory=dict)

    def show(self, rows: Iterable[Any]) -> None:
        if not self.looking_through:
            for row in rows:
                self.shown.setdefault(row.id, (row.dossier_id, label_of(row)))

    def record(self, action: str, kind: str) -> None:
        """One event for everything; none where nothing was shown or searched. `kind` is used where none was said."""
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
    """Of a version in the history: the record's."""
    model = getattr(row, "instance_type", None) or type(row)
    return str(model._meta.label)


def current() -> Reading:
    from privacy import context

    return context.current().reading


def show(rows: "Iterable[Record]") -> "list[Record]":
    """For rows that were looked through and are shown after all."""
    found = list(rows)
    current().show(found)
    return found


def opened() -> None:
    """A page without an id in its address that is a deliberate look all the same."""
    reading = current()
    reading.kind = reading.kind or "open"


def printed() -> None:
    current().kind = "print"


def searched(query: bytes) -> None:
    """Written down whether or not anything was found."""
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
