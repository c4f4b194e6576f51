"""Invented meetings, made through the services like real ones."""

import uuid
from datetime import time, timedelta

from django.utils import timezone

from conferences import services
from conferences.codes import Basis, DecisionKind, Host, Kind
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


def make_running(actor, area, case, said):
    """{what: record} of a conference about this person that is being held now. `said`: its title, minutes, decision and action item."""
    running = make_conference(actor, area, days=0, case=case, kind=Kind.INDIVIDUAL, title=said.meeting)
    spoken = add(actor, running, case)
    with context.on_behalf_of(actor):
        services.conference_begin(running, actor=actor)
        services.item_begin(spoken, actor=actor)
        return {
            "running": running, "spoken": spoken, "minutes": services.minutes_keep(spoken, actor=actor, text=said.minutes),
            "decision": services.decision_record(spoken, actor=actor, kind=DecisionKind.CONNECT, text=said.decision),
            "deed": services.action_add(
                spoken, actor=actor, what=said.deed, until_date=timezone.localdate() + timedelta(days=7), outsider="民生委員"
            ),
        }  # fmt: skip


def hold(actor, conference, **items):
    """Begun and ended today; `items`: {name: (item, its minutes)}, each kept as typed."""
    with context.on_behalf_of(actor):
        services.conference_begin(conference, actor=actor)
        for item, text in items.values():
            services.minutes_keep(item, actor=actor, text=text)
        return services.conference_end(conference, actor=actor)


def take_sheet(actor, item):
    with context.on_behalf_of(actor):
        return services.sheet_take(item, actor=actor)
