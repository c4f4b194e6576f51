"""Many cases, quickly: for the bench and for trying a full cabinet. Same tables, same encryption and history; one event a batch and table."""

import random
import secrets
import uuid
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.area_codes import area_codes
from accounts.models import User
from casework.codes import CaseStatus, ClosureReason, Means
from casework.demo_people import FAMILIES, GIVENS, STORIES
from casework.models import Case, Person, Place, ProgressNote
from casework.search_tokens import person_tokens
from casework.services.cases import next_number
from casework.services.people import PersonDetails
from japan import fiscal
from japan.wareki import PartialDate
from privacy import context, keys
from privacy.dossier_keys import DossierKey
from privacy.models import Area, Dossier
from privacy.roles import Role

BATCH = 1_000
YEARS_BACK = 5


def make_cases(number: int, *, council=None, author=None, notes=1, places=None, say=lambda text: None) -> int:
    """`number` cases with their people and `notes` notes each, spread over the given places (all) and five years."""
    council = council or Area.objects.filter(kind=Area.Kind.COUNCIL).order_by("pk").first()
    author = author or User.objects.filter(memberships__area__council=council, memberships__role=Role.CASEWORKER).first()
    chance = random.Random(number)  # noqa: S311
    places = places or list(Place.objects.filter(council=council).select_related("district"))
    for begun in range(0, number, BATCH):
        with transaction.atomic(), context.as_job("demo"):
            _batch(min(BATCH, number - begun), begun, council, places, author, notes, chance)
        if begun and begun % 10_000 == 0:
            say(f"{begun} …")
    return number


def _batch(size, begun, council, places, author, notes, chance) -> None:
    today = timezone.localdate()
    rows = [_one(begun + index, council, chance.choice(places), author, notes, today, chance) for index in range(size)]
    dossiers = [dossier for row in rows for dossier in row["dossiers"]]
    Dossier.objects.bulk_create(dossiers)
    wrapped = [
        DossierKey(dossier_id=dossier.pk, wrapped=keys.wrap(secrets.token_bytes(32), dossier.pk)) for dossier in dossiers
    ]
    DossierKey.objects.bulk_create(wrapped)
    context.current().keyring.admit(dossier.pk for dossier in dossiers)
    codes = area_codes(council.pk)
    for row in rows:
        row["person"].tokens = person_tokens(row["person"], council.pk, codes=codes)
    Person.objects.create_all(row["person"] for row in rows)
    Case.objects.create_all(row["case"] for row in rows)
    ProgressNote.objects.create_all(note for row in rows for note in row["notes"])


def _one(index, council, place, author, notes, today, chance) -> dict:
    story = STORIES[index % len(STORIES)]
    day = today - timedelta(days=chance.randrange(365 * YEARS_BACK))
    area = place.district
    home = Dossier(id=uuid.uuid4(), kind=Dossier.Kind.PERSON, area=area, council=council)
    file = Dossier(id=uuid.uuid4(), kind=Dossier.Kind.CASE, area=area, council=council, subject=home)
    person = Person(dossier=home)
    family, given = FAMILIES[chance.randrange(len(FAMILIES))], GIVENS[chance.randrange(len(GIVENS))]
    PersonDetails(
        family_name=family[0] + ("" if index % 3 else "田"), given_name=given[0], family_kana=family[1], given_kana=given[1],
        birth=PartialDate(given[3], 1 + index % 12, 1 + index % 28), sex=given[2], place=place, block=f"{index % 50}-{index % 9}",
        phone=f"0436-{index % 10_000:04d}-{chance.randrange(10_000):04d}",
    ).put_on(person)  # fmt: skip
    # Most of five years' cases are closed; the newest tenth is open.
    is_open = day > today - timedelta(days=180)
    at = datetime.combine(day, time(9 + index % 8, index % 60), tzinfo=timezone.get_current_timezone())
    case = Case(
        dossier=file, subject=person, area=area, counted_area=area, council=council, fiscal_year=fiscal.fiscal_year(day),
        sequence=next_number(council, fiscal.fiscal_year(day)), topics=[story[0], *story[1]], main_topic=story[0], route=story[2],
        status=CaseStatus.ACTIVE if is_open else CaseStatus.CLOSED, intake_date=day, words=story[3],
        closed_date=None if is_open else min(day + timedelta(days=60), today),
        closure_reason="" if is_open else ClosureReason.SOLVED, last_activity_at=min(at, timezone.now()),
        next_contact_date=day + timedelta(days=200) if is_open else None, next_contact_todo=story[5] if is_open else "",
    )  # fmt: skip
    written = [
        ProgressNote(
            dossier=file,
            case=case,
            area=area,
            author=author,
            met_at=min(at + timedelta(days=3 * step), timezone.now()),
            means=Means.PHONE,
            minutes=10,
            text=story[4],
            is_first=step == 0,
        )
        for step in range(notes)
    ]
    return {"dossiers": [home, file], "person": person, "case": case, "notes": written}
