"""The demo's agencies, what was spoken of with them, and the referrals."""

from django.db import transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from privacy import context
from privacy.models import Area
from referrals.demo_agencies import make_agencies, make_calls
from referrals.demo_referrals import make_referrals
from referrals.models import Agency


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the cases of casework's demo."""
    make_accounts()
    council = Area.objects.get(name=FIRST_COUNCIL)
    if Agency.objects.filter(council=council).exists():
        return
    coordinator, caseworker = User.objects.get(username="uzawa"), User.objects.get(username="misaki")
    with context.on_behalf_of(coordinator):
        make_agencies(council, coordinator)
    make_calls(caseworker, council, timezone.localdate())
    make_referrals(council)
