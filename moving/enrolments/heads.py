"""What the columns of a list of the watch-over can hold, and which heads say so."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moving.somebody import NAME
from programs.files.heads import DATE

TARGETS = {
    DATE: _("First day of the watch-over"),
    "number": pgettext_lazy("old list", "Number in the list"),
    NAME: _("Full name"),
    "kana": _("Reading (furigana)"),
    "sex": _("Sex"),
    "birth": _("Date of birth"),
    "years": _("Age"),
    "address": _("Address"),
    "district": _("School district"),
    "phone": _("Telephone"),
    "need": _("Reason for the watch-over"),
    "need_text": _("Circumstances"),
    "rhythm": _("How often"),
    "manner": _("Manner of the visits"),
    "preference": _("Preferred days and times"),
    "visitor": pgettext_lazy("old list", "Who goes there"),
    "consent": pgettext_lazy("old list", "Consent given on"),
    "confirmed": pgettext_lazy("old list", "Confirmed again on"),
    "caution_text": _("What else to mind"),
    "absence_protocol": _("What to do when nobody answers"),
    "handed": _("For the visitor to know (申し送り)"),
    "contact_name": pgettext_lazy("old list", "Emergency contact: name"),
    "contact_relation": pgettext_lazy("old list", "Emergency contact: relation"),
    "contact_phone": pgettext_lazy("old list", "Emergency contact: telephone"),
    "ended": pgettext_lazy("old list", "Ended on"),
    "remarks": _("Notes"),
}
# In the order in which they are looked for: 緊急連絡先の電話 is no 電話 of the person, 同意日 no first day.
WORDS = {
    "contact_phone": r"緊急.*(電話|TEL|℡|番号)|連絡先.*(電話|TEL|℡|番号)",
    "contact_relation": r"緊急.*(続柄|関係)|続柄|連絡先.*関係",
    "contact_name": r"緊急|連絡先.*(氏名|名前)|キーパーソン",
    "birth": r"生年月日|誕生|生まれ",
    "ended": r"終了|解除|廃止|中止",
    "consent": r"同意|承諾",
    "confirmed": r"更新|再確認|継続確認",
    DATE: r"開始|登録日|登録年月日|申込日|申請日|決定日|^年月日$|^日付$",
    "kana": r"ふりがな|フリガナ|カナ|かな|よみ|読み",
    "sex": r"性別|^性$",
    "years": r"年齢|年令|^歳$",
    "phone": r"電話|連絡先|TEL|℡|携帯",
    "visitor": r"訪問員|見守り員|協力員|担当|訪問者",
    "rhythm": r"頻度|回数|周期|訪問間隔",
    "manner": r"方法|手段|形態",
    "preference": r"希望|都合|曜日|時間帯",
    "absence_protocol": r"不在|応答",
    "handed": r"申し?送り|引継",
    "caution_text": r"注意|留意|配慮",
    "address": r"住所|所在|町名|町丁",
    "district": r"学区|地区|区域|圏域|^区$|小区",
    "need": r"理由|区分|世帯|対象要件|種別",
    "need_text": r"状況|経緯|事情|内容",
    "number": r"番号|^No\.?$|^№$|整理",
    NAME: r"氏名|名前|対象者|本人|利用者|登録者|^名$",
    "remarks": r"備考|メモ|特記|その他",
}
