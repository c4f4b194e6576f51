"""Files that are to leave, as they stand in the register, without anything in them."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from exports.models import Export, Status


def make_export(user, council, *, status=Status.READY, **fields):
    return Export.objects.create(
        **{
            "id": uuid.uuid4(), "council": council, "kind": "consultations", "form": "xlsx", "from_date": date(2023, 4, 1),
            "until_date": date(2024, 3, 31), "districts": [council.pk], "purpose": "監査の資料", "recipient": "市の福祉課", "people": 7, "rows": 9,
            "status": status, "asked_by": user, "ends_at": timezone.now() + timedelta(days=1), **fields,
        }
    )  # fmt: skip
