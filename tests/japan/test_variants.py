"""Every old and new form of the annexes is one under the search key: against the tables, written here by hand, and not against examples."""

import unicodedata

import pytest

from japan import kana, names


def listed(text: str) -> list[str]:
    return text.split()


# 戸籍法施行規則別表第二の二: the old forms of common characters, as they stand there, each before its common form. The forms that Unicode
# has among its compatibility characters are written by number, since an editor may fold them.
OLD_OF_COMMON = listed(
    """
亞亜 惡悪 爲為 榮栄 衞衛 圓円 緣縁 薗園 應応 櫻桜 奧奥 橫横 溫温 價価 壞壊 懷懐 樂楽 渴渇 卷巻 陷陥 寬寛 氣気 僞偽 戲戯 虛虚 峽峡 狹狭 曉暁 駈駆 勳勲 薰薫 惠恵 揭掲 鷄鶏
藝芸 擊撃 縣県 儉倹 劍剣 險険 圈圏 檢検 顯顕 驗験 嚴厳 廣広 恆恒 黃黄 國国 黑黒 碎砕 雜雑 兒児 濕湿 實実 壽寿 收収 從従 澁渋 獸獣 縱縦 緖緒 敍叙 將将 涉渉 燒焼 奬奨 條条
狀状 乘乗 淨浄 剩剰 疊畳 孃嬢 讓譲 釀醸 眞真 寢寝 愼慎 盡尽 粹粋 醉酔 穗穂 瀨瀬 齊斉 靜静 攝摂 專専 戰戦 纖繊 禪禅 壯壮 爭争 莊荘 搜捜 巢巣 曾曽 裝装 瘦痩 騷騒 增増 藏蔵
臟臓 卽即 帶帯 滯滞 瀧滝 單単 團団 彈弾 晝昼 鑄鋳 廳庁 徵徴 聽聴 鎭鎮 轉転 傳伝 嶋島 燈灯 盜盗 稻稲 德徳 拜拝 盃杯 賣売 髮髪 拔抜 晚晩 祕秘 冨富 拂払 佛仏 步歩 峯峰 飜翻
每毎 萬万 默黙 埜野 彌弥 藥薬 與与 搖揺 樣様 謠謡 來来 賴頼 覽覧 龍竜 凉涼 綠緑 淚涙 壘塁 禮礼 曆暦 歷歴 鍊錬 郞郎 錄録
"""
)
COMPATIBLE = listed(
    "FA62謁 FA45海 FA3D悔 FA46渚 FA47漢 FA4E祈 FA38器 FA69響 FA34勤 FA63謹 FA54穀 FA4D祉 FA61視 FA4C社 FA5B者 FA48煮 FA5C臭 FA51祝 FA43暑 FA5A署 FA22諸 FA1B福 FA19神 FA1A祥 FA56節 FA50祖 "
    "FA31僧 FA3B層 FA3F憎 FA65贈 FA37嘆 FA5F著 FA40懲 FA26都 FA55突 FA68難 FA44梅 FA59繁 FA35卑 FA4B碑 FA64賓 FA41敏 FA30侮 FA33勉 FA3A墨 F91D欄 F936虜 F9D0類 FA57練 F929朗 F928廊 FA67逸 FA25逸 "
    "FA16猪 FA4A琢 FA4F祐 FA52禍 FA53禎 FA12晴 FA1C靖 FA15凞 FA10塚 FA11﨑 FA2D鶴 FA2F郎"
)
# 別表第二の一: two forms of one name character, both of which may be given.
OF_NAMES = listed("亙亘 凜凛 堯尭 巖巌 晄晃 檜桧 槇槙 祿禄 禰祢 穰穣 萠萌 遙遥")
REPORTED = listed("衞衛 讓譲 郞郎 鎭鎮 燈灯 來来 步歩 收収 愼慎 凜凛")


@pytest.mark.parametrize("pair", [*OLD_OF_COMMON, *OF_NAMES, *REPORTED])
def test_the_old_form_is_found_under_the_new_one_and_back(pair):
    old, new = pair
    assert names.key(f"{old}山") == names.key(f"{new}山")
    assert names.fold(old) == names.fold(new)


@pytest.mark.parametrize("pair", [pair for pair in COMPATIBLE if pair[4:] not in "﨑郎凞"])
def test_a_compatibility_form_is_found_under_its_character(pair):
    assert names.key(chr(int(pair[:4], 16))) == names.key(pair[4:])


def test_every_compatibility_ideograph_is_found_under_what_unicode_says():
    for code in [*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)]:
        folded = unicodedata.normalize("NFKC", chr(code))
        assert names.key(chr(code)) == names.key(folded)


def test_no_sign_of_a_radical_stays_in_a_key():
    signs = [chr(code) for code in [*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)] if unicodedata.name(chr(code), "")]
    assert len(signs) == 115 + 214
    assert not [sign for sign in signs if "⺀" <= names.key(sign) <= "⿕"]
    assert names.key("⻑⾕川") == names.key("長谷川")


def test_every_variation_selector_is_left_out():
    for code in [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]:
        assert names.key(f"葛{chr(code)}城") == names.key("葛城")


@pytest.mark.parametrize(
    "same",
    [
        ["三ヶ島", "三ケ島", "三が島", "三ガ島", "三ｹ島"], ["一ノ瀬", "一の瀬", "一之瀬", "一ﾉ瀬"], ["佐々木", "佐佐木"], ["ジョージ", "ジョ－ジ", "ｼﾞｮｰｼﾞ", "ｼﾞｮ-ｼﾞ", "ジヨージ", "じょうじ", "じょおじ"], ["ヴィオラ", "ビオラ", "ゔぃおら"],
        ["ヴァン", "バン"], ["キョウコ", "きようこ", "キヨウコ"], ["みすゞ", "みすず", "ミスヾ"], ["おおの", "おーの", "おうの", "オオノ"], ["せいこ", "せーこ", "せえこ"], ["いづみ", "いずみ"], ["Nguyễn", "nguyen", "ＮＧＵＹＥＮ"],
        ["Đặng", "Dang"], ["髙\U000e0100橋", "高橋"], ["渡邊", "渡邉", "渡辺"], ["サチヱ", "さちえ"],
    ],
)  # fmt: skip
def test_one_name_however_it_is_written(same):
    assert len({names.key(name) for name in same}) == 1


@pytest.mark.parametrize(
    "apart", [["おの", "おおの"], ["ゆき", "ゆうき"], ["はた", "ばた"], ["ノリ子", "之リ子"], ["ケイ", "ガイ"]]
)
def test_other_names_stay_apart(apart):
    assert len({names.key(name) for name in apart}) == 2


@pytest.mark.parametrize(
    "reading", ["い", "り", "マリア＝サントス", "ジャン・ポール", "みすゞ", "いすゝ", "タヾシ", "マリア-サントス"]
)
def test_a_reading_of_one_letter_or_with_marks_is_a_reading(reading):
    assert kana.is_kana(reading)


@pytest.mark.parametrize("text", ["ゝ", "＝", "ー", "・"])
def test_marks_alone_are_no_reading(text):
    assert not kana.is_kana(text)


def test_a_name_is_divided_where_its_words_end():
    assert names.words("サントス・マリア") == ["サントス", "マリア"]
    assert names.words("ジャン＝ポール　Nguyen Van An") == ["ジャン", "ポール", "Nguyen", "Van", "An"]
    assert names.words("Smith-Jones、") == ["Smith", "Jones"]
