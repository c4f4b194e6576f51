"""The referrals of the demo on the first and last days of months, on holidays and a leap day."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from casework.demo import make_demo as make_cases
from casework.models import Case, CaseRestriction, Consent, Ground, Reporter
from privacy.models import Grant
from referrals.codes import State
from referrals.demo import make_demo
from referrals.models import AgencyKind, Liaison, Referral

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("today", ["2027-01-01", "2028-02-29", "2026-05-04"])
def test_on_any_day(monkeypatch, today):
    """Twenty minutes after midnight; run again, it changes nothing."""
    moment = timezone.make_aware(datetime.fromisoformat(f"{today}T00:20"))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    make_cases()
    for _again in range(2):
        make_demo()
    assert set(Referral.objects.values_list("state", flat=True)) == set(State)
    assert (Referral.objects.count(), Referral.objects.waiting().count()) == (12, 1)
    silent = Referral.objects.open().filter(late_date__lt=moment.date(), state="sent")
    assert silent.count() == 1
    assert not AgencyKind.objects.filter(closed_date=None, agencies=None).exists(), "agencies of every kind"
    assert set(Consent.objects.values_list("decision", flat=True)) == {"granted", "refused"}
    assert Consent.objects.exclude(withdrawn_date=None).exists()
    assert Consent.objects.filter(until_date__lt=moment.date()).exists()
    assert Consent.objects.filter(until_date__range=(moment.date(), moment.date() + timedelta(days=14))).exists()
    restricted = Case.objects.get(restricted=True)
    assert CaseRestriction.objects.get(confirmed_at__isnull=False).case == restricted
    assert Referral.objects.get(case=restricted).kind == "elder_abuse"
    reporter = Reporter.objects.get(case=restricted)
    assert set(Grant.objects.filter(content_object=reporter.dossier_id).values_list("user__username", flat=True)) == {
        "nemoto",
        "ishiwata",
    }
    assert set(Ground.objects.values_list("cannot_wait", flat=True)) == {True, False}
    assert Liaison.objects.exists()
