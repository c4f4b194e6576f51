"""Supporters, requests for help and places, every field filled, made through the services like real ones."""

from datetime import timedelta

from django.utils import timezone

from privacy import context
from supporters import services
from supporters.models import Host, Supporter


def register(actor, person, **changes) -> Supporter:
    today = timezone.localdate()
    values = {
        "kinds": ["everyday", "debut"], "tasks": ["garden", "shopping"], "districts": [], "weekdays": [0, 2], "bands": ["morning"],
        "active_at": "サロンの手伝い", "remarks": "腰に気をつける", "registered_date": today - timedelta(days=30), "pledge_date": today - timedelta(days=30),
    }  # fmt: skip
    with context.on_behalf_of(actor):
        return services.supporter_register(person, actor=actor, **values | changes)


def ask(actor, person, **changes):
    values = {
        "kind": "everyday", "task": "garden", "text": "庭の草が伸びた", "district": person.dossier.area, "weekdays": [0], "bands": ["morning"],
        "asked_date": timezone.localdate() - timedelta(days=7),
    }  # fmt: skip
    with context.on_behalf_of(actor):
        return services.request_take(person, actor=actor, **values | changes)


def make_host(actor, area, name="月の家", **changes) -> Host:
    values = {"name": name, "district": area, "tasks": ["garden", "joining"], "weekdays": [], "bands": [], "notes": ""}
    with context.on_behalf_of(actor):
        return services.host_save(actor=actor, council=area.council, **values | changes)
