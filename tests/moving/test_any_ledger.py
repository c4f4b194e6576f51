"""Ledgers as anybody might keep them, compared with plain Python: each day in some calendar and width, gaps, sheets by year, and once more."""

import uuid
from collections import defaultdict
from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Case, ProgressNote
from japan.wareki import era_of
from moving import services
from moving.ledger.lines import LedgerReader
from moving.models import Move, MoveContent
from moving.services.taking import read
from privacy import context
from programs.files.reading import Table

pytestmark = pytest.mark.django_db
WIDE = str.maketrans("0123456789./", "０１２３４５６７８９．／")
NAMES = ("植木 一郎", "植木 二子", "露木 三江")
FIRST, LAST = date(2019, 4, 1), date(2024, 3, 31)


def wareki(day: date, form: int) -> str:
    era, year = era_of(day)
    letter = {"令和": "R", "平成": "H"}[era]
    return (
        f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日", f"{letter}{year}.{day.month}.{day.day}", f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", f"{day.month}/{day.day}", f"{day.month}月{day.day}日",
    )[form]  # fmt: skip


def written(text: str, wide: bool) -> str:
    return text.translate(WIDE) if wide else text


ROWS = st.lists(
    st.tuples(st.dates(FIRST, LAST), st.sampled_from(NAMES), st.none() | st.integers(1, 3)), min_size=1, max_size=8, unique=True,
)  # fmt: skip
# How each of them is written: day, wide or not, with what space, how many empty rows before it.
LOOKS = st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.sampled_from(" 　"), st.integers(0, 2)), min_size=8, max_size=8)


def tables(rows, looks) -> list[Table]:
    sheets = defaultdict(list)
    for (day, name, number), (form, wide, space, gap) in zip(rows, looks, strict=False):
        year = day.year if day.month >= 4 else day.year - 1
        shown = "" if number is None else str(number)
        sheets[year] += [[""] * 3] * gap
        sheets[year].append([written(shown, wide), written(wareki(day, form), wide), name.replace(" ", space)])
    return [Table(f"{year}年度", [["番号", "相談日", "氏名"], *lines]) for year, lines in sorted(sheets.items())]


def cases(rows) -> list:
    """In plain Python: rows of one year, number and name are one case; without a number each is one."""
    found = defaultdict(list)
    for day, name, number in rows:
        year = day.year if day.month >= 4 else day.year - 1
        found[(year, number, name) if number else (day, name)].append(day)
    return sorted(sorted(days) for days in found.values())


@given(rows=ROWS, looks=LOOKS, others=LOOKS)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_becomes_what_plain_python_makes_of_it_and_once(coordinator, areas, rows, looks, others):
    with transaction.atomic(), context.on_behalf_of(coordinator):
        for shown in (looks, others):
            move = services.move_begin(areas.council, actor=coordinator, tables=tables(rows, shown), id=uuid.uuid4())
            content = MoveContent.objects.visible_to(coordinator).get(move=move)
            reader = LedgerReader(areas.council, tables(rows, shown))
            services.move_look(move, actor=coordinator, content=content, how=reader.how, decided={})
            found = reader.read()
            assert found.wrong == []
            if found.right:
                _reader, _found, ledger = read(move, content.payload, coordinator)
                services.move_ask(move, actor=coordinator, expected=ledger.counts)
                move = services.move_take(move, actor=coordinator)
                assert move.status == Move.Status.TAKEN
        taken = defaultdict(list)
        for note in ProgressNote.objects.visible_to(coordinator):
            taken[note.case_id].append(timezone.localdate(note.met_at))
        assert sorted(sorted(days) for days in taken.values()) == cases(rows)
        numbers = Case.objects.order_by("fiscal_year", "sequence").values_list("fiscal_year", "sequence", "intake_date")
        assert [day for _year, _number, day in numbers] == sorted(day for _year, _number, day in numbers)
        transaction.set_rollback(True)


@given(day=st.dates(FIRST, LAST), form=st.integers(0, 6), wide=st.booleans())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_day_is_the_same_in_every_hand(areas, day, form, wide):
    found = LedgerReader(areas.council, tables([(day, NAMES[0], 1)], [(form, wide, " ", 0)])).read()
    assert [line.said["date"] for line in found.right] == [day]
    assert (
        found.right[0].key
        == LedgerReader(areas.council, tables([(day, NAMES[0], 1)], [(0, False, "　", 0)])).read().right[0].key
    )
