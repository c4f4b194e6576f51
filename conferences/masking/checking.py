"""The two questions: what is left that may give somebody away, and how does the text read with what is certain replaced."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from conferences.masking.called import called
from conferences.masking.days import ages, births, roughened
from conferences.masking.folded import Folded, fold
from conferences.masking.identities import Finding, Identity, Kind, Rules, Sure
from conferences.masking.latin import initials, romanised
from conferences.masking.numbers import telephones
from conferences.masking.places import addresses

NOTHING = Rules()


def findings(text: str, identities: Sequence[Identity], rules: Rules = NOTHING, settled: Collection[str] = ()) -> list[Finding]:
    """Everything that may still give one of them away, in the order of the text, none over another: the surer, then the longer stays.

    `settled` are the marks of those that somebody let stand; what lies within such a place is settled with it.
    """
    folded = fold(text)
    silent = _silent(text, folded, identities, rules)
    found = [one for one in _all(text, folded, identities, rules) if not silent(one)]
    left = [one for one in found if one.mark(text) in settled] if settled else []
    return _apart([one for one in found if not any(kept.start <= one.start and one.end <= kept.end for kept in left)])


def mask(text: str, identities: Sequence[Identity], rules: Rules = NOTHING) -> str:
    """What is certain, replaced; every day becomes its month and every age its tens, whosever they are."""
    certain = [(one.start, one.end, one.suggestion) for one in findings(text, identities, rules) if one.sure is Sure.CERTAIN]
    free = [True] * (len(text) + 1)
    for start, end, _instead in certain:
        free[start:end] = [False] * (end - start)
    for start, end, instead in sorted(roughened(text), key=lambda piece: piece[0] - piece[1]):
        if all(free[start:end]):
            certain.append((start, end, instead))
            free[start:end] = [False] * (end - start)
    for start, end, instead in sorted(certain, reverse=True):
        text = text[:start] + instead + text[end:]
    return _said_once(text, {instead for _start, _end, instead in certain if not instead.strip().endswith("月")})


def _said_once(text: str, words: Collection[str]) -> str:
    """A name beside its reading, or a birth beside an age, became the same word twice."""
    for word in filter(None, map(re.escape, sorted(words))):
        text = re.sub(rf"({word})(?:[ \u3000]?[（(]{word}[）)]|[ \u3000]{word})", r"\1", text)
    return text


def _all(text: str, folded: Folded, identities: Sequence[Identity], rules: Rules) -> Iterator[Finding]:
    yield from called(folded, identities)
    yield from romanised(text, identities)
    yield from initials(text, identities)
    yield from telephones(text, identities)
    yield from addresses(text, folded, identities, rules)
    yield from births(text, identities)
    yield from ages(text, identities)
    yield from _words(folded, rules)


def _words(folded: Folded, rules: Rules) -> Iterator[Finding]:
    for word, instead in rules.instead.items():
        for start, end in _places_of(folded, word):
            yield Finding(start, end, Kind.WORD, Sure.CERTAIN, None, instead)


def _places_of(folded: Folded, word: str) -> Iterator[tuple[int, int]]:
    wanted = fold(word).text
    start = folded.text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        yield folded.starts[start], folded.ends[end - 1]
        start = folded.text.find(wanted, end)


def _silent(text: str, folded: Folded, identities: Sequence[Identity], rules: Rules) -> Callable[[Finding], bool]:
    """Whether it lies in what stands instead of somebody (Aさん), or is a part of a word of the place: 市原 of 市原市."""
    tokens = _inside(span for token in {identity.token for identity in identities} for span in _spans(text, token))
    words = _inside(span for word in rules.words for span in _places_of(folded, word))

    def silent(found: Finding) -> bool:
        if found.end <= tokens.get(found.start, (0, 0))[1]:
            return True
        start, end = words.get(found.start, (0, 0))
        if found.kind not in (Kind.NAME, Kind.INITIALS, Kind.ADDRESS) or found.end > end:
            return False
        return found.kind is Kind.ADDRESS or (found.start, found.end) != (start, end)

    return silent


def _inside(spans: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """{place in the text: the word that it lies in}."""
    return {at: (start, end) for start, end in spans for at in range(start, end)}


def _spans(text: str, word: str) -> Iterator[tuple[int, int]]:
    start = text.find(word) if word else -1
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + len(word))


def _apart(found: list[Finding]) -> list[Finding]:
    taken = bytearray(max((one.end for one in found), default=0))
    kept = []
    for one in sorted(found, key=lambda one: (-one.sure.value, one.start - one.end, one.start)):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
