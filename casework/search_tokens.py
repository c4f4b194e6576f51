"""A name, a reading or a number as search tokens: what a record is found by without plain text, and what a search asks for."""

from collections.abc import Iterable

from accounts.area_codes import area_codes
from japan import kana, names, phones
from privacy.tokens import token

# What is typed or pasted to be found; the rest of it is not looked at.
LONGEST, MOST_WORDS = 200, 8
LONGEST_READING = 24


def tokens_of(
    council_id: int, *, name: Iterable[str] = (), reading: Iterable[str] = (), numbers: Iterable[str] = (), codes=None
) -> list[int]:
    """Every token that finds somebody of this name (its parts in order), this reading and these numbers. `codes`: the council's area
    codes, for whoever has asked already."""
    pieces = {("name", piece) for piece in _name_pieces([part for part in name if part])}
    pieces |= {("kana", piece) for piece in _sounds([part for part in reading if part], [part for part in name if part])}
    if written := [number for number in numbers if number]:
        codes = area_codes(council_id) if codes is None else codes
        pieces |= {("phone", digits) for number in written for digits in phones.searchable(number, codes)}
    return sorted(token(council_id, kind, value) for kind, value in pieces)


def person_tokens(person, council_id: int, other_names: Iterable = (), codes=None) -> list[int]:
    """`other_names`: those by which the person is found too, each as a whole and by its parts."""
    found = set(tokens_of(council_id, numbers=person.phones, codes=codes))
    for one in (person, *other_names):
        name, reading = (one.family_name, one.given_name), (one.family_kana, one.given_kana)
        found.update(tokens_of(council_id, name=name, reading=reading))
    return sorted(found)


def around_tokens(one, council_id: int, codes=None) -> list[int]:
    """Of somebody around a person, or of who came about them."""
    return tokens_of(council_id, name=names.words(one.name), numbers=(one.phone,), codes=codes)


def query_tokens(text: str, council_id: int) -> list[int]:
    """The tokens that all must match; empty when the text is too short to be looked up."""
    text = text.strip()[:LONGEST]
    if phones.looks_like(text):
        return [token(council_id, "phone", phones.searched(text))]
    pieces = [_asked(word) for word in names.words(text)[:MOST_WORDS]]
    return sorted({token(council_id, kind, value) for kind, value in pieces if value})


def _asked(word: str) -> tuple[str, str]:
    if kana.is_kana(word):
        return "kana", (_heard(word) or [""])[-1]
    return "name", names.key(word)


def _name_pieces(parts: list[str]) -> set[str]:
    """The whole, each part and each word of it."""
    found = {
        names.key("".join(parts)),
        *map(names.key, parts),
        *(names.key(word) for part in parts for word in names.words(part)),
    }
    return found - {""}


def _sounds(parts: list[str], name: list[str]) -> set[str]:
    """The beginnings of the whole reading and of each word in it, and of each word of the name that is kana itself.

    A reading that nobody divided (はらたかこ of 原 孝子) may begin its second word anywhere.
    """
    found = {"".join(parts), *parts, *(word for part in [*parts, *name] for word in names.words(part) if kana.is_kana(word))}
    found |= {"".join(name)} if kana.is_kana("".join(name)) else set()
    if len(parts) == 1 < len(name):
        whole = kana.plain(parts[0])[:LONGEST_READING]
        found |= {whole[at:] for at in range(1, len(whole) - 1)}
    return {beginning for word in found for beginning in _heard(word)}


def _heard(reading: str) -> list[str]:
    """Its beginnings as it sounds."""
    return kana.beginnings(kana.key(kana.plain(reading)))
