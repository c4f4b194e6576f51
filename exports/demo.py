"""Two files in the register: one that was approved, taken once and has ended, and one that waits for the manager's yes."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.demo import FIRST_DAY, make_accounts
from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from exports import services
from exports.kinds import KINDS, Asked
from exports.models import Export, Form, Split
from exports.opening import open_file
from privacy import context
from privacy.models import Area


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the cases of casework's demo."""
    make_accounts()
    council = Area.objects.get(name=FIRST_COUNCIL)
    if Export.objects.filter(council=council).exists():
        return
    coordinator, manager = (User.objects.get(username=name) for name in ("uzawa", "ishiwata"))
    ended = _ask(coordinator, council, "市の実地指導の資料", "みなも市 福祉総務課", Split.NONE)
    with context.on_behalf_of(manager):
        services.export_approve(ended, actor=manager)
    with context.on_behalf_of(coordinator):
        services.export_make(ended, actor=coordinator)
        ended.refresh_from_db()
        open_file(ended, coordinator)
    Export.objects.filter(pk=ended.pk).update(ends_at=timezone.now())
    services.forget()
    _ask(coordinator, council, "小域福祉ネットワークごとの振り返り", "各ネットワークの代表", Split.DISTRICT)


def _ask(user, council: Area, purpose: str, recipient: str, split: str) -> Export:
    """Of the whole council, which is more people than may leave by one person's word."""
    today, kind = timezone.localdate(), KINDS["consultations"]
    with context.on_behalf_of(user):
        districts = tuple(Area.objects.districts().filter(council=council).values_list("pk", flat=True))
        asked = Asked(council, districts, FIRST_DAY, today)
        export = services.export_ask(
            asked, actor=user, kind=kind.name, form=Form.EXCEL, split=split, purpose=purpose, recipient=recipient,
            shown=kind.count(user, asked), id=uuid.uuid4(),
        )  # fmt: skip
    return export
