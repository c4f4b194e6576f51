"""Words to numbers: only what a target states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.plan_document import parse
from programs.plan_document.quantities import read_quantities, stated_totals


def found(text, totals=None):
    return [
        (one.measure, one.comparator, one.value, one.unit, one.period, one.place) for one in read_quantities(text, totals or {})
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("茶の会：20名/回, 月3回, 2会場", [
            ("茶の会", "eq", 20, "名", "session", None), ("茶の会", "eq", 3, "回", "month", None),
            ("茶の会", "eq", 2, "会場", None, None)]),
        ("体操：輪投げ等、 15名／回，年４回", [
            ("体操", "eq", 15, "名", "session", None), ("体操", "eq", 4, "回", "year", None)]),
        ("かわら版の発行を年3回以上。", [("かわら版", "ge", 3, "回", "year", None)]),
        ("かわら版の発行は年4回、ほかに号外", [("かわら版", "eq", 4, "回", "year", None)]),
        ("古着市の通年実施", [("古着市", "ge", 12, "月", "year", None)]),
        ("夏まつりを毎年開催", [("夏まつり", "ge", 1, "回", "year", None)]),
        ("図上訓練の複数回実施と参加者の拡大", [("図上訓練", "ge", 2, "回", None, None)]),
        ("連絡会 の開催 年2回", [("連絡会", "eq", 2, "回", "year", None)]),
        ("年2回の研修会開催", [("研修会", "eq", 2, "回", "year", None)]),
        ("見回りを週1回", [("見回り", "eq", 1, "回", "week", None)]),
        ("子ども食堂を月に2回", [("子ども食堂", "eq", 2, "回", "month", None)]),
        ("講座を年三回", [("講座", "eq", 3, "回", "year", None)]),
        ("講座を年2～3回", [("講座", "ge", 2, "回", "year", None)]),
        ("講座を1回/月", [("講座", "eq", 1, "回", "month", None)]),
        ("ちらし1,200枚", [("ちらし", "eq", 1200, "枚", None, None)]),
        ("2会場", [(None, "eq", 2, "会場", None, None)]),
    ],
)  # fmt: skip
def test_what_counts_as_a_number(words, expected):
    assert found(words) == expected


@pytest.mark.parametrize(
    "words",
    ["検討・準備", "第2層の会議", "8050の家庭", "2024年度の計画", "第3回の反省", "2回目の検討",
     "25名以内", "一人ひとりの支援", "5月10日", "例年どおり",
     "見学の推進 ※年2回は下見", "", "訓練2"],
)  # fmt: skip
def test_what_does_not(words):
    assert found(words) == []


@pytest.mark.parametrize(
    "words", ["地区内の全小学校区に会場を設置する", "全ての小学校区で会場をひらく", "会場を4小学校区全てに開設"]
)
def test_all_school_districts_take_the_number_that_the_document_states(words):
    (one,) = found(words, {"小学校区": 4})
    assert one[1:] == ("eq", 4, "小学校区", None, "全小学校区")


def test_without_a_stated_number_the_place_is_kept_alone():
    (one,) = found("全小学校区に会場")
    assert one[1:] == ("eq", None, "小学校区", None, "全小学校区")


def test_a_trial_in_one_district_is_not_how_many_there_are():
    assert stated_totals("1小学校区での試行開始") == {}
    assert stated_totals("茶の会を４小学校区全てに。1小学校区で試す") == {"小学校区": 4}
    assert stated_totals("4小学校区全て、5小学校区全て") == {}


def test_a_row_without_numbers_carries_a_place_for_each_quantity():
    words = "北小区：夕食の会 30名/回, 月1回 南小区：調べて決める 西小区：朝食の会 年2回"
    assert found(words) == [
        ("夕食の会", "eq", 30, "名", "session", "北小区"), ("夕食の会", "eq", 1, "回", "month", "北小区"),
        ("朝食の会", "eq", 2, "回", "year", "西小区"),
    ]  # fmt: skip


def test_places_stay_one_target(text):
    year = [target for target in parse(text).programs[3].targets if target.scope == "year"]
    assert [target.text for target in year] == ["北小区：夕食の会 30名/回, 月1回 南小区：調べて決める"]


@given(st.integers(1, 999), st.sampled_from(["年", "月", "週"]), st.booleans(), st.booleans())
def test_every_frequency_is_read_in_either_width(number, period, wide, at_least):
    digits = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else str(number)
    (one,) = found(f"集いを{period}{digits}回{'以上' if at_least else ''}")
    assert one == ("集い", "ge" if at_least else "eq", number, "回", {"年": "year", "月": "month", "週": "week"}[period], None)


@given(st.text("0123456789０９一二十年月週回名人/、,.～-以上全小学校区複数通毎開催:： ①※第", max_size=60))
def test_no_text_breaks_the_reader(words):
    for one in read_quantities(words, {"小学校区": 3}):
        assert one.comparator in {"eq", "ge"}
        assert one.value is None or one.value < 10**10
        assert one.period in {"year", "month", "week", "session", None}
