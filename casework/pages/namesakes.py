"""Search before create: who may be meant already, compared in words with what was typed."""

from dataclasses import dataclass, field
from enum import Enum

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.area_codes import area_codes
from casework.addresses import blocks_of, where
from casework.models import Case, Person
from casework.pages import search
from japan import kana, names, phones, wareki
from privacy import context
from privacy.reading import show, unshown


class Verdict(Enum):
    SAME = "same"
    DIFFERENT = "different"

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (_("Same"), "ok", "ok") if self is Verdict.SAME else (_("Different"), "off", "minus")


@dataclass(frozen=True)
class Candidate:
    """`full`: the reader may see more than name, age and district. A verdict is None where one side is unknown."""

    person: Person
    full: bool
    where: str
    birth: Verdict | None = None
    place: Verdict | None = None
    phone: Verdict | None = None
    differs: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


@dataclass(frozen=True)
class Typed:
    """What stands in the form so far, as text."""

    name: str = ""
    kana: str = ""
    phone: str = ""
    birth: str = ""
    place: str = ""

    @classmethod
    def of_form(cls, data) -> "Typed":
        """Out of an intake form. Who came is looked for too, unless the person is somebody else."""
        came = data.get("consulter_name", "") if data.get("same") != "other" else ""
        number = data.get("consulter_phone", "") if data.get("same") != "other" else ""
        return cls(
            name=data.get("name") or came,
            kana=data.get("kana", ""),
            phone=data.get("phone") or number,
            birth=data.get("birth", ""),
            place=data.get("place", ""),
        )

    @property
    def is_searchable(self) -> bool:
        return any(len(text.strip()) > 1 for text in (self.name, self.kana, self.phone))

    @property
    def query(self) -> str:
        return " ".join(sorted({names.fold(self.name), names.fold(self.kana), phones.searched(self.phone)}))


def as_fields(text: str) -> dict[str, str]:
    """What was typed into the search box, as the fields of an intake form."""
    text = text.strip()[:200]
    if phones.looks_like(text):
        return {"phone": text}
    return {"kana": text} if kana.is_kana(text) else {"name": text}


def candidates(user, typed: Typed, *, without=()) -> list[Candidate]:
    """People known under this name, reading or number; four queries however many they are."""
    if not typed.is_searchable:
        return []
    found = search.namesakes(user, name=typed.name, reading=typed.kana, phone=typed.phone)
    people = show(person for person in found if str(person.pk) not in without)
    ids = [person.pk for person in people]
    readable = set(Person.objects.visible_to(user, "person.read").filter(pk__in=ids).values_list("pk", flat=True))
    blocks = blocks_of(people)
    cases, codes = _cases_of(user, people), area_codes(context.current().council_id)
    return [_compared(person, typed, person.pk in readable, blocks, codes, cases[person.pk]) for person in people]


def _cases_of(user, people) -> dict:
    """{person id: the newest three}"""
    cases = {}
    ids = [person.pk for person in people]
    rows = Case.objects.visible_to(user, "case.read").filter(subject__in=ids).order_by("-intake_date") if ids else []
    with unshown():
        for case in rows:
            cases.setdefault(case.subject_id, []).append(case)
    return {person.pk: show(cases.get(person.pk, [])[:3]) for person in people}


def _compared(person, typed, full, blocks, codes, cases) -> Candidate:
    verdicts = {
        "birth": _birth(person, typed.birth),
        "place": _verdict(typed.place, person.place_key),
        "phone": _phone(person, typed.phone, codes),
    } if full else {}  # fmt: skip
    differs = names.differences(typed.name, person.name)
    return Candidate(person, full, where(person, blocks, full=full), differs=differs, cases=cases, **verdicts)


def _verdict(one: str, other: str) -> Verdict | None:
    return (Verdict.SAME if one == other else Verdict.DIFFERENT) if one and other else None


def _phone(person, text: str, codes) -> Verdict | None:
    """Any number of the one against any of the other."""
    mine = phones.dialled(text, codes)
    kept = set().union(*(phones.dialled(number, codes) for number in person.phones))
    return (Verdict.SAME if mine & kept else Verdict.DIFFERENT) if mine and kept else None


def _birth(person, text: str) -> Verdict | None:
    """A year alone is compared with the year, a month with the month."""
    try:
        written = wareki.parse(text, today=timezone.localdate(), assume="past")
    except wareki.DateError:
        return None
    if person.birth_date is None:
        return None
    parts = {"day": 3, "month": 2, "year": 1}
    depth = min(parts[written.precision], parts.get(person.birth_precision, 1))
    mine = (written.year, written.month, written.day)[:depth]
    kept = (person.birth_date.year, person.birth_date.month, person.birth_date.day)[:depth]
    return Verdict.SAME if mine == kept else Verdict.DIFFERENT
