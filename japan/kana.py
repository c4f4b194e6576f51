"""Readings: hiragana out of whatever was typed, the order of 五十音, and the beginnings that search finds."""

import re
import unicodedata

from japan.widths import nfkc

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_NOT_KANA = re.compile(r"[^ぁ-ゖー]")
# What stands between the parts of a foreign reading, and the marks that repeat a kana.
_BETWEEN = re.compile(r"[\s・=゠‐-]")
_LINE = re.compile("(?<=[ぁ-ゖァ-ヺ])[－−―─—](?=[ぁ-ゖァ-ヺ]|$)|(?<=[ｦ-ﾟ])[-－−―](?=[ｦ-ﾟ]|$)")
_REPEATS = "ゝゞ"
_SAME_SOUND = str.maketrans("ぢづをゐゑ", "じずおいえ")
_V = re.compile("ゔ([あいうえおゃやゅゆょよ]?)")
_V_ROW = {"": "ぶ", "あ": "ば", "い": "び", "う": "ぶう", "え": "べ", "お": "ぼ", "や": "びや", "ゆ": "びゆ", "よ": "びよ"}
_VOWELS = {
    char: row[0]
    for row in (
        "あかさたなはまやらわがざだばぱ",
        "いきしちにひみりぎじびぴ",
        "うくすつぬふむゆるぐずぶぷ",
        "えけせてねへめれげでべぺ",
        "おこそとのほもよろごぞどぼぽ",
    )
    for char in row
}
# おう and おお, えい and ええ are one.
_LENGTHENS = {("お", "う"): "お", ("え", "い"): "え"}


def hiragana(text: str) -> str:
    """Half- and full-width katakana as hiragana; everything else as it is, width folded."""
    folded = nfkc(long_marks(text))
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" or char in "ヽヾ" else char for char in folded)


def long_marks(text: str) -> str:
    """ー, where it was written as another line behind a kana: ジョ－ジ, ｼﾞｮ-ｼﾞ."""
    return _LINE.sub("ー", text)


def is_kana(text: str) -> bool:
    """Only kana, long marks and spaces, and at least one kana."""
    squeezed = _repeated(_BETWEEN.sub("", hiragana(text)))
    return bool(squeezed.strip("ー")) and not _NOT_KANA.search(squeezed)


def plain(text: str) -> str:
    """A reading as it is compared: hiragana without spaces and marks."""
    return _NOT_KANA.sub("", _repeated(hiragana(text)))


def key(text: str) -> str:
    """What a reading is looked up by: as it sounds, whatever the size of its kana and however its long vowels are written."""
    large = _V.sub(lambda match: _V_ROW[match[1]], _repeated(text).translate(_SMALL)).translate(_SAME_SOUND)
    found = ""
    for char in large:
        before = _VOWELS.get(found[-1:], "")
        found += before if char == "ー" else _LENGTHENS.get((before, char), char)
    return found


def _repeated(text: str) -> str:
    """みすゞ is みすず, and いすゝ is いすす."""
    found = ""
    for char in text:
        if char in _REPEATS and "ぁ" <= found[-1:] <= "ゖ":
            base = unicodedata.normalize("NFD", found[-1])[0]
            char = unicodedata.normalize("NFC", f"{base}\u3099") if char == "ゞ" else base
        found += char
    return found


def sort_key(text: str) -> str:
    """五十音: voiced and small kana count as their base (ば as は, ょ as よ), a long mark not at all.

    A space comes before every kana, so that a family stands together: はら たかこ before はらだ あい.
    """
    return " ".join(filter(None, map(_base, hiragana(text).split())))


def _base(word: str) -> str:
    base = unicodedata.normalize("NFD", plain(word)).translate(_SMALL)
    return "".join(char for char in base if "ぁ" <= char <= "ゖ")


def beginnings(reading: str, *, shortest: int = 2, longest: int = 12) -> list[str]:
    """た・たか・たかは…: from two kana on, since one is useless in a council and gives the most away."""
    folded = plain(reading)
    return [folded[:length] for length in range(shortest, min(len(folded), longest) + 1)]
