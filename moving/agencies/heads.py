"""What the columns of a list of agencies can hold, and which heads say so: those of the file that the directory gives out in both languages."""

from django.utils.translation import pgettext_lazy

from referrals.pages.agency_sheet import COLUMNS

NAME = "name"
TARGETS = {
    **COLUMNS,
    "contact_role": pgettext_lazy("old list", "Contact: office or task"),
    "contact_name": pgettext_lazy("old list", "Contact: name"),
    "contact_phone": pgettext_lazy("old list", "Contact: telephone"),
}
# In the order in which they are looked for: 担当者の電話 is no 電話 of the agency, 事業所名 not what it takes.
WORDS = {
    "contact_phone": r"(担当|窓口|直通).*(電話|TEL|℡|番号)|直通|内線",
    "fax": r"FAX|ファックス|ファクス|ファクシミリ",
    "phone": r"電話|TEL|℡|^連絡先$",
    "postal_code": r"郵便|〒|postal|zip",
    "kana": r"ふりがな|フリガナ|カナ|かな|よみ|読み|furigana",
    "contact_role": r"部署|所属|部課|役職|職名|^課名?$|^係名?$",
    "contacts": r"窓口|contacts",
    "contact_name": r"担当|責任者|代表者|氏名",
    NAME: r"(機関|団体|事業所|施設|組織|法人|相談先|連携先|関係先).*名|^(関係)?(機関|団体|事業所|施設|組織)$|名称|名前|^名$|^name$",
    "kinds": r"種別|種類|区分|分類|カテゴリ|kinds",
    "hours": r"時間|開所|営業日|受付|hours",
    "takes": r"扱|対応|内容|業務|相談|サービス|支援|takes",
    "address": r"住所|所在|address",
    "notes": r"備考|メモ|特記|その他|notes",
}
