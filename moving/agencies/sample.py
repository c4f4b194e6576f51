"""見本: a list of agencies as offices keep it, invented, to be looked at and taken in for trying."""

from ui import workbook

HEADS = [
    "機関名",
    "ふりがな",
    "種類",
    "電話番号",
    "FAX",
    "郵便番号",
    "所在地",
    "対応内容",
    "受付時間",
    "担当部署",
    "担当者",
    "備考",
]
ROWS: list[dict] = [
    {
        "機関名": "見本地域包括支援センター", "ふりがな": "みほんちいきほうかつ", "種類": "地域包括支援センター", "電話番号": "0436-00-0010",
        "FAX": "0436-00-0011", "対応内容": "高齢者の相談全般", "受付時間": "平日 8:30〜17:15", "担当部署": "相談係", "担当者": "見本 八重",
    },
    {"機関名": "見本内科クリニック", "種類": "病院", "電話番号": 436000012, "担当部署": "受付", "備考": "往診あり"},
    {"機関名": "見本銀行 中央支店", "種類": "その他", "電話番号": "0436-00-0013", "担当部署": "窓口", "対応内容": "振り込め詐欺の声かけ"},
]  # fmt: skip


def sample() -> bytes:
    rows = [[row.get(head, "") for head in HEADS] for row in ROWS]
    return workbook.write_sheets([workbook.Sheet("関係機関", [HEADS, *rows])])
