"""Where somebody lives: the block by its name, numbers behind it in any writing, the house by its name, the room."""

import re
from collections.abc import Iterable, Iterator

from conferences.masking.folded import Folded, fold, line
from conferences.masking.identities import Address, Finding, Identity, Kind, Rules, Sure
from conferences.masking.numbers import NUMBER, UNSEEN, value

_BETWEEN = rf"[\s{UNSEEN}]{{0,2}}"
_UNIT = r"(?:丁目|番地|番|号室|号|-|の|/|ノ)"
_NUMBERS = re.compile(
    rf"{NUMBER}(?:{_BETWEEN}{_UNIT}{{1,2}}{_BETWEEN}{NUMBER}| \d{{1,4}}){{0,5}}(?:{_BETWEEN}(?:丁目|番地|番|号室|号))?"
)
_BEHIND = re.compile(rf" {{0,2}}{_NUMBERS.pattern}")
_ONE = re.compile(NUMBER)
_SPOKEN = re.compile(r"丁目|番|号")
_ROOM = re.compile(r"号室|号$")
_CHOME = re.compile(rf"({NUMBER})丁目\s*$")
_HOUSE_NAME = re.compile(r"[^\d\s〇一二三四五六七八九十百\-‐－ー丁目番地号室棟階の、,（）()][^\d\s、,（）()]{1,}")
_POSTAL = re.compile(r"〒?\s?(\d{3})-?(\d{4})(?!\d)")


def addresses(text: str, folded: Folded, identities: Iterable[Identity], rules: Rules) -> Iterator[Finding]:
    written = line(text)
    runs = [(run, tuple(value(one[0]) for one in _ONE.finditer(run[0]))) for run in _NUMBERS.finditer(written)]
    yield from _numbered(runs, identities, rules)
    for identity in identities:
        for address in identity.addresses:
            yield from _blocks(written, folded, identity, address, rules)
            yield from _houses(written, folded, identity, address)
            yield from _postal(written, identity, address)


def _blocks(written: str, folded: Folded, identity: Identity, address: Address, rules: Rules) -> Iterator[Finding]:
    """The block by its name, with the numbers behind it: they are left in no text."""
    name = fold(_CHOME.sub("", address.town)).text
    start = folded.text.find(name) if len(name) > 1 else -1
    while start >= 0:
        last = start + len(name)
        end = folded.ends[last - 1]
        numbers = _BEHIND.match(written, end)
        yield Finding(
            folded.starts[start], numbers.end() if numbers else end, Kind.ADDRESS, Sure.CERTAIN, identity, rules.place
        )
        start = folded.text.find(name, last)


def _numbered(runs, identities: Iterable[Identity], rules: Rules) -> Iterator[Finding]:
    """5-12-3 alone, or its last two: 12番3号."""
    pieces, rooms = _pieces(identities)
    for run, numbers in runs:
        spoken = bool(_SPOKEN.search(run[0]))
        if (found := _longest(numbers, pieces)) and (spoken or "-" in run[0] or found[0] > 2):
            length, identity = found
            sure = Sure.CERTAIN if length > 2 and (spoken or "-" in run[0]) else Sure.LIKELY if spoken else Sure.WORD
            yield Finding(run.start(), run.end(), Kind.ADDRESS, sure, identity, rules.place)
        elif len(numbers) == 1 and numbers[0] in rooms and "号室" in run[0]:
            yield Finding(run.start(), run.end(), Kind.ADDRESS, Sure.LIKELY, rooms[numbers[0]], "")


def _pieces(identities: Iterable[Identity]) -> tuple[dict[tuple[int, ...], Identity], dict[int, Identity]]:
    """Two or three of somebody's numbers side by side, and their room."""
    pieces: dict[tuple[int, ...], Identity] = {}
    rooms: dict[int, Identity] = {}
    for identity in identities:
        for address in identity.addresses:
            own = _own_numbers(address)
            for length in (2, 3):
                pieces |= {own[at : at + length]: identity for at in range(len(own) - length + 1)}
            if len(own) > 2 and _ROOM.search(address.block):
                rooms[own[-1]] = identity
    return pieces, rooms


def _longest(numbers: tuple[int, ...], pieces: dict[tuple[int, ...], Identity]) -> tuple[int, Identity] | None:
    for length in (3, 2):
        for at in range(len(numbers) - length + 1):
            if identity := pieces.get(numbers[at : at + length]):
                return length, identity
    return None


def _own_numbers(address: Address) -> tuple[int, ...]:
    chome = _CHOME.search(line(address.town))
    block = [value(one[0]) for one in _ONE.finditer(line(address.block))]
    return (value(chome[1]), *block) if chome else tuple(block)


def _houses(written: str, folded: Folded, identity: Identity, address: Address) -> Iterator[Finding]:
    """コーポ林202: the room goes with the house."""
    for name in _HOUSE_NAME.findall(address.block):
        wanted = fold(name).text
        start = folded.text.find(wanted) if len(wanted) > 2 else -1
        while start >= 0:
            end = start + len(wanted)
            room = _BEHIND.match(written, folded.ends[end - 1])
            last = room.end() if room else folded.ends[end - 1]
            yield Finding(folded.starts[start], last, Kind.ADDRESS, Sure.CERTAIN, identity, "集合住宅")
            start = folded.text.find(wanted, end)


def _postal(written: str, identity: Identity, address: Address) -> Iterator[Finding]:
    own = "".join(char for char in line(address.postal_code) if char.isdecimal())
    for found in _POSTAL.finditer(written) if len(own) == 7 else ():
        if found[1] + found[2] == own:
            yield Finding(*found.span(), Kind.ADDRESS, Sure.CERTAIN, identity, "")
