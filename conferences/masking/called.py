"""Names in Japanese writing: whole or in part, in any form of their characters, in kana, parted by anything, with さん or without."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import product

from conferences.masking.folded import Folded, fold, script
from conferences.masking.identities import Finding, Identity, Kind, Name, Sure
from japan import names

# All of these stand behind a name as it is folded: ちゃん is ちやん.
_TITLE = re.compile("さん|様|さま|君|くん|ちやん|ちやま|氏|殿|どの|嬢|翁")
_HOUSE = re.compile("宅|家|方|夫妻|夫婦|一家|親子|兄弟|姉妹|老人|先生|本人|母|父|世帯")
_PARTICLE = re.compile(
    "[がはをにのともへや]|か(?![えくけさしすたつねらりるれわ])|で|だ(?![けいかつれ])|つて|つたら|から|まで|より|です|らし|よ|ね"
)

# What a name is written behind without a space: 長男林, 民生委員森, 旧姓原.
_ROLES = frozenset("長員者人父母男女夫妻子孫兄弟姉妹姓故元旧医師士生主娘息家隣委")
_BEFORE_KANA = frozenset("のはがとをにもへやで")
# 千葉県, 高橋駅: a place of the same name.
_PLACES = frozenset("県市町村区郡駅川山台橋通線島丁小中高校園院")
# Names that are read as words every day; those of one sign all are.
_READ_AS_WORDS = """
真理 大地 未来 希望 平和 勇気 日向 大和 中間 大家 平野 中央 正義 自由 今日 千秋 若葉 青葉 紅葉 朝日 健康 安全 大志 一心 日々
川上 川口 入口 出口 山中 水上 小川 東山 西山 花園 神社 上手 山道 畑中 田畑 山川 大木 松葉 桜木 和歌 美空 千里 一番 十分
"""
_WORDS = frozenset(_READ_AS_WORDS.split())
_GA = frozenset("ヶヵケガがけゖゕ")
_OF = frozenset("ノの之")


class Part(Enum):
    WHOLE = 3
    FAMILY = 2
    GIVEN = 1


def called(text: Folded, identities: Iterable[Identity]) -> Iterator[Finding]:
    """Every place where somebody may be named; several may lie over each other."""
    for pattern, claims in _patterns(identities).items():
        shared = len({identity.group for identity, _part in claims}) > 1
        identity, part = max(claims, key=lambda claim: claim[1].value)
        start = text.text.find(pattern)
        while start >= 0:
            end = start + len(pattern)
            if sure := _sure(text, start, end, part):
                sure = Sure.LIKELY if shared and sure is Sure.CERTAIN else sure
                yield _finding(text, start, end, identity, sure)
            start = text.text.find(pattern, start + 1)


def _finding(text: Folded, start: int, end: int, identity: Identity, sure: Sure) -> Finding:
    """With the さん behind, which the token has itself."""
    title = _TITLE.match(text.text, end)
    last = title.end() if title and sure is not Sure.WORD else end
    return Finding(text.starts[start], text.ends[last - 1], Kind.NAME, sure, identity, identity.token)


def _patterns(identities: Iterable[Identity]) -> dict[str, list[tuple[Identity, Part]]]:
    found: dict[str, list[tuple[Identity, Part]]] = {}
    for identity in identities:
        for name in identity.names:
            for pattern, part in _written(name):
                found.setdefault(pattern, []).append((identity, part))
    return found


def _written(name: Name) -> Iterator[tuple[str, Part]]:
    """Every way to write it: 髙橋祐子, たかはしゆうこ, 高橋ゆうこ, and each part alone."""
    families = _spellings(name.family) | _spellings(name.family_kana)
    givens = _spellings(name.given) | _spellings(name.given_kana)
    for family, given in product(families, givens):
        yield family + given, Part.WHOLE
    for part, spelt in ((Part.FAMILY, families), (Part.GIVEN, givens)):
        yield from ((spelling, part) for spelling in spelt)
    if len(words := names.words(name.given)) > 1:
        yield from ((spelling, Part.GIVEN) for word in words for spelling in _spellings(word))


def _spellings(text: str) -> set[str]:
    """As a folded text may hold it: ヶ as three kana, 之 as の, and う heard as お behind another お."""
    if not text.strip() or text.isascii():
        return set()
    whole = names.fold(text)
    signs = [_either(char, inside=0 < at < len(whole) - 1) for at, char in enumerate(whole)]
    found = {fold("".join(spelling)).text for spelling in product(*signs)}
    heard = {"う": "お", "い": "え"}
    return {form for form in found | {heard[form[0]] + form[1:] for form in found if form[:1] in heard} if form}


def _either(char: str, *, inside: bool) -> str:
    if inside and char in _GA:
        return "がけか"
    return "の之" if inside and char in _OF else char


def _sure(text: Folded, start: int, end: int, part: Part) -> Sure | None:
    pattern = text.text[start:end]
    if any(script(char) == "i" for char in pattern):
        return _in_kanji(text, start, end, pattern)
    scripts = {text.script(at) for at in range(start, end)}
    return _in_kana(text, start, end, part, scripts)


def _in_kanji(text: Folded, start: int, end: int, pattern: str) -> Sure | None:
    left = text.before(start) != "i" or text.text[start - 1] in _ROLES
    titled = bool(_TITLE.match(text.text, end))
    right = titled or text.after(end) != "i" or bool(_HOUSE.match(text.text, end))
    if len(pattern) == 1:
        right = right and (titled or text.after(end) not in ("h", "k") or bool(_PARTICLE.match(text.text, end)))
        return (Sure.CERTAIN if titled else Sure.WORD) if left and right else None
    place = text.text[end : end + 1] in _PLACES and not titled
    if place or not (left or right) or (pattern in _WORDS and not titled):
        return Sure.WORD
    return Sure.CERTAIN if left and right else Sure.LIKELY


def _in_kana(text: Folded, start: int, end: int, part: Part, scripts: set[str]) -> Sure | None:
    """In hiragana a short reading lies in many words; it counts where a word can begin and end."""
    length = end - start
    titled = bool(_TITLE.match(text.text, end))
    own = scripts.pop() if len(scripts) == 1 else ""
    left = _begins(text, start, own, length)
    right = titled or text.after(end) != own or (own == "h" and bool(_PARTICLE.match(text.text, end)))
    if not (left and right):
        return Sure.LIKELY if part is Part.WHOLE else Sure.WORD if length > 3 else None
    if titled or part is Part.WHOLE:
        return Sure.CERTAIN if length > 1 else Sure.WORD
    if length == 1:
        return None
    return Sure.WORD if own == "h" else Sure.LIKELY if length == 2 else Sure.CERTAIN


def _begins(text: Folded, start: int, own: str, length: int) -> bool:
    """Not inside a word of its writing, nor as the end of a verb: まり of 集まり. Behind 長女 a name may stand."""
    before = text.before(start)
    if own == "h" and before == "i":
        return length > 2 or text.text[start - 1] in _ROLES
    return before != own or (own == "h" and text.text[start - 1] in _BEFORE_KANA)
