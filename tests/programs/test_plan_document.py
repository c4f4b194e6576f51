"""Lines to goals, policies and programmes: another district, other years, other hands."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from programs.plan_document import UnreadableDocument, decode, parse, read

from .conftest import DOCUMENT, HEAD


def names(document):
    return [program.name for program in document.programs]


def line_of(text, part):
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def test_the_whole_document_finds_its_place(text):
    document = parse(text)
    assert document.unplaced == []
    assert document.plan.as_json() == {"title": "甲台地区福祉行動計画", "fiscal_year": 2024, "from": 2024, "to": 2027}
    assert document.plan.philosophy == "となりの人と となりの町と"
    assert [(goal.number, goal.name) for goal in document.goals] == [(1, "声をかけあうまち"), (2, "支えあうしくみ")]
    assert [(policy.number, policy.name) for policy in document.policies] == [
        ("1-1", "知らせる（ひろげる）"), ("1-2", "集まる"), ("2-1", "受けとめる"),
    ]  # fmt: skip
    assert [len(policy.programs) for policy in document.policies] == [2, 2, 3]


def test_names_keep_their_parentheses_and_lose_the_spaces_of_the_layout(text):
    assert "ふれあい広場事業(なごみ、すくすくの発展)" in names(parse(text))
    assert "社会福祉法人とのつながり事業（連絡）" in names(parse(text))
    assert parse(text).programs[0].summary == "町の出来事を紙で知らせる。"


def test_targets_are_split_at_their_numbers_and_remarks_stay_with_theirs(text):
    targets = parse(text).programs[4].targets
    assert [(target.scope, target.text) for target in targets] == [
        ("term", "気づく力"), ("year", "学ぶ会の継続"), ("year", "見学の推進 ※見学とは他の地区をたずねること"),
        ("year", "課題の整理"),
    ]  # fmt: skip


def test_a_lead_in_is_a_target_of_its_own(text):
    year = [target for target in parse(text).programs[1].targets if target.scope == "year"]
    assert [target.text for target in year] == ["次のとおり。", "古着市の通年実施", "配り方の検討"]
    assert year[0].quantities == []


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("①講座 ②やり方の検討", ["講座", "やり方の検討"]),
        ("①講座 ②ともに学ぶ", ["講座", "ともに学ぶ"]),
        ("①講座②ものづくり", ["講座", "ものづくり"]),
        ("①講座 ②①の反省会", ["講座", "①の反省会"]),
        ("講座は①と②のどちらか", ["講座は①と②のどちらか"]),
        ("①" + "あ ②い ③う ④え ⑤お ⑥か ⑦き ⑧く ⑨け ⑩こ ⑪さ", list("あいうえおかきくけこさ")),
        ("　", []),
    ],
)
def test_which_marks_open_a_target(cell, texts):
    document = parse(f"基本目標1 目標\n1-1 計画\n{HEAD}事業\t内容\t{cell}\t")
    assert [target.text for target in document.programs[0].targets] == texts


@pytest.mark.parametrize("dash", "-‐‑–—―−－ー")
@pytest.mark.parametrize(
    "goal",
    [
        "基本目標 1 「目標」",
        "基本目標1「目標」",
        "基本目標１　『目標』",
        "基本目標① 目標",
        "基本目標Ⅰ：目標",
        "基本目標一 目標",
    ],
)
def test_headings_of_other_hands(goal, dash):
    document = parse(f"{goal}\n１{dash}２　計画\n{HEAD}事業\t内容\t続ける\t続ける\n")
    assert document.unplaced == []
    assert [(goal.number, goal.name) for goal in document.goals] == [(1, "目標")]
    assert [(policy.number, policy.name) for policy in document.policies] == [("1-2", "計画")]
    assert names(document) == ["事業"]


def test_a_heading_may_stand_in_cells_of_a_sheet():
    document = parse("基本目標1\t目標\t\t\n1-1\t計画\t\t\n" + HEAD + "事業\t内容\t続ける\t続ける\n")
    assert (document.policies[0].name, names(document), document.unplaced) == ("計画", ["事業"], [])


@pytest.mark.parametrize(
    ("first", "second", "years"),
    [
        ("2025年度事業計画", "乙地区計画（2025年度～2028年度）", (2025, 2025, 2028)),
        ("令和７年度 事業計画", "乙地区計画(令和７～10年度)", (2025, 2025, 2028)),
        ("R7年度事業計画", "乙地区計画（R7年度-R10年度）", (2025, 2025, 2028)),
        ("令和元年度事業計画", "乙地区計画（平成31年度から令和4年度まで）", (2019, 2019, 2022)),
        ("令和7（2025）年度事業計画", "乙地区計画（令和6（2024）年度〜令和9（2027）年度）", (2025, 2024, 2027)),
        ("2025年度事業計画", "乙地区計画", (2025, 2025, 2025)),
    ],
)
def test_years_as_offices_write_them(first, second, years):
    plan = parse(f"{first}\n{second}\n").plan
    assert (plan.fiscal_year, plan.from_year, plan.to_year) == years
    assert "計画" in plan.title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_change_nothing(text, encoding, end):
    assert read(text.replace("\n", end).encode(encoding)).as_json() == parse(text).as_json()


@pytest.mark.parametrize("data", [b"\xff\xfe\xfa", b"\x80\x81\xfd\xff\x00", b"PK\x03\x04\x00\x00text"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableDocument):
        decode(data)


def test_a_missing_last_cell_and_spare_tabs(text):
    cut = text.replace("\t図上訓練の複数回実施\t図上訓練の複数回実施", "\t図上訓練の複数回実施").replace(
        "知らせる（ひろげる）", "知らせる（ひろげる）\t\t\t\t"
    )
    document = parse(cut)
    assert document.unplaced == []
    assert [target.scope for target in document.programs[6].targets] == ["term"]
    assert document.policies[0].name == "知らせる（ひろげる）"


def test_columns_are_known_by_their_heads():
    document = parse("基本目標1 目標\n1-1 計画\n事業名\t到達目標\t令和8年度の計画\t事業の概要\n事業\t目指す\t今年\t内容\n")
    program = document.programs[0]
    assert (program.summary, [(target.scope, target.text) for target in program.targets]) == (
        "内容",
        [("term", "目指す"), ("year", "今年")],
    )
    assert document.plan.fiscal_year == 2026


def test_a_quoted_cell_may_hold_line_breaks():
    document = parse(f'基本目標1 目標\n1-1 計画\n{HEAD}"みんなの\n広場事業"\t内容\t"①茶の会\n②体操"\t続ける\n')
    assert names(document) == ["みんなの広場事業"]
    assert [target.text for target in document.programs[0].targets] == ["茶の会", "体操", "続ける"]


def test_a_remark_on_its_own_line_joins_the_row_before():
    document = parse(f"基本目標1 目標\n1-1 計画\n{HEAD}事業\t内容\t続ける\t見学\n※見学は秋\n")
    assert (document.programs[0].targets[-1].text, document.unplaced) == ("見学 ※見学は秋", [])


@pytest.mark.parametrize(
    "stray",
    [
        "会計は別紙のとおり",
        "\t続き\t\t",
        "（表の続き）",
        "9-1 どこにもない計画",
        "- 3 -",
        "かわら版発行事業\t同じ名の行\tまた\tまた",
    ],
)
def test_a_line_without_a_place_is_reported_with_its_number(text, stray):
    after = "古着めぐり事業"
    changed = re.sub(rf"(?m)^(?={after})", stray + "\n", text)
    document = parse(changed)
    assert next((line.line, line.text) for line in document.unplaced) == (line_of(changed, stray), stray.strip())


def test_rows_below_a_heading_without_a_place_are_not_put_below_another(text):
    changed = text.replace("1-2 集まる", "8-2 集まる")
    document = parse(changed)
    assert [policy.number for policy in document.policies] == ["1-1", "2-1"]
    assert {line.line for line in document.unplaced} == {
        line_of(changed, "8-2"),
        *(line_of(changed, part) for part in ("ふれあい広場", "みんなの食卓")),
    }


def test_a_cell_beyond_the_table_is_reported_and_the_row_kept(text):
    document = parse(text.replace("②動画の準備", "②動画の準備\t担当は北支部"))
    assert [line.text for line in document.unplaced] == ["担当は北支部"]
    assert len(document.programs) == 7


@given(
    st.integers(0, len(DOCUMENT.split("\n"))),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40),
)
@example(11, '"00')
def test_a_line_put_anywhere_is_placed_or_reported(at, stray):
    """Its characters stand somewhere in what was read: nothing is dropped."""
    lines = DOCUMENT.split("\n")
    document = parse("\n".join([*lines[:at], stray, *lines[at:]]))
    if document.unplaced or not stray.strip():
        return
    kept = str(document.as_json()) + document.plan.philosophy
    assert all(part in kept or "計画" in stray or "名" in stray for part in re.findall(r"\w{2,}", stray))


@given(st.text(max_size=400))
def test_any_text_parses(text):
    document = parse(text)
    assert document.as_json()["unplaced"] == [line.as_json() for line in document.unplaced]


def test_the_shape_that_others_read(text):
    found = parse(text).as_json()
    assert list(found) == ["plan", "goals", "unplaced"]
    assert list(found["goals"][0]) == ["number", "name", "policies"]
    assert list(found["goals"][0]["policies"][0]) == ["number", "name", "programs"]
    program = found["goals"][0]["policies"][0]["programs"][0]
    assert list(program) == ["name", "summary", "targets"]
    assert list(program["targets"][0]) == ["scope", "text", "quantities"]
    assert program["targets"][0]["quantities"] == [
        {"measure": "かわら版", "comparator": "ge", "value": 2, "unit": "回", "period": "year", "place": None}
    ]
