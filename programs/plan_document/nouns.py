"""Which noun a number counts, told from the words beside it.

A rule of thumb, not grammar: a particle counts as one only after a character that is not
hiragana, so that 子ども食堂 and 見守り stay whole.
"""

from __future__ import annotations

import re

ACTS = "開催|実施|発行|開設|設置|開始|試行|継続|配布|運営|推進|訪問|参加|募集|拡大"
CONJUNCTION = re.compile(r"(?:および|及び|ならびに|または|又は|かつ|[、。,・と])\s*$")
TRAILING = re.compile(rf"(?:\s|[をはがのにでも]|の?(?:{ACTS})(?=\s|[をはがのにでも]|$))+$")
BOUNDARY = re.compile(
    r"における|による|に向けた|のための|および|及び|[\s、。,:()「」]"
    r"|(?<=[^\sぁ-ん])(?:での|への|との|から|[のをはがにでとも])"
)
LEADING = re.compile(r"^(?:\s|以上|程度|ずつ|[のにでをはがと、])+")
TRAILING_ACT = re.compile(rf"(?:{ACTS})+$")
# 地区内, 今年度 and the like say where and when, not what.
NO_NOUN = re.compile(r"(?:地区|地域|区域|市|町|管|校区)内|(?:今|毎|来|本|各)?年度?|地区|地域|各|毎|最低|少なくとも|計|約")
LONGEST = 30
# How far from its number a noun is looked for; what leads to it stands in there too.
NEAR = 100


def noun_before(text: str) -> str | None:
    """The last noun before a number: 「講座の開催は」 gives 講座."""
    if CONJUNCTION.search(text):
        return None
    words = TRAILING.sub("", text.rstrip())
    boundaries = list(BOUNDARY.finditer(words))
    if boundaries and boundaries[-1][0] == "の" and boundaries[-1].end() == len(words) - 1:
        boundaries.pop()  # 夕食の会: a noun of one character does not stand alone.
    return _noun(words[boundaries[-1].end() :] if boundaries else words)


def noun_after(text: str) -> str | None:
    """The noun that follows a number: 「の研修会開催」 gives 研修会."""
    words = BOUNDARY.split(LEADING.sub("", text))[0]
    return _noun(TRAILING_ACT.sub("", words))


def _noun(words: str) -> str | None:
    words = words.strip("・/-,※")
    if not words or len(words) > LONGEST or NO_NOUN.fullmatch(words) or words[0].isdigit():
        return None
    return words
