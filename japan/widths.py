"""What is typed, pasted and compared: nothing invisible in it, and one width, in a time that grows with the text and no faster."""

import re
import unicodedata
from functools import lru_cache

# As many marks on one letter as Unicode's own Stream-Safe Text Format (UAX 15) allows; no writing has more.
MOST_MARKS = 30
# Below it, sorting whatever marks there are takes no time.
SHORT = 200
# Word's own line break, the page break, and the three of Unicode: they are seen as a new line.
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Control signs, soft hyphens, zero-width spaces, direction and annotation marks. Joiners and selectors stay: they shape what is seen.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)


def visible(text: str) -> str:
    """What is seen of a text and nothing else: a break that is none here becomes one, what cannot be seen goes, the rest stays as typed."""
    return _INVISIBLE.sub("", _BREAKS.sub("\n", text))


def nfkc(text: str) -> str:
    """Compatibility forms folded. Marks are put into an order, pair by pair: a letter under thousands would take for ever."""
    if len(text) > SHORT and not text.isascii():
        text = _too_many_marks().sub("", text)
    return unicodedata.normalize("NFKC", text)


@lru_cache
def _too_many_marks() -> re.Pattern[str]:
    """Also what only becomes a mark when it is taken apart."""
    letters = map(chr, range(0x300, 0x1F000))
    marks = "".join(letter for letter in letters if unicodedata.combining(unicodedata.normalize("NFKD", letter)[0]))
    return re.compile(f"(?<=[{marks}]{{{MOST_MARKS}}})[{marks}]+")
