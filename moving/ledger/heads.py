"""What the columns of an old ledger can hold, and which heads say so."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moving.somebody import NAME
from programs.files.heads import DATE

CONSULTER = "consulter"
TARGETS = {
    DATE: pgettext_lazy("old ledger", "Day of the consultation"),
    "number": pgettext_lazy("old ledger", "Number in the ledger"),
    NAME: _("Full name"),
    "kana": _("Reading (furigana)"),
    "sex": _("Sex"),
    "birth": _("Date of birth"),
    "years": _("Age"),
    "address": _("Address"),
    "district": _("School district"),
    "phone": _("Telephone"),
    CONSULTER: _("Who came"),
    "relation": _("Relation to the person"),
    "route": _("Route"),
    "means": _("How they came"),
    "topic": pgettext_lazy("old ledger", "Topic"),
    "content": pgettext_lazy("old ledger", "What was said"),
    "answer": pgettext_lazy("old ledger", "What was done"),
    "staff": pgettext_lazy("old ledger", "Who had it"),
    "closed": pgettext_lazy("case", "Closed on"),
    "outcome": _("Reason for closing"),
    "remarks": _("Notes"),
}
# In the order in which they are looked for: 生年月日 is no 年月日 of a consultation, and 相談者氏名 is who came.
WORDS = {
    "birth": r"生年月日|誕生|生まれ",
    "closed": r"終結.*日|完了日|終了.*日|閉じた日|終結年月|終了年月",
    DATE: r"相談日|受付日|受理日|年月日|日付|期日|月日|日時|対応日|面接日|^日$|^date$",
    "kana": r"ふりがな|フリガナ|カナ|かな|よみ|読み",
    "sex": r"性別|^性$",
    "years": r"年齢|年令|^歳$",
    "phone": r"電話|連絡先|TEL|℡|携帯",
    "relation": r"続柄|関係$|本人との",
    "staff": r"担当|相談員|対応者|記入者|受付者|職員",
    CONSULTER: r"相談者|来所者|相談に来た|申出者|通報者",
    "address": r"住所|所在|町名|町丁",
    "district": r"学区|地区|区域|圏域|^区$|小区",
    "route": r"経路|紹介|経緯|きっかけ|どこから|つなぎ元",
    "means": r"方法|手段|形態|来所・|受付区分|相談区分",
    "topic": r"種別|区分|分類|項目|種類|カテゴリ|主な相談|問題",
    "outcome": r"転帰|終結.*理由|終了.*理由|結末|帰結|処遇結果",
    "number": r"台帳|番号|^No\.?$|^№$|整理|ケースNo",
    NAME: r"氏名|名前|対象者|本人|利用者|^名$",
    "answer": r"対応|処理|支援|経過|助言|措置|結果",
    "content": r"内容|主訴|概要|相談$|状況",
    "remarks": r"備考|メモ|特記|その他",
}
