"""The rhythm against an oracle that walks day by day and decides by definition."""

from calendar import monthrange
from datetime import date, timedelta

import jpholiday
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from visits.recurrence import Rhythm, after_pauses, next_due, period, planned

DAY = timedelta(days=1)
SOME_DAY = st.dates(date(2022, 1, 1), date(2029, 12, 31))
WEEKDAYS = st.lists(st.integers(0, 6), unique=True, max_size=4).map(lambda days: tuple(sorted(days)))
TIMES = st.builds(Rhythm, st.just("times"), SOME_DAY, times=st.integers(1, 31), skip_holidays=st.booleans())
WEEKS = st.builds(Rhythm, st.just("weeks"), SOME_DAY, weeks=st.integers(1, 8), weekdays=WEEKDAYS, skip_holidays=st.booleans())
NTH = st.builds(
    Rhythm, st.just("nth"), SOME_DAY, weekdays=WEEKDAYS.filter(bool), skip_holidays=st.booleans(),
    nth=st.lists(st.sampled_from([1, 2, 3, 4, -1]), unique=True, min_size=1, max_size=3).map(tuple),
)  # fmt: skip
RHYTHM = st.one_of(TIMES, WEEKS, NTH)


@st.composite
def some_pauses(draw):
    found = []
    for _number in range(draw(st.integers(0, 3))):
        begun = draw(SOME_DAY)
        found.append((begun, draw(st.one_of(st.none(), st.integers(0, 90).map(lambda days, begun=begun: begun + days * DAY)))))
    return found


def every_day(first, last):
    while first <= last:
        yield first
        first += DAY


def holiday(day):
    return (day.month, day.day) in [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)] or jpholiday.is_holiday(day)


def is_planned(rhythm, day):
    """By definition, from the day alone."""
    if day < rhythm.start:
        return False
    if rhythm.pattern == "times":
        # So many visits should have been made by the end of this day, and fewer by the end of the day before.
        length = monthrange(day.year, day.month)[1]
        return day.day * rhythm.times // length > (day.day - 1) * rhythm.times // length
    if rhythm.pattern == "weeks":
        mondays = [one - timedelta(days=one.weekday()) for one in (rhythm.start, day)]
        if (mondays[1] - mondays[0]).days // 7 % rhythm.weeks:
            return False
        if not rhythm.weekdays:
            return day.weekday() == 6
        return day.weekday() in rhythm.weekdays and not (rhythm.skip_holidays and holiday(day))
    same = list(every_day(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])))
    same = [one for one in same if one.weekday() == day.weekday()]
    which = {same.index(day) + 1} | ({-1} if day == same[-1] else set())
    return day.weekday() in rhythm.weekdays and bool(which & set(rhythm.nth)) and not (rhythm.skip_holidays and holiday(day))


def paused(day, pauses):
    return any(day >= begun and (ended is None or day <= ended) for begun, ended in pauses)


def walked(rhythm, first, last, pauses):
    return [day for day in every_day(first, last) if is_planned(rhythm, day) and not paused(day, pauses)]


@given(RHYTHM, SOME_DAY, st.integers(-40, 400), some_pauses())
@example(Rhythm("times", date(2024, 1, 31), times=2), date(2024, 2, 1), 28, [])
@example(Rhythm("nth", date(2023, 1, 1), weekdays=(0,), nth=(4, -1)), date(2023, 2, 1), 27, [])
@example(Rhythm("weeks", date(2023, 12, 28), weeks=2, weekdays=(3,), skip_holidays=True), date(2023, 12, 28), 60, [])
def test_the_planned_days_are_those_a_walk_finds(rhythm, first, length, pauses):
    last = first + length * DAY
    assert planned(rhythm, first, last, pauses) == walked(rhythm, first, last, pauses)


@given(RHYTHM, SOME_DAY, st.integers(0, 120), st.integers(0, 120))
def test_two_stretches_side_by_side_plan_what_the_whole_plans(rhythm, first, length, more):
    """So that the months of a year add up to it."""
    middle, last = first + length * DAY, first + (length + 1 + more) * DAY
    assert planned(rhythm, first, middle) + planned(rhythm, middle + DAY, last) == planned(rhythm, first, last)


@given(RHYTHM, SOME_DAY)
def test_a_period_holds_its_day_and_tiles_the_calendar(rhythm, day):
    first, last = period(rhythm, day)
    assert first <= day <= last
    assert period(rhythm, first) == period(rhythm, last) == (first, last)
    assert period(rhythm, last + DAY)[0] == last + DAY
    if rhythm.pattern == "weeks":
        assert (first.weekday(), last - first) == (0, 6 * DAY)
    else:
        assert (first.day, (last + DAY).day) == (1, 1)


def asked_for(rhythm, visits, pauses, settled):
    """The first day of a walk that is planned, not settled and answered by no visit; each visit of the last period answers one day
    of it, the first one that was still open when it was made."""
    begun = max(rhythm.start, settled + DAY) if settled else rhythm.start
    newest = max(visits, default=None)
    opening = period(rhythm, newest) if newest else None
    answered = set()
    if newest:
        days = walked(rhythm, max(opening[0], rhythm.start), opening[1], pauses)
        for visit in sorted(day for day in visits if day >= opening[0]):
            open_days = [day for day in days if day not in answered and (visit < begun or day >= begun)]
            answered |= set(open_days[:1])
    for day in every_day(max(begun, opening[0]) if opening else begun, begun + 1000 * DAY):
        if is_planned(rhythm, day) and not paused(day, pauses) and day not in answered:
            return day
    return None


@given(RHYTHM, st.lists(st.integers(0, 100), max_size=6), st.one_of(st.none(), st.integers(-20, 130)), some_pauses())
@example(Rhythm("weeks", date(2026, 11, 2), weekdays=(0, 3)), [4], 4, [])
@example(Rhythm("times", date(2026, 11, 1), times=2), [4], 19, [])
@example(Rhythm("times", date(2026, 11, 1), times=2), [24], 19, [])
def test_the_next_due_day_is_the_one_a_walk_finds(rhythm, offsets, settled, pauses):
    visits = [rhythm.start + offset * DAY for offset in offsets]
    settled = rhythm.start + settled * DAY if settled is not None else None
    expected = asked_for(rhythm, visits, pauses, settled)
    found = next_due(rhythm, visits, pauses, settled)
    # A pause of more than a year is looked behind by the monthly planning.
    assert found == expected or (
        found is None and (expected - max([rhythm.start, *visits, settled or rhythm.start])).days > 360
    )


@given(SOME_DAY, some_pauses(), st.integers(0, 10))
def test_nobody_is_missed_in_a_pause(day, pauses, grace):
    found = after_pauses(day, pauses, grace * DAY)
    if found is None:
        assert any(ended is None for _begun, ended in pauses)
    else:
        assert found >= day
        assert not paused(found, pauses)
        assert found == day or any(ended and found == ended + DAY + grace * DAY for _begun, ended in pauses)


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (Rhythm("times", date(2026, 1, 1), times=1), [date(2026, 2, 28)]),
        (Rhythm("times", date(2026, 1, 1), times=2), [date(2026, 2, 14), date(2026, 2, 28)]),
        (Rhythm("times", date(2026, 2, 20), times=2), [date(2026, 2, 28)]),
        (Rhythm("weeks", date(2026, 1, 7), weeks=2, weekdays=(2,)), [date(2026, 2, 4), date(2026, 2, 18)]),
        (
            Rhythm("weeks", date(2026, 1, 7), weekdays=(2,), skip_holidays=True),
            [date(2026, 2, day) for day in (4, 18, 25)],
        ),
        (Rhythm("weeks", date(2026, 1, 7)), [date(2026, 2, day) for day in (1, 8, 15, 22)]),
        (Rhythm("nth", date(2026, 1, 7), weekdays=(1, 4), nth=(2, -1)), [date(2026, 2, day) for day in (10, 13, 24, 27)]),
    ],
)
def test_a_february_by_hand(rhythm, days):
    assert planned(rhythm, date(2026, 2, 1), date(2026, 2, 28)) == days


def test_a_stay_in_hospital_leaves_its_days_out():
    rhythm = Rhythm("weeks", date(2026, 1, 5), weekdays=(0,))
    stay = [(date(2026, 1, 12), date(2026, 1, 26))]
    assert planned(rhythm, date(2026, 1, 5), date(2026, 2, 2), stay) == [date(2026, 1, 5), date(2026, 2, 2)]
    assert next_due(rhythm, [date(2026, 1, 6)], stay) == date(2026, 2, 2)
    assert next_due(rhythm, [date(2026, 1, 6)], [(date(2026, 1, 12), None)]) is None
