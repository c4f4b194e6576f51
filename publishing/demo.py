"""One table that left: the demo's cases of this fiscal year by school district."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.demo import make_accounts
from accounts.demo_people import FIRST_COUNCIL
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
    council, last = Area.objects.get(name=FIRST_COUNCIL), timezone.localdate().replace(day=1) - timedelta(days=1)
    if PublishedTable.objects.of(council).exists():
        return
    coordinator = User.objects.get(username="uzawa")
    with context.on_behalf_of(coordinator):
        table = services.table_ask(
            council, actor=coordinator, what=crossed.get("consultation.new"), dimensions=[crossed.DISTRICT],
            from_date=fiscal.bounds(fiscal.fiscal_year(last))[0], until_date=last, id=uuid.uuid4(),
        )  # fmt: skip
        services.table_publish(services.table_make(table, actor=coordinator), actor=coordinator)
