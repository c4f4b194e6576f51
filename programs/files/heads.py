"""Where the heads of a table stand, and what each column probably holds: proposed, and changed on the page."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from japan.widths import nfkc
from programs.files.reading import Table
from programs.models import Measure

DATE, WHAT, NUMBER, DISTRICT, PLACE, TEXT = "date", "what", "number", "district", "place", "text"
# What a column can be, beside a measure of its own (`value_<id>`).
COLUMNS = {
    DATE: _("Day"),
    "end_date": _("Last day"),
    WHAT: _("What it was"),
    "residents": _("Residents"),
    "children": _("of them children"),
    "elderly": _("of them elderly people"),
    "partners": _("Done together with"),
    "volunteers": _("Volunteers"),
    "staff": pgettext_lazy("activity", "Staff"),
    DISTRICT: _("Where"),
    PLACE: _("Place"),
    "hours": pgettext_lazy("activity", "Hours"),
    "cost": _("Cost (yen)"),
    "evidence": _("What shows it"),
    TEXT: _("How it was"),
    NUMBER: _("How many"),
}
# In the order in which they are looked for: 参加者（住民） is residents.
WORDS = {
    DATE: r"年月日|日付|期日|月日|日時|開催日|実施日|活動日|^日$|^date$",
    "end_date": r"最終日|終了日",
    WHAT: r"事業名|活動名|行事名|催し|種別|種類|名称|項目",
    "residents": r"住民",
    "children": r"子ども|子供|こども|児童",
    "elderly": r"高齢|65歳",
    "partners": r"共催|協力団体|協力先|連携先|後援",
    "volunteers": r"ボラ|支援者|協力者",
    "staff": r"スタッフ|職員|役員|運営者",
    DISTRICT: r"学区|地区|区域|圏域|^区$",
    PLACE: r"場所|会場|開催地|ところ",
    "hours": r"時間",
    "cost": r"経費|費用|支出|決算|金額",
    "evidence": r"根拠|資料",
    TEXT: r"内容|様子|備考|感想|メモ|報告|記事|概要",
    NUMBER: r"参加者|参加人数|来場|出席|人数|合計|総数|^計$|件数|回数|冊数|部数|枚数|数量|^人$|^名$",
}
HIGHEST, LONGEST = 15, 24


@dataclass(frozen=True)
class Heads:
    """`first`: the number of the first row below them, from 1."""

    first: int
    labels: tuple[str, ...]


def plain(text: str) -> str:
    return re.sub(r"\s", "", nfkc(text))


def proposed(label: str, measures: Iterable[Measure]) -> str:
    """What a column of this head probably holds, or nothing."""
    head = plain(label)
    if not head or len(head) > LONGEST:
        return ""
    for measure in measures:
        if head == plain(measure.name):
            return f"value_{measure.pk}"
    return next((target for target, words in WORDS.items() if re.search(words, head, re.IGNORECASE)), "")


def heads_of(table: Table, measures: Sequence[Measure]) -> Heads | None:
    return find_heads(table, lambda label: proposed(label, measures))


def find_heads(table: Table, propose: Callable[[str], str], needs: str = DATE) -> Heads | None:
    """The row, or two rows of which the upper was merged, that names most columns; below what the list is called. One is what it `needs`."""
    best, found = 0, None
    for at in range(min(HIGHEST, len(table.rows))):
        for labels in (_single(table.rows[at]), _double(table.rows[at - 1], table.rows[at]) if at else ()):
            named = {propose(label) for label in labels} - {""}
            if needs in named and len(named) > max(1, best):
                best, found = len(named), Heads(at + 2, tuple(labels))
    return found


def _single(row) -> list[str]:
    return [plain(cell) for cell in row]


def _double(upper, lower) -> list[str]:
    """参加者 over 住民 and ボランティア: 参加者 住民, 参加者 ボランティア."""
    width = max(len(upper), len(lower))
    pairs = zip(_wide(upper, width), _wide(lower, width), strict=True)
    return [" ".join(dict.fromkeys(filter(None, (plain(above), plain(below))))) for above, below in pairs]


def _wide(row, width) -> list[str]:
    return [*row, *[""] * (width - len(row))]
