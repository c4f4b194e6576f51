"""What is recorded about a person, as the rule asks for it: `casework.disclosure.may_disclose`.

Consents and refusals are read of all records of the person, also of those that whoever asks cannot see: days, codes and breadths, no
words. A refusal in a restricted record denies like any other. A ground permits in its own case alone, and is seen by whoever reads that:
a permission that came out of a restricted case would tell that there is one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from casework.disclosure import Decided, may_disclose
from casework.joined import one_with, records_of
from casework.models import Consent, Ground, Person
from privacy.models import Dossier
from privacy.reach import within


@dataclass(frozen=True)
class Said:
    """What the rule asks of a consent; none of its words."""

    pk: UUID
    dossier: UUID
    decision: str
    contents: list[str]
    recipients: list[str]
    purposes: list[str]
    given_date: date
    created_at: datetime
    until_date: date | None
    withdrawn_date: date | None

    kind = "consent"


@dataclass(frozen=True)
class Basis:
    """The same of a ground."""

    pk: UUID
    dossier: UUID
    law: str
    receiver: str
    contents: list[str]
    purpose: str
    from_date: date
    until_date: date | None
    cannot_wait: bool
    agreed: bool | None

    kind = "ground"

    def carries(self, receiver: frozenset[str], purpose: str, on: date) -> bool:
        """Confirmed by a second person, or used at once and not refused since; for one receiver and one purpose, within its days."""
        usable = self.agreed or (self.cannot_wait and self.agreed is None)
        in_time = self.from_date <= on and (self.until_date is None or on <= self.until_date)
        return bool(usable and in_time and self.receiver in receiver and self.purpose == purpose)


COLUMNS = tuple(name for name in Said.__dataclass_fields__ if name != "dossier")
BASIS_COLUMNS = tuple(name for name in Basis.__dataclass_fields__ if name not in ("dossier", "law"))


def said_about(person_id: UUID | None) -> list[Said]:
    """Of all records of this person: what stands in one of them is not forgotten in the other."""
    if person_id is None:
        return []
    return [Said(**row) for row in Consent.objects.filter(person__in=one_with(person_id)).values("dossier", *COLUMNS)]


def said_about_each(people: Iterable[UUID]) -> dict[UUID, list[Said]]:
    """The same of many people, in two statements."""
    records = records_of(people)
    rows = Consent.objects.filter(person__in={pk for found in records.values() for pk in found}).values(
        "person", "dossier", *COLUMNS
    )
    said = defaultdict(list)
    for row in rows:
        said[row.pop("person")].append(Said(**row))
    return {person: [one for pk in found for one in said[pk]] for person, found in records.items()}


def of_same_person(path: str, consents) -> Q:
    """Of rows that lead to a person by `path`: those whose person said one of these, under whichever of two records that were joined.
    To narrow before the rule is asked: it says more, and of longer chains."""
    records = [consents.values("person"), consents.exclude(person__canonical=None).values("person__canonical")]
    return reduce(or_, (Q(**{f"{place}__in": found}) for place in (path, f"{path}__canonical") for found in records))


def grounds_of_each(user, cases: Iterable[UUID]) -> dict[UUID, list[Basis]]:
    found = defaultdict(list)
    rows = Ground.objects.filter(dossier__in=within(user, "consent.read"), case__in=cases).order_by("created_at", "id")
    for row in rows.values("case", "dossier", "kind", *BASIS_COLUMNS):
        found[row.pop("case")].append(Basis(law=row.pop("kind"), **row))
    return found


def grounds_about(user, person_id: UUID | None, case=None) -> list[Basis]:
    """Of the case in which something is told; asked about a person alone, of every case of theirs that the user reads."""
    found = Ground.objects.filter(dossier__in=within(user, "consent.read"))
    found = found.filter(case=case) if case else found.filter(case__subject__in=one_with(person_id))
    return [
        Basis(law=row.pop("kind"), **row)
        for row in found.order_by("created_at", "id").values("dossier", "kind", *BASIS_COLUMNS)
    ]


def what_may_be_told(user, person_id, case=None, **asked) -> dict[str, Decided]:
    """The rule, asked with everything that is recorded about this person, and of the case in which it is told. `asked` as the rule takes it."""
    return may_disclose(said_about(person_id), grounds_about(user, person_id, case), **asked)


def hold_what_was_said(dossier: Dossier, person_id: UUID | None = None) -> None:
    """Telling, agreeing, refusing and withdrawing go one after the other, so that the later one sees the earlier. Held until the end of
    the transaction, in one order: the dossiers of all records of the person; of a case about nobody named, the case's."""
    held = {dossier.pk}
    if person_id:
        held = set(Person.objects.filter(pk__in=one_with(person_id)).values_list("dossier", flat=True))
    list(Dossier.objects.select_for_update(no_key=True).filter(pk__in=held).order_by("pk").values_list("pk"))
