"""What people said, what the law says, and what was told: made through the services."""

from datetime import date

from casework import services
from casework.receivers import names_of
from privacy import context

DAY = date(2026, 4, 1)


def say(actor, person, decision="granted", contents=("identity",), recipients=("city",), day=DAY, **more):
    with context.on_behalf_of(actor):
        return services.consent_record(
            person, actor=actor, decision=decision, contents=list(contents), recipients=list(recipients), given_date=day,
            manner="oral", **more,
        )  # fmt: skip


def make_ground(actor, case, **changes):
    values = {
        "kind": "elder_abuse", "text": "腕にあざ。民生委員より", "receiver": "city", "contents": ["abuse"], "purpose": "emergency",
        "from_date": DAY,
    }  # fmt: skip
    with context.on_behalf_of(actor):
        return services.ground_record(case, actor=actor, **{**values, **changes})


def tell(actor, case, to="city", **changes):
    values = {"receiver_name": "市役所", "contents": ["identity"], "purpose": "support", "means": "phone"}
    with context.on_behalf_of(actor):
        return services.tell(case, actor=actor, receiver=names_of(to), **{**values, **changes})
