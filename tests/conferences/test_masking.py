"""Masking by rule and the check behind it, by examples written by hand."""

import time
from datetime import date

import pytest

from conferences.masking import Kind, Rules, Sure, findings, letter, mask, named
from japan.wareki import ERAS, parse
from tests.conferences.masking_people import EVERYBODY, NEIGHBOUR, OTHER, RULES, SUBJECT


def shown(text, identities=EVERYBODY, rules=RULES):
    return [
        (text[found.start : found.end], found.kind.value, found.identity and found.identity.key)
        for found in findings(text, identities, rules)
    ]


def test_what_is_certain_is_replaced_by_rule():
    text = "髙橋祐子さん（昭和18年5月7日生、80歳）は国分寺台中央三丁目12-5コーポみどり202に長女の林真理さん（53歳）と住む。電話０４３６（２２）１２３４。8月17日(木)に佐々木様から相談。"
    assert mask(text, EVERYBODY, RULES) == (
        "Aさん（80代、80代）は地区内集合住宅に長女のB（長女）（50代）と住む。電話（電話番号）。8月にC（相談者）から相談。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "高橋祐子", "髙橋　祐子", "高 橋\n祐子", "髙\u200b橋祐子", "高・橋", "タカハシユウコ", "ﾀｶﾊｼ ﾕｳｺ", "たかはし・ゆうこ", "タカハシユーコ",
        "たかはし祐子", "高橋ゆうこ", "渡辺祐子", "渡邉", "渡邊さん", "ワタナベさん", "祐子ちゃん", "ゆうこさん", "Takahashi", "TAKAHASI Yuko", "ｔａｋａｈａｓｈｉ",
        "Watanabe", "T.Y.", "T・Y", "T氏", "Yさん", "Ｙさん", "W様", "高橋宅", "髙橋家",
    ],
)  # fmt: skip
def test_every_writing_of_a_name_is_found(text):
    written = f"きのう、{text}、と聞いた。"
    found = findings(written, [SUBJECT])
    assert found
    assert all(one.identity is SUBJECT for one in found)
    covered = "".join(written[one.start : one.end] for one in found)
    assert [char for char in text if char not in f"{covered}宅家" and char.isalpha()] == []


@pytest.mark.parametrize(
    "text",
    ["佐佐木", "ささき", "サヽキ", "ｻｻｷ", "健二郎", "けんじろう", "ケンジロー", "Kenjirou", "Kenjiro", "Sasaki", "K.S.", "SK"],
)
def test_repeats_and_long_vowels_are_one_name(text):
    assert [found.identity for found in findings(f"「{text}」", [NEIGHBOUR])] == [NEIGHBOUR]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("森の中を林へ歩く。", "林"),
        ("東へ向かう。", "東"),
        ("誠に残念。", "誠"),
        ("あまりは残す。まりは戻る。", "まり"),
        ("宇宙の真理を説く。", "真理"),
    ],
)
def test_a_name_that_may_be_a_word_is_found_and_said_to_be_one(text, word):
    found = findings(text, EVERYBODY, RULES)
    assert [text[one.start : one.end] for one in found] == [word]
    assert found[0].sure is Sure.WORD
    assert mask(text, EVERYBODY, RULES) == text


def test_with_a_title_behind_it_a_word_is_a_name():
    assert mask("森の東さんと林様、誠くん。", EVERYBODY, RULES) == "森の（別の事例の方）とB（長女）、（別の事例の方）。"


@pytest.mark.parametrize(
    "text",
    [
        "0436-22-1234", "0436221234", "０４３６（２２）１２３４", "(0436) 22 1234", "〇四三六の二二の一二三四", "0436\n22\n1234", "+81-436-22-1234",
        "09012345678", "090 1234 5678", "〇九〇ー一二三四ー五六七八", "携帯は下4桁5678", "末尾の５６７８", "22-1234", "0436\u200b22\u200b1234",
    ],
)  # fmt: skip
def test_a_telephone_is_found_in_any_writing(text):
    (found,) = findings(f"電話は{text}だ。", [SUBJECT])
    assert (found.kind, found.identity) == (Kind.PHONE, SUBJECT)
    assert "1234" not in mask(f"電話は{text}だ。", [SUBJECT]).translate(str.maketrans("０１２３４", "01234"))


def test_a_telephone_of_nobody_here_is_asked_about():
    assert shown("息子さんは080-7777-6666。") == [("080-7777-6666", "phone", None)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("国分寺台中央3丁目12番5号", "地区内"), ("国分寺台中央三丁目十二番五号", "地区内"), ("国分寺台中央３－１２－５", "地区内"), ("3-12-5", "地区内"),
        ("三丁目の12番地5", "地区内"), ("国分寺台\n中央", "地区内"), ("コーポ みどり 202", "集合住宅"), ("ｺｰﾎﾟみどり", "集合住宅"), ("〒290-0073", ""),
    ],
)  # fmt: skip
def test_an_address_is_masked_in_any_writing(text, masked):
    assert mask(f"家：{text}。", [SUBJECT]) == f"家：{masked}。"


def test_a_birth_in_both_counts_and_what_stands_on_the_next_line():
    text = "昭和18年5月7日（1943） 80歳\n国分寺台中央3丁目 12-5\n一人ぐらし"
    assert mask(text, [SUBJECT], RULES) == "80代\n地区内\n一人ぐらし"


@pytest.mark.parametrize("text", ["12番5号", "12-5", "202号室"])
def test_a_part_of_an_address_waits_for_a_person(text):
    (found,) = findings(f"家は{text}。", [SUBJECT])
    assert (found.kind, found.identity) == (Kind.ADDRESS, SUBJECT)
    assert found.sure is not Sure.CERTAIN


@pytest.mark.parametrize(
    "text",
    [
        "昭和18年5月7日", "昭和十八年五月七日生まれ", "昭18.5.7", "S18.5.7生", "Ｓ１８/５/７", "1943年5月7日", "1943/5/7", "1943-05-07", "19430507", "S180507",
        "昭和18年5月生まれ", "昭和18年生",
    ],
)  # fmt: skip
def test_a_birth_becomes_an_age_by_tens(text):
    assert mask(f"本人、{text}。", [SUBJECT]) == "本人、80代。"


@pytest.mark.parametrize(
    "text", ["誕生日は5月7日", "5月7日生まれ", "5月7日", "昭和18年5月", "80歳", "八十歳", "８０才", "満80になる"]
)
def test_a_part_of_a_birth_and_an_age_are_found(text):
    (found,) = findings(f"本人、{text}。", [SUBJECT])
    assert found.kind in (Kind.BIRTH, Kind.AGE)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("令和5年9月14日（木）に訪問", "令和5年9月に訪問"), ("R5.9.14に訪問", "令和5年9月に訪問"), ("2023/9/14に訪問", "2023年9月に訪問"), ("9/14(木)に訪問", "9月に訪問"),
        ("平成元年4月1日から", "平成元年4月から"), ("八月十七日に電話", "8月に電話"), ("10時に1/2錠", "10時に1/2錠"), ("7歳の孫", "10歳未満の孫"),
        ("65歳以上の方", "65歳以上の方"), ("101歳", "100歳以上"), ("3日に1回", "3日に1回"),
    ],
)  # fmt: skip
def test_every_day_becomes_its_month_and_every_age_its_tens(text, masked):
    assert mask(text, ()) == masked


def test_a_family_name_of_two_cases_is_nobodys_for_certain():
    twin = SUBJECT.__class__("twin", OTHER.who, "（別の事例の方）", "2", SUBJECT.names[:1])
    assert mask("髙橋さんが来た。", [SUBJECT, twin]) == "髙橋さんが来た。"
    assert [found.sure for found in findings("髙橋さんが来た。", [SUBJECT, twin])] == [Sure.LIKELY]


def test_what_stands_instead_is_found_no_more():
    masked = mask("髙橋祐子さんと林真理さん、佐々木さん、東誠さん。", EVERYBODY, RULES)
    assert masked == "Aさん、B（長女）、C（相談者）、（別の事例の方）。".replace("、B", "とB", 1)
    assert findings(masked, EVERYBODY, RULES) == []


def test_an_institution_is_replaced_where_it_is_not_kept():
    rules = Rules(instead={"みどり内科医院": "医療機関", "東小区": "地区内"})
    assert mask("みどり内科 医院に通う。東小区に住む。", EVERYBODY, rules) == "医療機関に通う。地区内に住む。"


def test_a_word_of_the_council_names_nobody():
    assert shown("東小区の集まり、東京の息子、国分寺台中央公民館。") == []
    assert shown("東小区の集まり、国分寺台中央に住む。", rules=Rules()) == [("国分寺台中央", "address", "subject")]


def test_what_somebody_let_stand_is_settled_here_and_nowhere_else():
    text = "この方は森の中を林へ歩いた。その次の日には林のほうから手紙が来た。"
    first, second = findings(text, EVERYBODY, RULES)
    assert findings(text, EVERYBODY, RULES, settled={first.mark(text)}) == [second]
    longer = f"まえがきが入る。{text}"
    assert [found.start for found in findings(longer, EVERYBODY, RULES, settled={first.mark(text)})] == [second.start + 8]
    assert len(findings(text.replace("林へ", "林と"), EVERYBODY, RULES, settled={first.mark(text)})) == 2


def test_a_name_in_one_piece_is_parted_behind_the_family_name_of_the_house():
    assert named("高橋花子", families=("髙橋",)).given == "花子"
    assert (named("林 真理", "はやし まり").family_kana, named("林 真理").given) == ("はやし", "真理")
    assert named("花子").given == "花子"
    assert named("鈴木花子").family == "鈴木"


def test_letters_go_on_behind_z():
    assert [letter(number) for number in (0, 25, 26, 27, 702)] == ["A", "Z", "AA", "AB", "AAA"]


def test_a_sheet_of_ten_thousand_characters_with_thirty_people_is_checked_at_once():
    sentence = "先月の訪問では玄関先で短く話し、食事は配食で足りていると言う。長男は県外に住み、月に一度電話がある。"
    text = (sentence * 60 + "髙橋さんは0436-22-1234。")[:10_000] + sentence * 200
    text = text[:10_000]
    people = [
        SUBJECT.__class__(
            str(number),
            SUBJECT.who,
            f"{letter(number)}さん",
            str(number),
            SUBJECT.names,
            SUBJECT.phones,
            SUBJECT.addresses,
            SUBJECT.birth,
            SUBJECT.on,
        )
        for number in range(26)
    ] + list(EVERYBODY)
    times = []
    for _ in range(3):
        before = time.process_time()
        findings(text, people, RULES)
        times.append(time.process_time() - before)
    assert min(times) < 0.25  # about 0.06 s on a quiet machine


@pytest.mark.parametrize(("name", "letter"), [(name, letter) for name, letter, _start in ERAS])
def test_a_day_of_every_era_there_is_becomes_its_month(name, letter):
    """An era that is added to the table is not left in a paper without names."""
    for written in (f"{name}3年6月15日", f"{name[0]}3.6.15", f"{letter}3.6.15"):
        assert "15" not in mask(f"記録：{written}", EVERYBODY, RULES), written
        assert parse(written, today=date(2026, 4, 1)).first.month == 6, written
