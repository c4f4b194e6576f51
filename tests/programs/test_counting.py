"""What targets come to, against a second way of counting written here from the words of the rules; and how numbers are judged."""

from collections import defaultdict
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from programs.counting import judging, rules
from programs.counting.facts import Fact
from programs.counting.places import key_of, meant
from programs.counting.rules import Bound, Span

DISTRICTS = (1, 2, 3)
TERM = range(2023, 2027)
FIRST, LAST = date(2023, 4, 1), date(2027, 3, 31)

facts = st.lists(
    st.builds(
        Fact,
        activity=st.builds(uuid4),
        date=st.dates(FIRST, LAST),
        number=st.integers(0, 60).map(float),
        districts=st.sets(st.sampled_from(DISTRICTS)).map(lambda found: tuple(sorted(found))),
        place=st.sampled_from(("", "公民館", "会館", "学校")),
        partners=st.sets(st.sampled_from(("甲会", "乙会"))).map(lambda found: tuple(sorted(found))),
    ),
    max_size=40,
)
spans = st.builds(
    lambda year, days: Span(year, min(date(year, 4, 1) + timedelta(days=days), date(year + 1, 3, 31)), TERM),
    st.sampled_from(TERM),
    st.integers(0, 364),
)


def shown(found, span):
    return [one for one in found if date(span.year, 4, 1) <= one.date <= span.until]


@given(facts, spans)
def test_how_often_and_how_many_are_those_of_the_year_until_the_day(found, span):
    mine = shown(found, span)
    assert rules.find(Bound("times", "sum", 4, "year"), found, span).value == len(mine)
    assert rules.find(Bound("amount", "sum", 100, "year"), found, span).value == sum(one.number for one in mine)
    average = rules.find(Bound("average", "average", 25, "session"), found, span).value
    assert average == (sum(one.number for one in mine) / len(mine) if mine else None)


@given(facts, spans)
def test_the_months_are_the_year(found, span):
    line = rules.find(Bound("times", "sum", 4, "year"), found, span)
    by_month = defaultdict(int)
    for one in shown(found, span):
        by_month[one.date.month] += 1
    assert line.times == [
        by_month[month] if (year, month) <= (span.until.year, span.until.month) else None
        for year, month in [(span.year, month) for month in range(4, 13)] + [(span.year + 1, month) for month in (1, 2, 3)]
    ]


@given(facts, spans, st.integers(1, 3))
def test_months_that_had_it_and_the_total(found, span, each):
    line = rules.find(Bound("months", "sum", each, "month"), found, span)
    months = defaultdict(int)
    for one in shown(found, span):
        months[one.date.month] += 1
    assert line.value == len([month for month, times in months.items() if times >= each])
    assert (line.wanted, line.total) == (12, sum(months.values()))


@given(facts, spans)
def test_all_year_round_is_every_month_once(found, span):
    line = rules.find(Bound("months", "sum", 12, "year"), found, span)
    assert (line.value, line.wanted) == (len({one.date.month for one in shown(found, span)}), 12)


@given(facts, spans, st.booleans())
def test_districts_and_places_are_different_ones_of_the_year_or_of_the_term(found, span, of_term):
    mine = [one for one in found if one.date <= span.until] if of_term else shown(found, span)
    reached = {district for one in mine for district in one.districts}
    assert rules.find(Bound("districts", "sum", None, None, of_term), found, span, 3).value == len(reached)
    assert rules.find(Bound("districts", "sum", None, None, of_term), found, span, 3).wanted == 3
    assert rules.find(Bound("places", "sum", 2, None, of_term), found, span).value == len({one.place for one in mine} - {""})


@given(facts, spans)
def test_each_year_of_the_term_stands_apart(found, span):
    line = rules.find(Bound("years", "sum", 3, "year", True), [one for one in found if one.date <= span.until], span)
    times = {
        year: len([one for one in found if date(year, 4, 1) <= one.date <= min(span.until, date(year + 1, 3, 31))])
        for year in TERM if year <= span.year
    }  # fmt: skip
    assert line.by_year == times
    assert line.value == len([year for year in times if times[year] >= 3])


@given(facts, spans)
def test_a_district_sees_its_own_and_the_total_counts_what_was_in_two_once(found, span):
    bound = Bound("times", "sum", 4, "year")
    rows = rules.by_district(bound, found, span, DISTRICTS)
    for district in DISTRICTS:
        mine = [one for one in shown(found, span) if district in one.districts]
        assert sum(filter(None, rows[district])) == len(mine)
        assert rules.find(Bound("times", "sum", 4, "year", district=district), found, span).value == len(mine)
    assert sum(filter(None, rows[None])) == len([one for one in shown(found, span) if not one.districts])


@given(
    facts,
    spans,
    st.sampled_from(["times", "months", "average", "districts", "places", "years", "amount"]),
    st.sampled_from([None, 1, 3, 25]),
)
def test_whatever_is_counted_is_judged_with_a_reason(found, span, rule, value):
    bound = Bound(rule, "sum", value, "year", rule == "years")
    with translation.override("ja"):
        judged = judging.judge_number(bound, rules.find(bound, found, span, 3), span, "回")
    assert judged.word in (judging.ACHIEVED, judging.ON_TRACK, judging.BEHIND, judging.NOT_STARTED)
    assert judged.reason


def number(times, on, *, value=4, planned=(), rule="times", numbers=25.0):
    """So many on 1 May, judged on that day."""
    found = [Fact(uuid4(), date(2023, 5, 1), float(numbers)) for _ in range(times)]
    span = Span(2023, on, TERM)
    bound = Bound(rule, "average" if rule == "average" else "sum", value, "year", rule == "years", planned=planned)
    with translation.override("ja"):
        return judging.judge_number(bound, rules.find(bound, found, span), span, "回")


@pytest.mark.parametrize(
    ("times", "on", "planned", "word"),
    [
        (0, date(2023, 5, 10), (), "not started"),
        (0, date(2023, 12, 1), (), "behind"),
        (2, date(2023, 9, 30), (), "on track"),
        (1, date(2023, 9, 30), (), "behind"),
        (4, date(2023, 9, 30), (), "achieved"),
        # Planned for December alone: nothing is late before it is over.
        (0, date(2023, 12, 30), (12,), "not started"),
        (0, date(2024, 1, 1), (12,), "behind"),
        (1, date(2023, 6, 1), (5, 6, 7, 8), "on track"),
        (1, date(2023, 7, 31), (5, 6, 7, 8), "behind"),
    ],
)
def test_a_number_is_judged_by_the_time_it_is_planned_in(times, on, planned, word):
    assert number(times, on, planned=planned).word == word


def test_the_reason_says_what_was_due():
    assert number(1, date(2023, 9, 30)).reason == "4回のうち1。今日までの目安は2。"


def test_the_reason_of_a_term_names_each_year_in_both_counts():
    assert "R5（2023） 2回" in number(2, date(2023, 9, 30), rule="years").reason


def test_an_average_is_judged_as_one():
    assert number(3, date(2023, 9, 30), value=25, rule="average", numbers=24).word == "on track"
    assert number(3, date(2023, 9, 30), value=25, rule="average", numbers=20).word == "behind"
    assert number(3, date(2024, 3, 31), value=25, rule="average", numbers=25).word == "achieved"


def test_a_year_that_was_missed_is_not_made_up_for():
    """年3回以上: none in 2023, and thirty in 2024."""
    found = [Fact(uuid4(), date(2024, 5, 1), 1.0) for _ in range(30)]
    span = Span(2024, date(2024, 6, 1), TERM)
    bound = Bound("years", "sum", 3, "year", True)
    assert judging.judge_number(bound, rules.find(bound, found, span), span).word == "behind"


def test_steps_are_late_after_their_day_and_done_when_all_are():
    span = Span(2023, date(2023, 9, 1), TERM)
    assert judging.judge_steps(0, 0, 2, span).word == "not started"
    assert judging.judge_steps(1, 0, 2, span).word == "on track"
    assert judging.judge_steps(1, 1, 2, span).word == "behind"
    assert judging.judge_steps(2, 0, 2, span).word == "achieved"
    assert judging.judge_steps(1, 0, 2, Span(2023, date(2024, 3, 31), TERM)).word == "behind"


def test_a_place_is_the_same_however_it_is_spelled():
    assert key_of("国分寺台 公民館") == key_of("国分寺台公民館") == key_of("国分寺台・公民館")
    assert key_of("ﾀﾞｲ会館") == key_of("ダイ会館")
    assert meant("公民館", ["国分寺台公民館"]) == "国分寺台公民館"
    assert meant("国分寺台公民館", ["国分寺台公民館"]) == ""
    assert meant("体育館", ["国分寺台公民館"]) == ""


def test_a_target_with_several_numbers_is_behind_where_one_is():
    said = [SimpleNamespace(word=word, reason=word) for word in ("achieved", "behind", "on track")]
    assert judging.together(said).word == "behind"
    assert judging.together(said[:1]).word == "achieved"
    assert judging.together([said[0], said[2]]).word == "on track"
    assert judging.together([]) is None
