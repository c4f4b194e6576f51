"""Tables that leave the office, made without looking through them."""

from datetime import date

from django.utils import timezone

from publishing.codes import Status
from publishing.models import LongReport, PublishedTable

DAYS = {"from_date": date(2026, 4, 1), "until_date": date(2026, 6, 30)}


def make_table(user, council, *, words="台小区", status=Status.PUBLISHED, **fields):
    """Of one district with seven cases, and one with a hidden number."""
    keys = {"district": [["1", words], ["2", "西小区"]]}
    cells = [{"keys": {"district": key}, "value": value} for key, value in (("1", 7), ("2", None), ("*", None))]
    left = {"published_at": timezone.now(), "published_by": user} if status == Status.PUBLISHED else {}
    return PublishedTable.objects.create(
        **{
            "council": council, "code": "consultation.new", "dimensions": ["district"], "status": status, "asked_by": user,
            "words": keys, "cells": cells, "counted": [["1", "2026-04", 7], ["2", "2026-05", 2]], "made_at": timezone.now(),
            **DAYS, **left, **fields,
        }
    )  # fmt: skip


def make_long(user, council):
    """A small one, counted, with rounded figures: whoever may see any, may see these."""
    asked = {"report": "own", "count": "consultation.new", "period": "2025-05", "figures": "protected"}
    figures = {"consultation.new ": [[7]]}
    return LongReport.objects.create(
        council=council, asked=asked, asked_by=user, status=LongReport.Status.READY, figures=figures, made_at=timezone.now()
    )
