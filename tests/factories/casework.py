"""Invented people and cases, every field filled, made through the services like real ones."""

import uuid
from datetime import date

from casework import services
from casework.codes import Means, Route, Topic, Urgency
from casework.models import Place
from casework.services import PersonDetails
from japan.wareki import PartialDate
from privacy import context


def make_place(district, name="試験台中央2丁目"):
    return Place.objects.get_or_create(
        council=district.council, name=name, defaults={"district": district, "kana": "しけんだい"}
    )[0]


def details(place=None, **changes):
    values = {
        "family_name": "髙橋", "given_name": "ヨシ子", "family_kana": "たかはし", "given_kana": "よしこ",
        "birth": PartialDate(1943, 5, 7), "sex": "female", "place": place, "block": "5-12", "phone": "0436-00-5188",
        "phone_note": "午前中", "mobile": "090-0000-5188", "living": "一人ぐらし", "notes": "耳が遠い",
    }  # fmt: skip
    return PersonDetails(**{**values, **changes})


def make_person(actor, district, **changes):
    with context.on_behalf_of(actor):
        return services.person_register(actor=actor, area=district, details=details(make_place(district), **changes))


def make_case(actor, district, *, subject=None, on=date(2023, 9, 12), **changes):
    """A case of `district`, taken by `actor`. `new_subject=None` makes an unnamed one."""
    values = {
        "id": uuid.uuid4(), "intake_date": on, "route": Route.COMMISSIONER, "means": Means.PHONE,
        "topics": [Topic.DEMENTIA, Topic.RUBBISH], "main_topic": Topic.DEMENTIA, "urgency": Urgency.SOON,
        "words": "通帳が見つからないと三度も言いに来た", "consulter": {"name": "露﨑 光江", "phone": "0436-00-2210", "relation": "民生委員"},
        "next_contact_date": None, "next_contact_todo": "",
    }  # fmt: skip
    if subject is None and "new_subject" not in changes:
        values["new_subject"] = details(make_place(district))
    with context.on_behalf_of(actor):
        return services.case_open(actor=actor, council=district.council, subject=subject, **{**values, **changes})


def make_note(actor, case, *, text="封筒が三通。開けていない", **changes):
    from django.utils import timezone

    values = {"id": uuid.uuid4(), "met_at": timezone.now(), "means": Means.VISIT, "minutes": 15, "with_whom": "長女"}
    with context.on_behalf_of(actor):
        return services.note_add(case, actor=actor, text=text, **{**values, **changes})
