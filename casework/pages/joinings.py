"""Records of one person beside each other: as their page shows them, and before they are made one or two."""

from dataclasses import dataclass

from django.db.models import Count

from casework import one_at_a_time
from casework.addresses import blocks_of, where
from casework.joined import lasting
from casework.models import Case, Consent, Joining, Person, Relative
from privacy.reach import can


@dataclass(frozen=True)
class OtherRecord:
    """`joining` is what leads to it, where the reader may see that; `may_part` where they may undo it."""

    person: Person
    joining: Joining | None
    where: str
    may_part: bool


def others_of(user, person, records) -> list[OtherRecord]:
    """The other records of this person that the reader may see; nothing tells of any that they may not."""
    # Asked whether or not there is another one: a statement more would tell of a hidden one.
    found = Person.objects.visible_to(user).filter(pk__in=records).select_related("dossier__area").order_by("created_at", "id")
    others = [one for one in found if one.pk != person.pk]
    if not others:
        return []
    seen = {person.pk: person, **{other.pk: other for other in others}}
    joinings = list(Joining.objects.visible_to(user).filter(lasting(seen)).select_related("joined_by").order_by("joined_at"))
    blocks = blocks_of(others)
    return [_other(user, other, joinings, seen, where(other, blocks, full=True)) for other in others]


def _other(user, other, joinings, seen, place) -> OtherRecord:
    """A joining is shown with the record that was joined, and with the one that stands for both where that is the other one."""
    known = [one for one in joinings if one.person_id in seen and one.into_id in seen]
    joining = next((one for one in known if one.person_id == other.pk), None) or next(
        (one for one in known if one.into_id == other.pk), None
    )
    may_part = joining is not None and all(can(user, "person.merge", seen[pk]) for pk in (joining.person_id, joining.into_id))
    return OtherRecord(other, joining, place, may_part)


@dataclass(frozen=True)
class Side:
    """One of the two records in the preview."""

    person: Person
    where: str
    cases: list[Case]
    running: list
    relatives: int
    consents: int


def sides_of(user, people) -> list[Side]:
    ids = [person.pk for person in people]
    cases = list(Case.objects.visible_to(user).filter(subject__in=ids).select_related("area").order_by("-intake_date", "-id"))
    running = one_at_a_time.running(user, ids)
    relatives, consents = (_numbers(rows) for rows in (
        Relative.objects.visible_to(user).present().filter(person__in=ids),
        Consent.objects.visible_to(user).filter(person__in=ids),
    ))  # fmt: skip
    blocks = blocks_of(people)
    return [
        Side(
            person, where(person, blocks, full=True), [case for case in cases if case.subject_id == person.pk],
            [one for one in running if one.person_id == person.pk], relatives.get(person.pk, 0), consents.get(person.pk, 0),
        )
        for person in people
    ]  # fmt: skip


def _numbers(rows) -> dict:
    return dict(rows.order_by().values_list("person").annotate(n=Count("pk")))
