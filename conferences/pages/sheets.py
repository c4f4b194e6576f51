"""The version of a case sheet without names, as its page shows it: each text in pieces, so that what is not settled is seen in its place."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from conferences.at_table import AtTable
from conferences.masking import Finding, Kind, Sure, Who
from conferences.sheets import Masked

AROUND = 24


@dataclass(frozen=True)
class Piece:
    """`place` leads to the row in which it is settled; empty for plain text."""

    text: str
    place: str = ""


@dataclass(frozen=True)
class Open:
    place: str
    key: str
    mark: str
    before: str
    text: str
    after: str
    what: str
    suggestion: str
    mine: bool


@dataclass(frozen=True)
class Row:
    masked: Masked
    pieces: list[Piece]
    open: list[Open]


def rows_of(masked: list[Masked], table: AtTable) -> list[Row]:
    return [
        Row(one, list(_pieces(one)), [_open(one, found, number, table) for number, found in enumerate(one.open)])
        for one in masked
    ]


def _pieces(one: Masked):
    done = 0
    for number, found in enumerate(one.open):
        yield Piece(one.text[done : found.start])
        yield Piece(one.text[found.start : found.end], _place(one, number))
        done = found.end
    yield Piece(one.text[done:])


def _place(one: Masked, number: int) -> str:
    return f"{one.source.key}-{number}"


def _open(one: Masked, found: Finding, number: int, table: AtTable) -> Open:
    """Of somebody whose record the reader cannot read, neither who nor what could stand there."""
    mine = table.may_settle(found)
    before, after = one.text[max(0, found.start - AROUND) : found.start], one.text[found.end : found.end + AROUND]
    return Open(
        _place(one, number), one.source.key, found.mark(one.text), before, one.text[found.start : found.end], after,
        _what(found, mine), found.suggestion if mine else "", mine,
    )  # fmt: skip


def _what(found: Finding, mine: bool) -> str:
    if not mine:
        return _("It may be a name")
    whose = _whose(found)
    words = {
        Kind.NAME: _("Name of %(whose)s"), Kind.INITIALS: _("Initials of %(whose)s"), Kind.PHONE: _("Telephone of %(whose)s"),
        Kind.ADDRESS: _("Address of %(whose)s"), Kind.BIRTH: _("Birth of %(whose)s"), Kind.AGE: _("Age of %(whose)s"),
        Kind.WORD: _("Name of a place or an agency"),
    }[found.kind]  # fmt: skip
    words %= {"whose": whose}
    return _("%(what)s; perhaps only a word") % {"what": words} if found.sure is Sure.WORD else words


def _whose(found: Finding) -> str:
    if found.identity is None:
        return _("somebody unknown")
    return _("somebody of another case") if found.identity.who is Who.OTHER else found.identity.token
