"""Numbers as they are written in a text, in any digits, and telephones among them."""

import re
from collections.abc import Iterable, Iterator

from conferences.masking.folded import line
from conferences.masking.identities import Finding, Identity, Kind, Sure
from japan import phones
from japan.addresses import kanji_number

_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
# Nothing that is seen: what a copied text may bring along between two digits.
UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
NUMBER = r"(?:\d{1,4}|[〇一二三四五六七八九十百]{1,5})"
_RUN = re.compile(rf"[\d〇一二三四五六七八九](?:[-.()/の\s{UNSEEN}]{{0,3}}[\d〇一二三四五六七八九])+")
_LAST_FOUR = re.compile(r"(?:下|末尾|最後)の?(?:4|四)?(?:桁|けた|ケタ)?(?:が|は|の|:|、|「| )?\s*$")
SHORTEST, WHOLE, LONGEST, LAST = 6, 10, 11, 4
INSTEAD = "（電話番号）"


def value(text: str) -> int:
    """十二, 12 and 百三; what is no number in kanji (二十百) is what its signs say one by one."""
    if text.isdecimal():
        return int(text)
    if "百" in text:
        hundreds, _hundred, rest = text.partition("百")
        return (kanji_number(hundreds) if hundreds else 1) * 100 + (kanji_number(rest.replace("百", "")) if rest else 0)
    return kanji_number(text)


def telephones(text: str, identities: Iterable[Identity]) -> Iterator[Finding]:
    """Those of somebody here, in whole or by their end, and every other one that can be dialled: whose it is nobody knows."""
    wholes, endings = _wanted(identities)
    written = line(text)
    for run in _RUN.finditer(written):
        digits, places = _digits(run)
        found = list(_wholes(digits, places, wholes))
        if not found and (len(digits) >= SHORTEST or (len(digits) == LAST and _LAST_FOUR.search(written, 0, run.start()))):
            found = [_finding(places, 0, len(digits), endings[digits])] if digits in endings else []
        yield from found
        if not found and WHOLE <= len(digits) <= LONGEST and phones.dialled(digits):
            yield Finding(*run.span(), Kind.PHONE, Sure.LIKELY, None, INSTEAD)


def _wanted(identities: Iterable[Identity]) -> tuple[dict[str, Identity], dict[str, Identity]]:
    """What is a number whole, without its first 0 too (+81), and what says as much: its last digits."""
    wholes: dict[str, Identity] = {}
    endings: dict[str, Identity] = {}
    for identity in identities:
        for number in {number for written in identity.phones for number in _dialled(written)}:
            wholes |= {number: identity} | ({number[1:]: identity} if number.startswith("0") else {})
            endings |= {number[-length:]: identity for length in (LAST, *range(SHORTEST, len(number))) if length < len(number)}
    return wholes, endings


def _wholes(digits: str, places: list[int], wholes: dict[str, Identity]) -> Iterator[Finding]:
    lengths = sorted({len(number) for number in wholes}, reverse=True)
    at = 0
    while at < len(digits):
        length = next((length for length in lengths if at + length <= len(digits) and digits[at : at + length] in wholes), 0)
        if length:
            yield _finding(places, at, at + length, wholes[digits[at : at + length]])
        at += length or 1


def _finding(places: list[int], start: int, end: int, identity: Identity) -> Finding:
    return Finding(places[start], places[end - 1] + 1, Kind.PHONE, Sure.CERTAIN, identity, INSTEAD)


def _dialled(written: str) -> set[str]:
    digits = "".join(char for char in line(written) if char.isdecimal())
    return phones.dialled(written) or ({digits} if len(digits) >= SHORTEST else set())


def _digits(run: re.Match[str]) -> tuple[str, list[int]]:
    plain = run[0].translate(_KANJI_DIGITS)
    places = [at for at, char in enumerate(plain) if char.isdecimal()]
    return "".join(plain[at] for at in places), [run.start() + at for at in places]
