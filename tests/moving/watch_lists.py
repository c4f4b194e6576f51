"""Lists of the watch-over as an office keeps them."""

from tests.moving.ledgers import book

HEADS = [
    "登録番号", "登録日", "氏名", "ふりがな", "性別", "生年月日", "住所", "電話番号", "世帯区分", "状況", "訪問頻度", "訪問方法", "希望曜日",
    "訪問員", "同意日", "更新日", "留意事項", "不在時の対応", "申し送り", "緊急連絡先", "緊急連絡先 続柄", "緊急連絡先 電話", "終了日", "備考",
]  # fmt: skip
FIRST = [
    "３", "令和6年５月１３日", "植木 一郎", "ウエキ イチロウ", "男", "S12.3.4", "試験市試験台中央2丁目5-12", "0436-00-0001", "独居", "去年ころんだ",
    "第２・第４ 水曜", "声かけ", "午前中", "", "R6.5.1", "R7.5.12", "耳が遠い", "長男に電話する", "薬の話を聞く", "露木 太郎", "長男", "090-0000-0002",
    "", "町会長の紹介",
]  # fmt: skip
# What the page is told of all of them.
SAID = {"contents": ["identity", "living"], "given": "written", "manner": "meeting"}


def row(**changes) -> list:
    """The first row, some of its cells written otherwise."""
    return [changes.get(head.replace(" ", "_"), cell) for head, cell in zip(HEADS, FIRST, strict=True)]


def other(number: str, name: str, **changes) -> list:
    """Somebody else, of whom less is known."""
    return row(登録番号=number, 氏名=name, **{"ふりがな": "", "生年月日": "", "電話番号": "", **changes})


def watch_list(*rows) -> bytes:
    return book(HEADS, *rows, title="見守り")
