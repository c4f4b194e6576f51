"""Invented meetings, made through the services like real ones."""

import uuid
from datetime import time, timedelta

from django.utils import timezone

from conferences import services
from conferences.codes import Basis, Host, Kind
from privacy import context


def make_conference(actor, area, *, days=7, **changes):
    """A regular case conference of our own on consent, in a week, of two hours."""
    values = {
        "id": uuid.uuid4(), "kind": Kind.REGULAR, "host": Host.OURS, "basis": Basis.CONSENT, "title": "梅の会議",
        "date": timezone.localdate() + timedelta(days=days), "begins": time(13, 30), "ends": time(15, 30), "place": "福祉センター2階",
        "chair": None,
    }  # fmt: skip
    with context.on_behalf_of(actor):
        return services.conference_create(actor=actor, area=area, **{**values, **changes})


def add(actor, conference, case=None, **changes):
    values = {"id": uuid.uuid4(), "minutes": 20, "question": "" if case is None else "だれが最初に会いに行くか"}
    with context.on_behalf_of(actor):
        return services.item_add(conference, actor=actor, case=case, **{**values, **changes})


def invite(actor, conference, **who):
    with context.on_behalf_of(actor):
        return services.attendee_invite(conference, actor=actor, **who)


def take_sheet(actor, item):
    with context.on_behalf_of(actor):
        return services.sheet_take(item, actor=actor)
