"""One width for what is compared, in a time that grows with the text and no faster."""

import re
import unicodedata
from functools import lru_cache

# As many marks on one letter as Unicode's own Stream-Safe Text Format (UAX 15) allows; no writing has more.
MOST_MARKS = 30
# Below it, sorting whatever marks there are takes no time.
SHORT = 200


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
