"""Who must not be recognised in a text, by what they could be, and what stands instead."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from japan import kana, names
from japan.wareki import PartialDate, age_on


class Who(Enum):
    SUBJECT = "subject"
    FAMILY = "family"
    CONSULTER = "consulter"
    OTHER = "other"


class Kind(Enum):
    NAME = "name"
    INITIALS = "initials"
    PHONE = "phone"
    ADDRESS = "address"
    BIRTH = "birth"
    AGE = "age"
    WORD = "word"


class Sure(Enum):
    """CERTAIN is replaced by rule, LIKELY waits for a person, and so does WORD, which may be no name at all."""

    CERTAIN = 3
    LIKELY = 2
    WORD = 1


@dataclass(frozen=True)
class Name:
    """One name that somebody has or had, as it was typed."""

    family: str = ""
    given: str = ""
    family_kana: str = ""
    given_kana: str = ""


@dataclass(frozen=True)
class Address:
    """`town` is the 町丁目, `block` all that stands behind it: number, house, room."""

    town: str = ""
    block: str = ""
    postal_code: str = ""


@dataclass(frozen=True)
class Identity:
    """`group` is the case: who shares a family name within one is taken for the first of them. `token` is what stands instead."""

    key: str
    who: Who
    token: str
    group: str = ""
    names: tuple[Name, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    birth: PartialDate | None = None
    on: date | None = None

    @property
    def age(self) -> int | None:
        return age_on(self.birth.first, self.on) if self.birth and self.on else None

    @property
    def age_token(self) -> str:
        return band(self.age) if self.age is not None else "年齢"


@dataclass(frozen=True)
class Rules:
    """`place` stands instead of an address, `instead` says what stands instead of an institution, a district or a block,
    `words` are what this council says every day and what names nobody: its districts, agencies and town."""

    place: str = "地区内"
    instead: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """`start` and `end` are places in the text as it was given. `identity` is nobody's where a number is a telephone, whosever it is."""

    start: int
    end: int
    kind: Kind
    sure: Sure
    identity: Identity | None
    suggestion: str

    def mark(self, text: str, around: int = 6) -> str:
        """Tells this place from others as long as what stands around it stays: what was settled here is settled nowhere else."""
        parts = (
            text[max(0, self.start - around) : self.start],
            text[self.start : self.end],
            text[self.end : self.end + around],
        )
        whole = "\x00".join((self.kind.value, self.identity.key if self.identity else "", *parts))
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def band(age: int) -> str:
    """83 is 80代."""
    if age < 10:
        return "10歳未満"
    return "100歳以上" if age >= 100 else f"{age // 10 * 10}代"


def letter(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    found = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def named(text: str, reading: str = "", families: tuple[str, ...] = ()) -> Name:
    """A name in one piece (of a relative, a consulter): parted at its space, else behind a family name of the house."""
    read = names.split(reading) or (reading.strip(), "")
    if parts := names.split(text):
        return Name(*parts, *(read if read[1] else ("", "")))
    whole = text.strip()
    for family in filter(None, families):
        if names.fold(whole) == names.fold(family):
            return Name(family=whole, family_kana=read[0])
        if names.fold(whole).startswith(names.fold(family)) and len(whole) > len(family):
            return Name(whole[: len(family)], whole[len(family) :], *(read if read[1] else ("", "")))
    return (
        Name("", whole, *(read if read[1] else ("", read[0])))
        if kana.is_kana(whole) or len(whole) < 3
        else _guessed(whole, read)
    )


def _guessed(whole: str, read: tuple[str, str]) -> Name:
    family, given = names.splits(whole)[0]
    return Name(family, given, *(read if read[1] else ("", "")))
