"""Targets as HTML by plain functions: what somebody typed is text, and nothing is shown that may not be."""

import re
from datetime import date

import pytest
from django.utils import timezone
from django.utils.translation import override

from programs.counting.judging import Judged
from programs.counting.rules import Found
from programs.models import Milestone, Quantity, Target
from programs.reports import Line, TargetResult
from programs.templatetags.target_list import number, target_list

TYPED = "<b>&"
CONTEXT = {"as_of": date(2026, 11, 1), "calendar": "wareki"}


def line(value=7.0, wanted=12.0, **more) -> Line:
    found = Found(value, wanted, [1, 2, *[None] * 10], [], by_year={2025: 3}, total=9)
    return Line(Quantity(rule="months"), TYPED, TYPED, found, Judged("behind", ""), 0.5, **more)


@pytest.fixture
def found():
    target = Target(text=TYPED, comment=TYPED, scope="term", judgement="achieved", status_at=timezone.now())
    steps = [
        Milestone(name=TYPED, due_date=date(2026, 10, 31)), Milestone(name="二", due_date=date(2026, 11, 1)), Milestone(name="三"),
        Milestone(name="四", done_date=date(2026, 5, 1)),
    ]  # fmt: skip
    return TargetResult(target, [line()], steps, Judged("behind", TYPED))


@pytest.fixture(params=["ja", "en"])
def drawn(request, found):
    with override(request.param):
        yield target_list(CONTEXT, [found], True, 2)


def test_what_was_typed_is_text(drawn):
    assert "<b>" not in drawn
    assert not re.search("&(?!amp;|lt;|gt;|quot;|#)", drawn)
    # The target, its comment, its line in words and in the picture, its unit, a step, and the reason.
    assert drawn.count("&lt;b&gt;&amp;") == 7


@pytest.mark.parametrize(
    ("language", "calendar", "year"), [("ja", "wareki", "R7"), ("ja", "western", "2025"), ("en", "wareki", "2025")]
)
def test_years_of_a_term_are_named_as_the_reader_counts_them(found, language, calendar, year):
    with override(language):
        assert f">{year}: 3<" in target_list(CONTEXT | {"calendar": calendar}, [found], True, 2)


def test_a_step_is_late_from_the_day_after_its_last(drawn):
    assert re.findall(r'<li class="(\w*)">', drawn) == ["late", "", "", "done"]


def test_who_may_not_judge_has_no_link_and_who_sees_nothing_exact_no_months(found):
    drawn = {(judges, most): target_list(CONTEXT, [found], judges, most) for judges in (True, False) for most in (2, 0, None)}
    assert {key for key, html in drawn.items() if "/targets/" in html} == {(True, 2), (True, 0), (True, None)}
    assert {key for key, html in drawn.items() if "chart--s" in html} == {(True, 2), (True, 0), (False, 2), (False, 0)}


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (line(), "<strong>7</strong> / 12"), (line(7.5, None), "<strong>7.5</strong>"), (line(None, 12.0), "<strong>–</strong> / 12"),
        (line(3.0, 12.0, is_hidden=True), "<strong>＊</strong> / 12"), (line(0.0, 0.0), "<strong>0</strong> / 0"),
    ],
    ids=["both", "no plan", "nothing yet", "hidden", "zeros"],
)  # fmt: skip
def test_a_number_stands_beside_what_was_planned(shown, words):
    assert number(shown) == f"{words}&lt;b&gt;&amp;"


def test_a_hidden_number_has_no_bar(found):
    found.lines = [line(is_hidden=True)]
    assert "hbar" not in target_list(CONTEXT, [found], False, None)
    found.lines = [line()]
    assert "hbar" in target_list(CONTEXT, [found], False, None)
