"""Which kinds of document there are: each app says it in its `documents/__init__.py`, beside the templates.

    CONSENT = register(Kind("consent", _("Consent form"), Path(__file__).parent / "consent.typ"))

A template stands behind `typst/base.typ`, so that its words (`body`, `paper`, `copies`, `tick` …) are there without an import. `body` is
the data that was given to `services.document_ask`: plain JSON, never markup.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from django.utils.functional import Promise

# Rows of `documents.models`, which asks here for the kinds.
Document: TypeAlias = Any
Content: TypeAlias = Any
Copy: TypeAlias = Any


@dataclass(frozen=True)
class About:
    text: str
    url: str


class Joint(Protocol):
    """Of a kind that speaks of several records: what it says of each lies in that record's own dossier, and its files open only for
    whoever reaches all of them. Asked as who acts now."""

    def reaches(self, document: Document) -> bool:
        """Whether whoever acts reaches all of it."""

    def data(self, content: Content) -> dict:
        """What the template gets, gathered."""

    def lock(self, content: Content, file: bytes) -> bytes:
        """As it is kept."""

    def open(self, content: Content, kept: bytes) -> bytes | None:
        """The file again; None for whoever does not reach all of it."""


@dataclass(frozen=True)
class Kind:
    """`approved`: it stays a draft until its app calls `document_finish` for somebody else than its maker; else it gets its number when
    it is made. `to_household`: it goes to where the person lives (`ask_household`). `word`: a .docx of the same data. `fields`: how a form
    calls the keys of the data, for whoever must mend one.

    `whose(user, id)`: the record that it is about, where this reader may read it. `follows(copy, actor)`: what happens when a copy changes
    hands, in the same transaction; a ValidationError refuses it. `joint`: it speaks of several records.
    """

    name: str
    label: Promise | str
    template: Path
    word: Path | None = None
    approved: bool = False
    to_household: bool = False
    whose: Callable[[Any, UUID], About | None] = lambda user, about: None
    follows: Callable[[Copy, Any], None] | None = None
    fields: Mapping[str, Promise | str] = field(default_factory=dict)
    joint: Joint | None = None


KINDS: dict[str, Kind] = {}
_askers: list[Callable[[Any, UUID], None]] = []


def register(kind: Kind) -> Kind:
    KINDS[kind.name] = kind
    return kind


def asked_of_household(function):
    """Registers `function(user, dossier_id)`, which is asked before a paper of a kind that goes to the household is made, opened or given
    out. A ValidationError refuses it."""
    _askers.append(function)
    return function


def ask_household(kind: Kind, user, dossier_id: UUID) -> None:
    for asked in _askers if kind.to_household else ():
        asked(user, dossier_id)


def choices() -> list[tuple[str, str]]:
    return [(kind.name, str(kind.label)) for kind in KINDS.values()]
