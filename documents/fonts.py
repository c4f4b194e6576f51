"""The one font of all documents: the first of these that the machine has, else the one that is installed with us.

One font without a fallback, so that a paper looks the same on every page, and so that it is known before what it cannot show.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cvttf_NotoSansCJK_Regular
import typst
from fontTools.ttLib import TTFont

WANTED = ("BIZ UDPGothic", "Noto Sans CJK JP", "IPAexGothic")
# Its Chinese name is that of its default shapes; those of a Japanese text are in it, and are taken by the text's language.
INSTALLED = Path(cvttf_NotoSansCJK_Regular.__file__).parent
REGULAR = 400
CMAP_OF_SEQUENCES = 14


@dataclass(frozen=True)
class Font:
    family: str
    fonts: typst.Fonts
    characters: frozenset[int]
    # (character, selector): 葛 and the sign behind it that chooses its shape.
    sequences: frozenset[tuple[int, int]]

    def shows(self, character: str, selector: str = "") -> bool:
        if selector:
            return (ord(character), ord(selector)) in self.sequences
        return ord(character) in self.characters


@lru_cache(maxsize=1)
def font() -> Font:
    return on_the_system() or installed()


def on_the_system() -> Font | None:
    fonts = typst.Fonts(include_embedded_fonts=False)
    for family in WANTED:
        for info in fonts.fonts():
            if (info.family, info.weight, info.style.lower()) == (family, REGULAR, "normal") and info.path:
                return _read(family, fonts, Path(info.path), info.index)
    return None


def installed() -> Font:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[INSTALLED])
    (info,) = fonts.fonts()
    return _read(info.family, fonts, Path(str(info.path)), info.index)


def _read(family: str, fonts: typst.Fonts, path: Path, index: int) -> Font:
    with TTFont(path, fontNumber=index if path.suffix == ".ttc" else -1, lazy=True) as opened:
        tables = [table for table in opened["cmap"].tables if table.format == CMAP_OF_SEQUENCES]
        sequences = {
            (sign, selector) for table in tables for selector, pairs in table.uvsDict.items() for sign, _glyph in pairs
        }
        return Font(family, fonts, frozenset(opened.getBestCmap()), frozenset(sequences))


def is_selector(character: str) -> bool:
    return unicodedata.name(character, "").startswith("VARIATION SELECTOR")
