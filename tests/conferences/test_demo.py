"""The meetings of the demo on the first and the last days of months."""

from datetime import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from casework.demo import make_demo as make_cases
from conferences.demo import make_demo
from conferences.models import ActionItem, CandidateAsk, Conference, Decision, Item, Passed, Sheet
from conferences.sheets import masked_of, table_of
from privacy import context
from referrals.demo import make_demo as make_referrals

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("today", ["2027-01-01", "2028-02-29"])
def test_on_any_day(monkeypatch, today):
    """Run again, it changes nothing. Takes some seconds: the cases and referrals below it are made too."""
    moment = timezone.make_aware(datetime.fromisoformat(f"{today}T00:20"))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    make_cases()
    make_referrals()
    for _again in range(2):
        make_demo()
    kinds = sorted(Conference.objects.values_list("kind", flat=True))
    assert kinds == ["committee", "individual", "regular", "regular"]
    assert Item.objects.filter(case__isnull=False).count() == 7
    assert Decision.objects.count() == 2
    late = ActionItem.objects.open().filter(until_date__lt=moment.date())
    assert (ActionItem.objects.count(), late.count()) == (3, 1)
    assert CandidateAsk.objects.exists()
    assert Passed.objects.count() == 1
    uzawa = User.objects.get(username="uzawa")
    with context.on_behalf_of(uzawa) as acting:
        ready, waits = Sheet.objects.visible_to(acting, "item.prepare").select_related("item__case").order_by("item__order")
        assert ready.masked["institutions"]
        assert not any(one.open for one in masked_of(ready.item, ready, table_of(ready.item, ready, uzawa)))
        assert waits.masked == {}
