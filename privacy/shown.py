"""What one answer shows so far: gathered here, written down by `reading.py`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass
class Shown:
    """`kind` is how it was looked at (`ledger.KINDS`); empty until somebody says so. `query`: a keyed hash of what was searched.

    `rows`: {record id: (dossier id, the model's label)}. `carriers`: what they were given to, beside the person.
    """

    kind: str = ""
    query: bytes | None = None
    looking_through: int = 0
    rows: dict[UUID, tuple[UUID, str]] = field(default_factory=dict)
    carriers: list[UUID] = field(default_factory=list)

    def add(self, rows: Iterable[Any]) -> None:
        if not self.looking_through:
            for row in rows:
                if row.id not in self.rows:
                    self.rows[row.id] = (row.dossier_id, label_of(row))


def label_of(row: Any) -> str:
    """Of a version in the history: the record's."""
    model = getattr(row, "instance_type", None) or type(row)
    return str(model._meta.label)
