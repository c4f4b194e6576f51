"""The watch-over's demo on the first and last days of months, on holidays and a leap day."""

from datetime import datetime

import pytest
from django.utils import timezone

from casework.demo import make_demo as make_cases
from visits.demo import make_demo
from visits.models import Alert, Enrolment, SafetyCheck

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("today", ["2027-01-01", "2026-02-28", "2027-03-31", "2028-02-29", "2026-05-04"])
def test_on_any_day(monkeypatch, today):
    """Twenty minutes after midnight."""
    moment = timezone.make_aware(datetime.fromisoformat(f"{today}T00:20"))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    make_cases()
    make_demo()
    assert set(Alert.objects.open().values_list("kind", flat=True)) == {"concern", "overdue"}
    assert Enrolment.objects.overdue(moment.date()).count() == 1
    assert SafetyCheck.objects.open().count() == 2
