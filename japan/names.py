"""Names are kept exactly as typed, and found under a common form. Nothing here is ever stored as somebody's name."""

import re

from japan.widths import nfkc

# Variant on the left, the form that people type on the right; what a caseworker calls it where it has a name.
VARIANTS = {
    "髙": ("高", "はしごだか"),
    "﨑": ("崎", "たつさき"),
    "嵜": ("崎", ""),
    "碕": ("崎", ""),
    "𠮷": ("吉", "つちよし"),
    "濵": ("浜", ""),
    "濱": ("浜", ""),
    "德": ("徳", ""),
    "栁": ("柳", ""),
    "桺": ("柳", ""),
    "邊": ("辺", ""),
    "邉": ("辺", ""),
    "齋": ("斎", ""),
    "齊": ("斎", ""),
    "斉": ("斎", ""),
    "澤": ("沢", ""),
    "櫻": ("桜", ""),
    "廣": ("広", ""),
    "眞": ("真", ""),
    "國": ("国", ""),
    "惠": ("恵", ""),
    "嶋": ("島", ""),
    "嶌": ("島", ""),
    "淵": ("渕", ""),
    "渊": ("渕", ""),
    "龍": ("竜", ""),
    "瀧": ("滝", ""),
    "關": ("関", ""),
    "藏": ("蔵", ""),
    "冨": ("富", ""),
    "槇": ("槙", ""),
    "條": ("条", ""),
    "曾": ("曽", ""),
    "實": ("実", ""),
    "榮": ("栄", ""),
    "禮": ("礼", ""),
    "壽": ("寿", ""),
    "穗": ("穂", ""),
    "舘": ("館", ""),
    "曻": ("昇", ""),
    "彌": ("弥", ""),
    "亞": ("亜", ""),
    "與": ("与", ""),
    "萬": ("万", ""),
    "圓": ("円", ""),
    "驒": ("騨", ""),
    "𣘺": ("橋", ""),
    "槗": ("橋", ""),
    "瀨": ("瀬", ""),
    "桒": ("桑", ""),
    "舩": ("船", ""),
    "彥": ("彦", ""),
    "淸": ("清", ""),
    "黑": ("黒", ""),
    "橫": ("横", ""),
    "增": ("増", ""),
    "靜": ("静", ""),
    "圡": ("土", ""),
    "𡈽": ("土", ""),
    "埜": ("野", ""),
    "峯": ("峰", ""),
    "嶽": ("岳", ""),
    "緖": ("緒", ""),
    "龜": ("亀", ""),
    "戶": ("戸", ""),
    "淺": ("浅", ""),
    "豐": ("豊", ""),
    "凉": ("涼", ""),
    "鄕": ("郷", ""),
    "瑤": ("瑶", ""),
    "遙": ("遥", ""),
    "堯": ("尭", ""),
    "澁": ("渋", ""),
    "縣": ("県", ""),
    "學": ("学", ""),
    "兒": ("児", ""),
    "壯": ("壮", ""),
    "寬": ("寛", ""),
    "峽": ("峡", ""),
    "曉": ("暁", ""),
    "檜": ("桧", ""),
    "稻": ("稲", ""),
    "穰": ("穣", ""),
    "絲": ("糸", ""),
    "聰": ("聡", ""),
    "莊": ("荘", ""),
    "薰": ("薫", ""),
    "藝": ("芸", ""),
    "賴": ("頼", ""),
    "鐵": ("鉄", ""),
    "靈": ("霊", ""),
    "顯": ("顕", ""),
    "齡": ("齢", ""),
    "佛": ("仏", ""),
    "螢": ("蛍", ""),
    "鷗": ("鴎", ""),
    "靑": ("青", ""),
}
_FOLD = str.maketrans({variant: common for variant, (common, _called) in VARIANTS.items()})
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"[\s\u3000]+")
# A character with the selectors and voicing marks behind it, which belong to it.
_WHOLE = re.compile("(?s:.)[\ufe00-\ufe0f\U000e0100-\U000e01ef\u3099\u309a\uff9e\uff9f]*")


def fold(text: str) -> str:
    """The search key: width and compatibility folded, variants under their common form, no spaces. Idempotent."""
    while (folded := _fold_once(text)) != text:
        text = folded
    return folded


def _fold_once(text: str) -> str:
    bare = _SELECTORS.sub("", nfkc(text))
    return nfkc(_SPACES.sub("", bare.translate(_FOLD)).casefold())


def split(text: str) -> tuple[str, str] | None:
    """(family, given) where a half- or full-width space separates them; None where the page has to ask."""
    parts = _SPACES.split(text.strip(), maxsplit=1)
    return (parts[0], _SPACES.sub(" ", parts[1])) if len(parts) == 2 and all(parts) else None


def splits(text: str) -> list[tuple[str, str]]:
    """Where a name without a space may end, the usual lengths first: two and two, then one, then three."""
    whole = _WHOLE.findall(_SPACES.sub("", text))
    return [("".join(whole[:at]), "".join(whole[at:])) for at in (2, 1, 3, 4) if at < len(whole)]


def differences(one: str, other: str) -> list[str]:
    """The characters of `other` that are written otherwise than in `one` although both fold alike: 髙（はしごだか）."""
    if fold(one) != fold(other):
        return []
    left, right = _WHOLE.findall(_SPACES.sub("", one)), _WHOLE.findall(_SPACES.sub("", other))
    if len(left) != len(right):
        return []
    found = [char for before, char in zip(left, right, strict=True) if before != char]
    return [f"{char}（{VARIANTS[char][1]}）" if VARIANTS.get(char, ("", ""))[1] else char for char in found]
