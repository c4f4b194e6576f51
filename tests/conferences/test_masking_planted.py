"""Names planted into made-up texts in every way that hypothesis can write them: each is masked or found. And few alarms where nobody is named."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.masking import Identity, Name, Sure, Who, findings, mask
from conferences.masking.latin import roman
from tests.conferences.masking_people import ON, RULES

FAMILIES = [
    ("髙橋", "たかはし"), ("渡邊", "わたなべ"), ("齋藤", "さいとう"), ("山﨑", "やまざき"), ("𠮷田", "よしだ"), ("佐々木", "ささき"), ("大野", "おおの"), ("小野", "おの"),
    ("緑ヶ丘", "みどりがおか"), ("井之上", "いのうえ"), ("林", "はやし"), ("森", "もり"), ("東", "ひがし"), ("原", "はら"), ("濵田", "はまだ"), ("上田", "うえだ"),
    ("宇都宮", "うつのみや"), ("三ツ橋", "みつはし"), ("澤", "さわ"), ("五十嵐", "いがらし"),
]  # fmt: skip
GIVENS = [
    ("祐子", "ゆうこ"), ("健二郎", "けんじろう"), ("さくら", "さくら"), ("真理", "まり"), ("ゆき", "ゆき"), ("誠", "まこと"), ("弘之", "ひろゆき"), ("みすゞ", "みすず"),
    ("正太郎", "しょうたろう"), ("京", "みやこ"), ("ミツ", "みつ"), ("惠美子", "えみこ"),
]  # fmt: skip
OTHER_FORMS = {
    "髙": "高", "邊": "辺邉", "齋": "斎齊斉", "﨑": "崎", "𠮷": "吉", "濵": "浜濱", "澤": "沢", "惠": "恵", "ヶ": "ケがヵ", "々": "", "之": "", "ゞ": "",
}  # fmt: skip
BETWEEN = ["", "", "", "\n", " ", "　", "・", "\u200b", " \n", "･", "\u2060"]
BEHIND = ["", "さん", "様", "さま", "君", "ちゃん", "氏", "殿"]
AROUND = [
    ("きのう、", "、と話した。"),
    ("「", "」より電話。"),
    ("民生委員は", "が休むと言う。"),
    ("家族の", "は元気。"),
    ("\n", "\n"),
    ("連絡先（", "）"),
    ("長男", "と同居。"),
]
FILLING = ["配食は週に三回。", "窓を開けていた。", "会議の日を決める。", "2階へ上がる。", ""]
KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)})
HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


def half(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.translate(KATAKANA)).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
    return "".join(HALF.get(char, char) for char in parts)


def in_another_form(draw, written: str) -> str:
    return "".join(draw(st.sampled_from([char, *OTHER_FORMS.get(char, "")])) for char in written)


@st.composite
def people(draw):
    family, given = draw(st.sampled_from(FAMILIES)), draw(st.sampled_from(GIVENS))
    name = Name(family[0], given[0], family[1], given[1])
    return Identity("one", Who.SUBJECT, "Aさん", "1", (name,), on=ON)


@st.composite
def written(draw, person):
    """(what was planted, as it is written)"""
    (name,) = person.names
    way = draw(st.sampled_from(["kanji", "hiragana", "katakana", "half", "mixed", "romaji", "initials"]))
    parts = draw(st.sampled_from(["both", "family", "given"]))
    if way == "initials":
        letters = roman(name.family_kana)[0].upper(), roman(name.given_kana)[0].upper()
        return draw(
            st.sampled_from(
                [
                    f"{letters[0]}.{letters[1]}.",
                    f"{letters[0]}・{letters[1]}",
                    f"{letters[0]}氏",
                    f"{letters[1]}さん",
                    f"{letters[0]} 様",
                ]
            )
        )
    kana = {"hiragana": (name.family_kana, name.given_kana)}
    kana["katakana"] = tuple(reading.translate(KATAKANA) for reading in kana["hiragana"])
    kana["half"] = tuple(map(half, kana["hiragana"]))
    kana["mixed"] = (in_another_form(draw, name.family), name.given_kana)
    kana["romaji"] = tuple(roman(reading).title() for reading in kana["hiragana"])
    kana["kanji"] = (in_another_form(draw, name.family), in_another_form(draw, name.given))
    chosen = {"both": kana[way], "family": kana[way][:1], "given": kana[way][1:]}[parts]
    if way == "romaji":
        return draw(st.sampled_from([" ", "　", "\n"])).join(chosen)
    whole = "".join(chosen)
    cut = draw(st.integers(1, len(whole)))
    behind = draw(st.sampled_from(BEHIND))
    splits_a_mark = cut < len(whole) and whole[cut] in "ﾞﾟ"
    gap = "" if splits_a_mark or len(whole) == cut else draw(st.sampled_from(BETWEEN))
    return f"{whole[:cut]}{gap}{whole[cut:]}{behind}"


@st.composite
def texts(draw):
    person = draw(people())
    planted = draw(written(person))
    before, after = draw(st.sampled_from(AROUND))
    head, tail = draw(st.sampled_from(FILLING)), draw(st.sampled_from(FILLING))
    return person, f"{head}{before}{planted}{after}{tail}", len(head) + len(before), planted


@settings(max_examples=200, deadline=None)
@given(texts())
def test_a_planted_name_is_masked_or_found(made):
    person, text, start, planted = made
    found = findings(text, [person], RULES)
    touching = [one for one in found if one.start < start + len(planted) and one.end > start]
    assert touching, repr(text)
    left = [sign for at, sign in enumerate(planted, start) if not any(one.start <= at < one.end for one in touching)]
    assert not [sign for sign in left if sign.isalnum() and sign not in "さん様さま君ちゃん氏殿"], (text, left)


@settings(max_examples=60, deadline=None)
@given(texts())
def test_what_is_masked_is_gone_and_what_is_not_is_still_found(made):
    """The masked text holds the name nowhere that the check does not show."""
    person, text, _start, _planted = made
    masked = mask(text, [person], RULES)
    certain = [one for one in findings(text, [person], RULES) if one.sure is Sure.CERTAIN]
    assert len(re.findall("Aさん", masked)) >= len(certain)
    assert not [one for one in findings(masked, [person], RULES) if one.sure is Sure.CERTAIN]


@settings(max_examples=60, deadline=None)
@given(texts())
def test_of_somebody_else_nothing_is_found(made):
    """The control: the same texts, checked for somebody of whom they do not speak, show next to nothing."""
    _person, text, _start, _planted = made
    stranger = Identity("other", Who.OTHER, "Zさん", "2", (Name("蔵前", "武左衛門", "くらまえ", "ぶざえもん"),))
    found = findings(text, [stranger], RULES)
    assert all(one.kind.value == "initials" for one in found)


ORDINARY = """
本人は膝の痛みがあり、週に二回デイサービスへ通う。夜間はよく眠れている。
長男は県外に住み、盆と正月に帰省する。金銭の管理は本人がしている。
訪問したところ、郵便受けに新聞が三日分たまっていた。声をかけると返事があった。
配食の弁当は半分ほど残す。冷蔵庫には期限を過ぎた物がいくつかあった。
民生委員から、ゴミの日にまちがえて出すことが増えたと聞いた。
本人は「まだ一人で暮らせる」と話す。施設の見学には気が進まないようだ。
地域包括支援センターの保健師と同行し、介護保険の申請をすすめた。
近所の方が鍵を預かっている。緊急のときは入ってよいと本人から聞いている。
家賃の滞納が二か月分あり、生活困窮の相談窓口につないだ。
主治医は変わらず、薬は一包化されている。飲み忘れはほとんどない。
次回は来月の初めに訪問し、手すりの工事の進み具合を確かめる。
会議では、だれが最初に会いに行くかを決めた。あわせて見守りの回数を増やす。
「もう年だから」と笑い、昔の仕事のことを長く話した。表情は明るい。
森林公園のサロンには月に一度、友人とバスで出かけている。
東京の孫から手紙が届き、うれしそうに見せてくれた。原因のわからない頭痛が続く。
林業をしていたころの写真が居間にかざってあった。誠実な人柄だと近所で評判。
説明を聞いて納得し、書面に署名した。実際の手続きは来週になる。
はやし立てるような声が外から聞こえ、こわかったと言う。ひがし口の改札で待ち合わせた。
洗濯物が干したままで、雨にぬれていた。カーテンは閉まったまま。
お金の出し入れは通帳で見せてもらい、まことに几帳面に記録されていた。
""".strip().splitlines()
SENTENCES = [sentence for line in ORDINARY for sentence in re.findall(".+?。」?", line)]
EVERYDAY = [
    Identity(str(number), Who.OTHER, f"（{number}）", str(number), (Name(*family_given),))
    for number, family_given in enumerate(
        [(*family[:1], *given[:1], *family[1:], *given[1:]) for family in FAMILIES for given in GIVENS[:1]]
        + [("中村", given[0], "なかむら", given[1]) for given in GIVENS]
    )
]


def test_ordinary_sentences_raise_few_alarms():
    """Thirty-two people with the commonest and the most wordlike names, and sentences that name none of them: three alarms, all of them words
    that are also somebody's reading, and said to be words."""
    found = [(one.sure, text[one.start : one.end]) for text in SENTENCES for one in findings(text, EVERYDAY, RULES)]
    assert len(SENTENCES) > 30
    assert found == [(Sure.WORD, "はやし"), (Sure.WORD, "ひがし"), (Sure.WORD, "まこと")]


@pytest.mark.parametrize("sentence", SENTENCES[:12])
def test_the_same_sentences_with_a_name_in_them_raise_one(sentence):
    """The control of the count above: the corpus is read, and one name in it is seen."""
    planted = sentence.replace("。", "と高橋さんに言う。", 1)
    assert [
        text for text in (planted[one.start : one.end] for one in findings(planted, EVERYDAY, RULES)) if text == "高橋さん"
    ] == ["高橋さん"]
