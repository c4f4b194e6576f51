"""A telephone is a value: what somebody wrote holds numbers that can be dialled, and words that never are.

Numbers of Japan: 0 and nine digits, 070/080/090, 050, 060 and 020 with eight behind, 0800 with seven. A number without its area code
means one of the council's own; `codes` are those area codes, and without them such a number is not dialled.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from japan.widths import visible

_DASHES = "‐‑‒–—―−ー─━﹣ｰ"
_LINE = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), "　": " ", "．": ".", **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94)}}
)
_RUN = re.compile(r"\+?\(?[0-9](?:[-.() ]{0,3}[0-9])*")
_PIECE = re.compile(r"[^ ()]+")
MOST_PIECES = 6
_EXTENSION = re.compile(r"[\s,、(\[]{0,3}(?:内線|ext\.?|extension)[\s:.]{0,3}([0-9]{1,6})[)\]]?", re.IGNORECASE)
_INTERNATIONAL = re.compile(r"\+([0-9]{8,15})$")
_MOBILE = re.compile(r"0[256789]0[0-9]{8}|0800[0-9]{7}")
_FIXED = re.compile(r"0[0-9]{9}")
# A mobile has eleven digits: ten behind such a beginning are one too few, unless 03 or 06 stands apart.
_TOO_SHORT = re.compile(r"0[256789]0")
_CITY = re.compile(r"\(?0[36][^0-9]")
_LOCAL = re.compile(r"[0-9]{1,4}-?[0-9]{4}")
_NAMED = re.compile(r"^\s*(?:tel|℡|電話|phone)\s*(?:番号)?\s*[:.：]?\s*", re.IGNORECASE)
_SEARCHED = re.compile(r"[0-9\s()+.\-]+")
_SAYS_SO = re.compile(r"[?？]|不明|途中|なし")
SHORTEST_SEARCH = 4
# 0120 444 444: a piece with fewer digits behind a number is an hour or a floor, and completes nothing.
SHORTEST_TAIL = 3
# Numbers that somebody else pays, or that cost more: no place has them.
_NO_AREA = re.compile(r"0(?:120|570|180|990)")
QUOTED = range(4, 9)


@dataclass(frozen=True)
class Number:
    """`shown` as it was written, `dialled` only digits (after a +, where it is abroad)."""

    shown: str
    dialled: str
    extension: str = ""


def read(text: str, codes: Sequence[str] = ()) -> list[Number | str]:
    """What was written, in its order: numbers, and the words around them. Together they show what was written."""
    text = visible(text)
    line = text.translate(_LINE)
    found: list[Number | str] = []
    done = 0
    for start, end, dialled in _numbers_in(line, codes):
        if start < done:
            continue
        extension = _EXTENSION.match(line, end)
        found += [text[done:start]] if text[done:start] else []
        found.append(Number(text[start:end], dialled, extension[1] if extension else ""))
        done = end
    return [*found, text[done:]] if text[done:] else found


def numbers(text: str, codes: Sequence[str] = ()) -> list[Number]:
    return [piece for piece in read(text, codes) if isinstance(piece, Number)]


def dialled(text: str, codes: Sequence[str] = ()) -> set[str]:
    """The numbers that this text means, to compare it with another."""
    return {number.dialled for number in numbers(text, codes)}


def area_codes(text: str) -> list[str]:
    """Of the fixed lines that are written in groups: 0436 of 0436-00-2210."""
    groups = [re.findall(r"[0-9]+", number.shown.translate(_LINE)) for number in numbers(text)]
    return [found[0] for found in groups if _is_fixed(found)]


def _is_fixed(groups: list[str]) -> bool:
    return len(groups) == 3 and len(groups[0]) < 6 and bool(_FIXED.fullmatch("".join(groups))) and not _NO_AREA.match(groups[0])


def is_clear(text: str) -> bool:
    """Whether somebody can be called by it: a number at least, and nothing left over that was meant to be one. Words may say that a
    number was heard in part, or that there is none."""
    line = visible(text).translate(_LINE)
    if _SAYS_SO.search(line) or _is_local(line):
        return True
    rest = "".join(piece if isinstance(piece, str) else " / " for piece in read(line))
    runs = _RUN.findall(_EXTENSION.sub("", rest))
    return bool(numbers(line)) and all(len(_digits(run)) < SHORTEST_SEARCH for run in runs)


def may_be_called(text: str) -> bool:
    """Whether it holds a number, the area code of the council being understood."""
    return bool(numbers(text)) or _is_local(visible(text).translate(_LINE))


def looks_like(text: str) -> bool:
    """Whether a search means a number: digits and marks only, four digits at least."""
    line = _NAMED.sub("", visible(text).translate(_LINE))
    return bool(numbers(line)) or (bool(_SEARCHED.fullmatch(line)) and len(_digits(line)) >= SHORTEST_SEARCH)


def searched(text: str) -> str:
    """What a search for a number looks up: the number, or the digits of the part that was quoted."""
    found = numbers(text)
    return found[0].dialled if found else _digits(text.translate(_LINE))


def searchable(text: str, codes: Sequence[str] = ()) -> set[str]:
    """Everything that a search for this number may be: the whole, the parts that people quote, and what could not be read."""
    line = visible(text).translate(_LINE)
    known = dialled(text, codes)
    for run in _RUN.findall("".join(piece if isinstance(piece, str) else " / " for piece in read(line, codes))):
        known |= {_digits(run)} if len(_digits(run)) >= SHORTEST_SEARCH else set()
    return known | {whole[-length:] for whole in known for length in QUOTED if length < len(whole)}


def with_its_zero(text: str) -> str:
    """Of digits that a table kept as a number: the telephone that they were. Any other text stays as it is."""
    bare = text.isascii() and text.isdigit() and not text.startswith("0")
    return (_whole(text) if bare else "") or text


def _numbers_in(line: str, codes: Sequence[str]):
    """(start, end, dialled) of each number: as many pieces between spaces and brackets as make one, the longest first."""
    if _is_local(line):
        if whole := _with_area_code(_digits(line), codes):
            start = next(at for at, char in enumerate(line) if "0" <= char <= "9")
            yield start, start + len(line[start:].rstrip(" .:)")), whole
        return
    for run in _RUN.finditer(line):
        yield from _in_run(run[0], run.start())


def _in_run(run: str, offset: int):
    pieces = [piece.span() for piece in _PIECE.finditer(run)]
    first = 0
    while first < len(pieces):
        for last in range(min(len(pieces), first + MOST_PIECES), first, -1):
            start, end = pieces[first][0], pieces[last - 1][1]
            if last - first > 1 and len(_digits(run[pieces[last - 1][0] : end])) < SHORTEST_TAIL:
                continue
            if number := _whole(run[start:end]):
                opened = run[start:end].count(")") > run[start:end].count("(") and run[start - 1 : start] == "("
                yield offset + start - opened, offset + end, number
                first = last - 1
                break
        first += 1


def _whole(written: str) -> str:
    """The digits to dial, or nothing where these are no number. A zero that a table lost is put back."""
    digits = _digits(written)
    if "+" in written:
        international = _INTERNATIONAL.match(f"+{digits}")
        if not digits.startswith("81"):
            return f"+{international[1]}" if international else ""
        digits = "0" + digits[2:].lstrip("0")
    elif not digits.startswith("0") and (len(digits) == 9 or _MOBILE.fullmatch(f"0{digits}")):
        digits = f"0{digits}"
    if _MOBILE.fullmatch(digits):
        return digits
    short = _TOO_SHORT.match(digits) and not _CITY.match(written)
    return digits if _FIXED.fullmatch(digits) and not short else ""


def _is_local(line: str) -> bool:
    """A number without its area code stands alone: 8 digits among words may be anything, a day for example."""
    line = _NAMED.sub("", line).strip()
    return bool(_LOCAL.fullmatch(line)) and 5 <= len(_digits(line)) <= 8


def _with_area_code(digits: str, codes: Sequence[str]) -> str:
    return next((f"{code}{digits}" for code in codes if len(code) + len(digits) == 10), "")


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
