"""A day and a time as they are typed: which year is meant is asked, and a time of last night belongs to last night."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone, translation

from tests.cast import login
from tests.factories import visits as make
from ui.dates import day_text
from ui.fields import BirthField, WrittenDateField, moment_of
from visits.codes import Outcome
from visits.forms.visits import VisitForm
from visits.models import SafetyCheck, Visit

TOKYO = ZoneInfo("Asia/Tokyo")


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def typed_at(monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: moment)


def refused(field, text):
    with pytest.raises(forms.ValidationError) as error:
        field.clean(text)
    return error.value


def test_a_day_almost_a_year_ahead_is_asked_about(monkeypatch):
    typed_at(monkeypatch, at(27, 10))
    field = WrittenDateField(assume="future")
    assert refused(field, "11/1").code == "far"
    assert field.guesses("11/1") == ["令和9年11月1日", "令和8年11月1日"]
    assert field.clean("令和9年11月1日") == date(2027, 11, 1)
    assert field.clean("1/15") == date(2027, 1, 15)
    assert field.clean("12/1") == date(2026, 12, 1)
    near = WrittenDateField()
    assert refused(near, "4/1").code == "far"
    assert near.clean("2/1") == date(2027, 2, 1)
    assert near.clean("9/1") == date(2026, 9, 1)


def test_a_slip_is_answered_in_the_fields_own_words():
    with translation.override("ja"):
        assert "来週の月曜" in refused(WrittenDateField(assume="future"), "そのうち").messages[0]
        assert "昨日" in refused(WrittenDateField(assume="past"), "そのうち").messages[0]
        assert "昭和25年3月4日" in refused(BirthField(), "そのうち").messages[0]


def test_a_day_of_another_year_shows_its_year(monkeypatch):
    typed_at(monkeypatch, at(27, 10))
    with translation.override("ja"):
        assert day_text(date(2027, 11, 1), "short") == "令和9年11月1日（月）"
        assert day_text(date(2027, 11, 1), "short", "western") == "2027年11月1日（月）"
        assert day_text(date(2026, 12, 1), "short") == "12月1日（火）"
    with translation.override("en"):
        assert "2027" in day_text(date(2027, 11, 1), "short")


def test_a_time_still_to_come_was_last_night(monkeypatch):
    assert moment_of(None, time(23, 55), at(27, 1, 22)) == at(26, 23, 55)
    assert moment_of(None, time(1, 5), at(27, 1, 22)) == at(27, 1, 5)
    assert moment_of(None, time(23, 55), at(27, 14)) == at(27, 23, 55)
    assert moment_of(date(2026, 11, 27), time(23, 55), at(27, 1, 22)) == at(27, 23, 55)


pytest_db = pytest.mark.django_db


@pytest.fixture
def door(cast, areas):
    enrolment = make.enrol(cast.coordinator, areas.dai, start=date(2026, 9, 1))
    make.assign(cast.coordinator, enrolment, cast.visitor, from_date=timezone.localdate() - timedelta(days=10))
    return enrolment


def form_of(door, **data):
    return VisitForm({"outcome": "absent", **data}, enrolment=door)


@pytest_db
def test_a_call_after_midnight_follows_the_absence_before_it(monkeypatch, door):
    typed_at(monkeypatch, at(27, 0, 10))
    form = form_of(door, visited_date="昨日", visited_time="23:50", step_phone="on", step_phone_at="0:05")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["visited_at"] == at(26, 23, 50)
    assert form.cleaned_data["steps"] == [("phone", at(27, 0, 5), "")]


@pytest_db
def test_a_card_left_before_midnight_is_taken_after_it(monkeypatch, door):
    typed_at(monkeypatch, at(27, 1, 22))
    form = form_of(door, step_card="on", step_card_at="23:55")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["steps"] == [("card", at(26, 23, 55), "")]
    assert form.cleaned_data["visited_at"] == at(26, 23, 55)


@pytest_db
def test_a_step_never_lies_before_the_visit(monkeypatch, door):
    typed_at(monkeypatch, at(27, 15))
    form = form_of(door, visited_time="14:00", step_phone="on", step_phone_at="13:00")
    assert not form.is_valid()
    assert "step_phone_at" in form.errors


@pytest_db
def test_a_step_never_lies_before_a_visit_of_yesterday_either(monkeypatch, door):
    typed_at(monkeypatch, at(27, 15))
    form = form_of(door, visited_date="昨日", visited_time="14:00", step_phone="on", step_phone_at="13:00")
    assert not form.is_valid()
    assert "step_phone_at" in form.errors


@pytest_db
def test_a_clock_that_is_two_minutes_fast_means_now(monkeypatch, door):
    typed_at(monkeypatch, at(27, 0, 30))
    form = form_of(door, visited_time="0:32")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["visited_at"] == at(27, 0, 32)


@pytest_db
def test_after_an_absence_late_in_the_evening_somebody_comes_again_in_the_morning(cast, door):
    now = timezone.localtime()
    evening = (now - timedelta(days=1)).replace(hour=23, minute=50, second=0, microsecond=0)
    midnight = evening + timedelta(minutes=15)
    make.visit(cast.visitor, door, Outcome.ABSENT, at=evening, steps=[("card", evening, ""), ("phone", midnight, "")])
    check = SafetyCheck.objects.get()
    assert check.next_step == "revisit"
    assert timezone.localtime(check.next_by) == midnight.replace(hour=9, minute=0)
    assert Visit.objects.count() == 1


@pytest_db
def test_what_the_night_does_to_a_time_stands_beside_the_field(monkeypatch, client, cast, door):
    login(client, cast.visitor)
    url = f"/doors/{door.pk}/visit/"
    from django.urls import reverse

    url = reverse("visit_new", args=[door.pk])
    said = "いまより後の時刻は、昨日の時刻になります"
    monkeypatch.setattr("ui.fields.is_night", lambda local: True)
    assert said in client.get(url).content.decode()
    monkeypatch.setattr("ui.fields.is_night", lambda local: False)
    assert said not in client.get(url).content.decode()
