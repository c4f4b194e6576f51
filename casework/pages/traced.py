"""Which record an event of the ledger is about: its kind and number, and whose it is for a reader who may know.

A number tells nothing of anybody: a case's own, of any other record the beginning of its id. What is closed to a reader of cases
(restricted, a compartment, or recused from) has not even a number for them. An auditor reads no case, and follows a restricted one by
its number.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from casework.models import Case, Person
from casework.pages.case_list import NAMES
from privacy.confidential import confidential_models
from privacy.models import Dossier
from privacy.policy import READS
from privacy.reach import BY_NAME_ONLY, can, recusals, within

CASE_NUMBER = re.compile(r"^(\d{4})-(\d{4,9})$")
SHORT = 8
SHORT_ID = re.compile(r"^[0-9a-f]{8}$")


@dataclass(frozen=True)
class Traced:
    id: UUID
    kind: str
    number: str
    name: str


def traced(user, dossiers) -> dict[UUID, Traced]:
    """By the dossier's id; none of these is closed to the reader."""
    dossiers = list(dossiers)
    cases = Case.objects.filter(dossier__in=[one.pk for one in dossiers], sequence__isnull=False).order_by("id")
    numbers = {
        pk: f"{year}-{sequence:04d}" for pk, year, sequence in cases.values_list("dossier_id", "fiscal_year", "sequence")
    }
    names = _names(user, dossiers)
    return {
        one.pk: Traced(one.pk, str(one.get_kind_display()), numbers.get(one.pk, one.pk.hex[:SHORT]), names.get(one.pk, ""))
        for one in dossiers
    }


def closed_to(user, dossiers) -> set[UUID]:
    shut = {one.pk for one in dossiers if one.pk in recusals(user)}
    restricted = [one.pk for one in dossiers if one.restricted or one.kind in BY_NAME_ONLY]
    if restricted and can(user, "case.read"):
        shut |= set(restricted) - _readable(user, restricted)
    return shut


def found_by(user, council_ids, number: str) -> Dossier | None:
    """The record that is called so; none where it is closed to the reader, as where there is none."""
    number = number.strip().lower()
    here = Dossier.objects.filter(council__in=council_ids, parent=None)
    if match := CASE_NUMBER.match(number):
        called = Case.objects.filter(fiscal_year=int(match[1]), sequence=int(match[2]))
        here = here.filter(pk__in=called.values("dossier"))
    elif SHORT_ID.match(number):
        here = here.filter(pk__gte=UUID(number.ljust(32, "0")), pk__lte=UUID(number.ljust(32, "f")))
    else:
        return None
    found = here.order_by("council", "pk").first()
    return None if found is None or closed_to(user, [found]) else found


def dossiers_of(ids) -> dict[UUID, UUID]:
    """In which dossier each of these records lies: a refusal names the record alone."""
    first, *rest = (
        model._base_manager.filter(pk__in=ids).order_by().values_list("pk", "dossier_id") for model in confidential_models()
    )
    return dict(first.union(*rest, all=True)) if ids else {}


def records_in(dossier) -> list[UUID]:
    first, *rest = (model._base_manager.filter(dossier=dossier).order_by().values_list("pk") for model in confidential_models())
    return [pk for (pk,) in first.union(*rest, all=True)]


def _readable(user, ids) -> set[UUID]:
    known = Q()
    for kind, action in READS.items():
        known |= Q(kind=kind, pk__in=within(user, action))
    return set(Dossier.objects.filter(known, pk__in=ids).order_by().values_list("pk", flat=True))


def _names(user, dossiers) -> dict[UUID, str]:
    about = {one.pk: one.subject_id or one.pk for one in dossiers if one.kind != Dossier.Kind.DESK}
    if not about or not can(user, "person.find"):
        return {}
    readable = _readable(user, about)
    wanted = {subject for pk, subject in about.items() if pk in readable}
    people = {
        person.dossier_id: person.name
        for person in Person.objects.visible_to(user, "person.find").filter(dossier__in=wanted).only(*NAMES)
    }
    return {pk: people[subject] for pk, subject in about.items() if pk in readable and subject in people}
