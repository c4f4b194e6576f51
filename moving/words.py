"""Words of an old ledger as codes of ours: those that say what a code says are known; any other is shown once, with a proposal."""

import re
from collections.abc import Iterable
from functools import cache

from django.utils.translation import override

from casework.codes import ClosureReason, Means, Route, Sex, Topic
from moving.models import Habit
from privacy.models import Area
from privacy.tokens import token
from programs.files.heads import plain
from visits.codes import Manner, Need

# What no word of a file means.
NEVER = frozenset({Means.MEMO})
# Codes of each kind, and what any word means that is not known.
CODES = {
    "topic": (Topic, Topic.OTHER), "route": (Route, Route.OTHER), "means": (Means, Means.OTHER), "sex": (Sex, Sex.UNKNOWN),
    "outcome": (ClosureReason, ClosureReason.OTHER), "need": (Need, Need.OTHER), "manner": (Manner, Manner.MEETING),
}  # fmt: skip
SAYS: dict[str, dict[str, str]] = {
    "topic": {
        Topic.DEMENTIA: "認知症|物忘れ", Topic.RUBBISH: "ごみ|ゴミ|片付|住環境", Topic.ISOLATION: "孤立|孤独|見守", Topic.FIFTY_EIGHTY: "8050",
        Topic.YOUNG_CARER: "ヤングケアラー", Topic.CARE: "介護|ケアマネ", Topic.CONSUMER: "消費|詐欺|悪質|訪問販売",
        Topic.RIGHTS: "権利|後見|日常生活自立", Topic.ABUSE: "虐待|DV|暴力", Topic.WITHDRAWN: "ひきこもり|引きこもり|不登校",
        Topic.HEALTH: "病|健康|障害|障がい|医療|精神", Topic.FOOD: "食料|食べる|フードバンク", Topic.DEBT: "債務|借金",
        Topic.TAXES: "税|公共料金|滞納|光熱", Topic.RENT: "家賃|ローン", Topic.JOB_TROUBLE: "職場", Topic.JOB_SEARCH: "就労|仕事|求職|就職",
        Topic.INCOME: "収入|生活費|経済|困窮|生活保護|貸付|金銭", Topic.HOUSING: "住居|住まい|住宅|転居", Topic.CHILDREN: "子育|育児|児童|保育",
        Topic.FAMILY: "家族|家庭|親族", Topic.COMMUNITY: "近隣|地域|隣人", Topic.OTHER: "その他|他",
    },
    "route": {
        Route.SELF: "本人", Route.FAMILY: "家族|親族|子$|娘|息子|配偶|妻|夫|親$", Route.NEIGHBOUR: "近隣|近所|知人|友人",
        Route.COMMISSIONER: "民生|児童委員",
        Route.ASSOCIATION: "町会|自治会|町内",
        Route.COMPREHENSIVE: "包括", Route.GOVERNMENT: "市|役所|行政|保健", Route.MEDICAL: "病院|医療|診療",
        Route.SCHOOL: "学校|教育", Route.VISITOR: "訪問員|見守", Route.SALON: "サロン|食堂", Route.OTHER: "その他|他",
    },
    "means": {
        Means.VISIT_IN: "来所|来館|窓口|面接|面談", Means.PHONE: "電話|TEL|℡", Means.ACCOMPANY: "同行", Means.VISIT: "訪問",
        Means.MAIL: "手紙|郵|文書|メール|FAX", Means.MEETING: "会議|ケース会", Means.AGENCY: "機関", Means.OTHER: "その他|他",
    },
    "sex": {Sex.FEMALE: "女|^F$|female", Sex.MALE: "男|^M$|^male", Sex.UNKNOWN: "不明"},
    "outcome": {
        ClosureReason.SOLVED: "解決|完了|終結$|済", ClosureReason.TRANSFERRED: "引継|つなぎ|紹介|移管|他機関",
        ClosureReason.ADVICE: "助言|情報提供|傾聴|説明",
        ClosureReason.WISH: "希望|辞退|取下|拒否", ClosureReason.MOVED: "転出|転居", ClosureReason.DIED: "死亡|逝去|死去",
        ClosureReason.LOST: "不通|連絡|不明|中断", ClosureReason.OTHER: "その他|他",
    },
    "need": {
        Need.FIFTY_EIGHTY: "8050", Need.HOSPITAL: "退院|入院", Need.DISABILITY: "障害|障がい|手帳",
        Need.COUPLE: "夫婦|高齢者世帯|高齢者のみ|二人",
        Need.ALONE: "独居|一人|ひとり|単身", Need.OTHER: "その他|他",
    },
    "manner": {Manner.OUTSIDE: "外|遠目|灯|雨戸", Manner.CALL: "声|インターホン|電話", Manner.MEETING: "対面|面会|面談|訪問"},
}  # fmt: skip
_SPLIT, _LISTED = re.compile(r"[、,，・/／;；\n]+"), re.compile(r"[、,，;；\n]+")


@cache
def _labels(kind: str) -> dict[str, str]:
    with override("ja"):
        return {plain(str(code.label)): code.value for code in CODES[kind][0]}


def said_by(kind: str, word: str) -> str:
    """The code that this word is, or probably is; nothing where it tells nothing."""
    written = plain(word)
    exact = _labels(kind).get(written)
    return exact or next((str(code) for code, says in SAYS[kind].items() if re.search(says, written, re.IGNORECASE)), "")


def is_plain(kind: str, word: str) -> bool:
    """Whether it needs no look: it is our own word, or one of a few letters that can mean nothing else."""
    return plain(word) in _labels(kind) or (kind == "sex" and bool(said_by(kind, word)))


def several(text: str) -> list[str]:
    """The words of a cell that names several topics; one of our own stays whole (ゴミ・住環境)."""
    own = _labels("topic")
    listed = [[one] if plain(one) in own else _SPLIT.split(one) for one in _LISTED.split(text)]
    return list(dict.fromkeys(filter(None, (plain(word) for words in listed for word in words))))


def token_of(council: Area, kind: str, word: str) -> int:
    """`kind`: of codes, or "column" for a head."""
    return token(council.pk, f"old ledger {kind}", plain(word))


def remembered(council: Area, words: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """{(kind, word): what it meant the last time}"""
    by_token = {token_of(council, kind, word): (kind, word) for kind, word in words}
    rows = Habit.objects.filter(council=council, word__in=list(by_token)).values_list("word", "meaning")
    return {by_token[word]: meaning for word, meaning in rows}


def remember(council: Area, meanings: dict[tuple[str, str], str]) -> None:
    habits = [
        Habit(council=council, word=token_of(council, kind, word), meaning=meaning)
        for (kind, word), meaning in meanings.items()
    ]
    Habit.objects.bulk_create(
        {habit.word: habit for habit in habits}.values(), update_conflicts=True, unique_fields=["council", "word"],
        update_fields=["meaning"],
    )  # fmt: skip
