"""One table that left: the demo's cases by school district, of the last fiscal year that had some."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from japan import fiscal
from privacy import context
from privacy.models import Area
from publishing import crossed, services
from publishing.models import PublishedTable


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the cases of casework's demo."""
    make_accounts()
    council, what = Area.objects.get(name=FIRST_COUNCIL), crossed.get("consultation.new")
    if PublishedTable.objects.of(council).exists():
        return
    this_year = fiscal.fiscal_year(timezone.localdate())
    year = next(year for year in range(this_year - 1, 0, -1) if what.count(council, *fiscal.bounds(year), ()))
    first, last = fiscal.bounds(year)
    coordinator = User.objects.get(username="uzawa")
    with context.on_behalf_of(coordinator):
        table = services.table_ask(
            council,
            actor=coordinator,
            what=what,
            dimensions=[crossed.DISTRICT],
            from_date=first,
            until_date=last,
            id=uuid.uuid4(),
        )
        services.table_publish(services.table_make(table, actor=coordinator), actor=coordinator)
