"""Who signs in to the demo. All are invented and look so; only the names of the first council's districts are real."""

from privacy.roles import Role

FIRST_COUNCIL = "国分寺台地区社会福祉協議会"
SECOND_COUNCIL = "みどり野地区社会福祉協議会"

DISTRICTS = {
    FIRST_COUNCIL: [
        ("国分寺台小学校区", "台小区", "台小福祉ネットワーク"),
        ("国分寺台東小学校区", "東小区", "東小福祉ネットワーク"),
        ("国分寺台西小学校区", "西小区", "西小福祉ネットワーク"),
    ],
    SECOND_COUNCIL: [
        ("みどり野北小学校区", "北小区", "北小福祉ネットワーク"),
        ("みどり野南小学校区", "南小区", "南小福祉ネットワーク"),
    ],
}

# user name, name, kana, role, districts of their own (none: the whole council)
PEOPLE = {
    FIRST_COUNCIL: [
        ("misaki", "三﨑 和代", "みさき かずよ", Role.CASEWORKER, ["台小区", "東小区"]),
        ("shishikura", "宍倉 節子", "ししくら せつこ", Role.VISITOR, ["台小区"]),
        ("koide", "小出 春江", "こいで はるえ", Role.VISITOR, ["東小区"]),
        ("nagasawa", "長澤 俊夫", "ながさわ としお", Role.VISITOR, ["台小区", "西小区"]),
        ("uzawa", "鵜澤 真理", "うざわ まり", Role.COORDINATOR, []),
        ("nemoto", "根本 康子", "ねもと やすこ", Role.ADVOCATE, []),
        ("ishiwata", "石渡 誠", "いしわた まこと", Role.MANAGER, []),
        ("takanashi", "髙梨 祐子", "たかなし ゆうこ", Role.MANAGER, []),
        ("nagashima", "永島 洋子", "ながしま ようこ", Role.AUDITOR, []),
        ("kamata", "鎌田 学", "かまた まなぶ", Role.ADMINISTRATOR, []),
        ("toyoda", "豊田 明", "とよだ あきら", Role.ADMINISTRATOR, []),
    ],
    SECOND_COUNCIL: [
        ("ito", "伊東 晴美", "いとう はるみ", Role.CASEWORKER, []),
        ("mogi", "茂木 浩", "もぎ ひろし", Role.MANAGER, []),
        ("kurata", "倉田 久美子", "くらた くみこ", Role.MANAGER, []),
    ],
}
