"""Names in Latin letters: Takahashi and Takahasi, TAKAHASHI Yuko, and the letters they begin with: K.Y., Y氏."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from conferences.masking.folded import line
from conferences.masking.identities import Finding, Identity, Kind, Name, Sure
from japan import kana

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ", "m": "まみむめも",
    "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_SOUNDS = {char: row + vowel for row, chars in _ROWS.items() for char, vowel in zip(chars, "aiueo", strict=True)}
_SOUNDS |= {
    "や": "ya",
    "ゆ": "yu",
    "よ": "yo",
    "わ": "wa",
    "ゐ": "i",
    "ゑ": "e",
    "を": "o",
    "ん": "n",
    "ゔ": "bu",
    "っ": "",
    "ー": "",
}
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
# Hepburn and others led to one spelling, long vowels and double consonants to single ones. In this order.
_SAME = [
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("[^a-z]", ""), ("tch|cch", "ch"), ("shi", "si"), ("sh", "sy"), ("chi", "ti"), ("ch", "ty"), ("tsu", "tu"), ("f", "h"),
        ("dzu|du", "zu"), ("di", "zi"), ("ji", "zi"), ("j", "zy"), ("v", "b"), ("m(?=[bp])", "n"), ("oh(?![aiueoy])", "o"),
        ("ou|oo", "o"), ("uu", "u"), ("([^aiueo])\\1+", "\\1"),
    )
]  # fmt: skip
_WORD = re.compile("[A-Za-zÀ-ɏ'’]{2,40}")
_TITLE = "さん|様|さま|君|くん|ちゃん|氏|殿|宅|家"
_PAIR = re.compile(rf"(?<![A-Za-z])([A-Za-z])[.・･ ]{{0,2}}([A-Za-z])(?![A-Za-z])\.?(?:{_TITLE})?")
_ONE = re.compile(rf"(?<![A-Za-z.])([A-Za-z])\.?[ ]?(?:{_TITLE})")
SHORT = 3


def romanised(text: str, identities: Iterable[Identity]) -> Iterator[Finding]:
    known: dict[str, Identity] = {}
    for identity in identities:
        for name in identity.names:
            for spelling in _spellings(name):
                known.setdefault(spelling, identity)
    for word in _WORD.finditer(line(text)):
        if owner := known.get(_same(word[0])):
            sure = Sure.LIKELY if len(word[0]) > SHORT else Sure.WORD
            yield Finding(*word.span(), Kind.NAME, sure, owner, owner.token)


def initials(text: str, identities: Iterable[Identity]) -> Iterator[Finding]:
    pairs, singles = _letters(identities)
    written = line(text)
    for found in _PAIR.finditer(written):
        if owner := pairs.get((found[1] + found[2]).upper()):
            bare = found[0] in (found[1] + found[2], f"{found[1]} {found[2]}")
            if not bare or found[0].isupper():
                yield Finding(*found.span(), Kind.INITIALS, Sure.WORD if bare else Sure.LIKELY, owner, owner.token)
    for found in _ONE.finditer(written):
        if owner := singles.get(found[1].upper()):
            yield Finding(*found.span(), Kind.INITIALS, Sure.LIKELY, owner, owner.token)


def _letters(identities: Iterable[Identity]) -> tuple[dict[str, Identity], dict[str, Identity]]:
    pairs: dict[str, Identity] = {}
    singles: dict[str, Identity] = {}
    for identity in identities:
        for name in identity.names:
            families, givens = (_first(name.family_kana or name.family), _first(name.given_kana or name.given))
            for family in families:
                for given in givens:
                    pairs.setdefault(family + given, identity)
                    pairs.setdefault(given + family, identity)
            for single in families | givens:
                singles.setdefault(single, identity)
    return pairs, singles


def _first(reading: str) -> set[str]:
    """The letter it begins with in each way of writing: ち is C and T, ふ F and H, じ J and Z."""
    if reading and reading[0].isascii():
        return {reading[0].upper()} if reading[0].isalpha() else set()
    sound = roman(reading)[:1].upper()
    head = kana.hiragana(reading)[:1]
    also = {"ち": "C", "ふ": "F", "じ": "J", "つ": "T", "ゔ": "V"}.get(head, "")
    return {letter for letter in (sound, also) if letter}


def _spellings(name: Name) -> set[str]:
    family, given = (_latin(name.family, name.family_kana), _latin(name.given, name.given_kana))
    whole = {family + given, given + family} if family and given else set()
    return {spelling for spelling in {family, given, *whole} if len(spelling) > 1}


def _latin(written: str, reading: str) -> str:
    if any(char.isascii() and char.isalpha() for char in written):
        return _same(written)
    return _same(roman(reading or written))


def _same(word: str) -> str:
    """takahashi, Takahasi and TAKAHASHI are takahasi; Ōno, Ohno, Oono and Ono are ono."""
    found = "".join(char for char in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(char))
    for pattern, instead in _SAME:
        found = pattern.sub(instead, found)
    return found


def roman(reading: str) -> str:
    """A reading in letters, nothing where it is no reading."""
    found = ""
    for char in kana.hiragana(reading):
        if small := _SMALL.get(char):
            found = found[:-1] + (small if found[-1:] == "i" and char in "ゃゅょ" else small[-1])
        elif char in _SOUNDS:
            found += _SOUNDS[char]
        elif not char.isspace():
            return ""
    return found
