"""Search before create: who may be meant already, compared in words with what was typed."""

from dataclasses import dataclass, field, replace
from enum import Enum
from functools import reduce
from operator import or_

from django.db.models import Case as Choice
from django.db.models import Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.area_codes import area_codes
from casework.addresses import blocks_of, where
from casework.joined import records_of
from casework.models import Case, OtherName, Person
from casework.pages import search
from casework.search_tokens import query_tokens
from casework.services.people import fiscal_year_of_birth
from japan import kana, names, phones, wareki
from privacy import context
from privacy.reading import show, unshown

MOST = 6


class Verdict(Enum):
    SAME = "same"
    DIFFERENT = "different"

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (_("Same"), "ok", "ok") if self is Verdict.SAME else (_("Different"), "off", "minus")


@dataclass(frozen=True)
class Likely:
    """`full`: the reader may see more than name, age and district. A verdict is None where one side is unknown.

    `records` are the ids of all records of the person, `also` their other ones that the reader may find: whatever is the same on one
    of them is the same.

    `is_alike`: of the same name or reading, or of another name with the same birth date and number. Before a new record is made, it
    is asked whether it is this person.
    """

    person: Person
    full: bool
    where: str
    is_alike: bool = False
    birth: Verdict | None = None
    place: Verdict | None = None
    phone: Verdict | None = None
    differs: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    names: list[OtherName] = field(default_factory=list)
    also: list[Person] = field(default_factory=list)
    records: frozenset = frozenset()

    def is_among(self, ids) -> bool:
        """Whether one of the person's records is among these ids, as text."""
        return any(str(pk) in ids for pk in self.records)

    def with_record(self, other: "Likely") -> "Likely":
        """The row of both, where `other` is another record of the same person and fits no better."""
        verdicts = {part: _either(getattr(self, part), getattr(other, part)) for part in ("birth", "place", "phone")}
        return replace(self, is_alike=self.is_alike or other.is_alike, **verdicts)


@dataclass(frozen=True)
class Typed:
    """What stands in the form so far, as text."""

    name: str = ""
    kana: str = ""
    phones: tuple[str, ...] = ()
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
            phones=tuple(filter(None, [data.get("phone") or number])),
            birth=data.get("birth", ""),
            place=data.get("place", ""),
        )

    @classmethod
    def of_person(cls, person) -> "Typed":
        return cls(person.name, person.kana, tuple(person.phones), person.birth_words.partition("（")[0], person.place_key)

    @property
    def is_searchable(self) -> bool:
        return any(len(text.strip()) > 1 for text in (self.name, self.kana, *self.phones))

    @property
    def born(self) -> wareki.PartialDate | None:
        try:
            return wareki.parse(self.birth, today=timezone.localdate(), assume="past")
        except wareki.DateError:
            return None

    @property
    def query(self) -> str:
        return " ".join(sorted({names.fold(self.name), names.fold(self.kana), *map(phones.searched, self.phones)}))


def as_fields(text: str) -> dict[str, str]:
    """What was typed into the search box, as the fields of an intake form."""
    text = text.strip()[:200]
    if phones.looks_like(text):
        return {"phone": text}
    return {"kana": text} if kana.is_kana(text) else {"name": text}


@dataclass(frozen=True)
class Known:
    """Who may be meant, whoever fits best first; `more` when there were too many to show."""

    people: list[Likely] = field(default_factory=list)
    more: bool = False

    def without(self, ids) -> "Known":
        return Known([one for one in self.people if not one.is_among(ids)], self.more)


def namesakes(user, *, name="", reading="", numbers=(), born=None) -> list[Person]:
    """Who may already be known under this name, reading or one of these numbers, whoever fits most of it first: the people to compare
    before a new record is made. `born`: the fiscal year of birth, if one was written."""
    council = context.current().council_id
    asked = [query_tokens(text, council) for text in (name, reading, *numbers) if text.strip()] if council else []
    ways = [Q(tokens__contains=tokens) for tokens in asked if tokens]
    if not ways:
        return []
    fits = sum((Choice(When(way, then=1), default=0) for way in ways), Value(0))
    found = Person.objects.visible_to(user, "person.find").filter(reduce(or_, ways)).select_related("dossier__area")
    same_year = Choice(When(birth_fiscal_year=born, then=0), default=1) if born else Value(0)
    with unshown():
        return list(found.order_by(fits.desc(), same_year, "pk")[: search.LIMIT + 1])


def known_people(user, typed: Typed, *, without=()) -> Known:
    """People known under this name, reading or number, each once; six queries however many they are."""
    if not typed.is_searchable:
        return Known()
    born = fiscal_year_of_birth(typed.born)
    found = namesakes(user, name=typed.name, reading=typed.kana, numbers=typed.phones, born=born)
    found = [person for person in found if str(person.pk) not in without]
    ids = [person.pk for person in found]
    readable = set(Person.objects.visible_to(user, "person.read").filter(pk__in=ids).values_list("pk", flat=True))
    codes = area_codes(context.current().council_id)
    with unshown():
        records = records_of(ids)
        names_of = other_names(user, set().union(*records.values()))
        compared = [_compared(person, typed, person.pk in readable, codes, names_of.get(person.pk, [])) for person in found]
        rows = _folded(user, sorted(compared, key=_rank), records, names_of)
    shown, people = rows[:MOST], [one.person for one in rows[:MOST]]
    show(person for one in shown for person in (one.person, *one.also))
    show(name for one in shown for name in one.names)
    blocks, cases = blocks_of(people), _cases_of(user, shown)
    return Known(
        [replace(one, where=where(one.person, blocks, full=one.full), cases=cases[one.records]) for one in shown],
        len(rows) > MOST,
    )


def _folded(user, compared, records, names_of) -> list[Likely]:
    """One row a person, for whom the record stands that fits best; nothing tells of a record that the reader may not find."""
    everybody = set().union(*records.values())
    # Asked whether or not there is another record: a statement more would tell of a hidden one.
    known = {person.pk: person for person in Person.objects.visible_to(user, "person.find").filter(pk__in=everybody)}
    rows: dict[frozenset, Likely] = {}
    for one in compared:
        person, all_of_them = one.person.pk, frozenset(records[one.person.pk])
        also = [known[pk] for pk in sorted(all_of_them - {person}) if pk in known]
        called = [name for pk in sorted(all_of_them) for name in names_of.get(pk, [])]
        before = rows.get(all_of_them)
        rows[all_of_them] = before.with_record(one) if before else replace(one, also=also, names=called, records=all_of_them)
    return sorted(rows.values(), key=_rank)


def other_names(user, people) -> dict:
    """{person id: 旧姓, 通称 and former names}: by one of these somebody may have been found."""
    found: dict = {}
    for name in OtherName.objects.visible_to(user, "person.find").present().filter(person__in=people):
        found.setdefault(name.person_id, []).append(name)
    return found


def _rank(one: Likely) -> tuple[int, int]:
    """What was typed and is the same counts before what only sounds alike."""
    verdicts = (one.phone, one.birth, one.place)
    same, different = (sum(found is verdict for found in verdicts) for verdict in Verdict)
    return -one.is_alike - same, different


def _cases_of(user, shown) -> dict:
    """{records of a person: the newest three of all of them}"""
    cases: dict = {}
    ids = {pk: one.records for one in shown for pk in one.records}
    rows = Case.objects.visible_to(user, "case.read").filter(subject__in=ids).order_by("-intake_date") if ids else []
    with unshown():
        for case in rows:
            cases.setdefault(ids[case.subject_id], []).append(case)
    return {one.records: show(cases.get(one.records, [])[:3]) for one in shown}


def _compared(person, typed, full, codes, called) -> Likely:
    verdicts = {
        "birth": _birth(person, typed.born),
        "place": _verdict(typed.place, person.place_key),
        "phone": _phone(person, typed.phones, codes),
    } if full else {}  # fmt: skip
    same = [verdicts.get(part) is Verdict.SAME for part in ("birth", "phone")]
    is_alike = any(_same_name(one, typed) for one in (person, *called)) or all(same)
    differs = names.differences(typed.name, person.name)
    return Likely(person, full, "", is_alike, differs=differs, **verdicts)


def _same_name(called, typed) -> bool:
    """However it is written, or read the same."""
    name, reading = names.key(typed.name), kana.key(kana.plain(typed.kana))
    return (bool(name) and name == names.key(called.name)) or (
        bool(reading) and bool(called.given_kana) and reading == kana.key(kana.plain(called.kana))
    )


def _verdict(one: str, other: str) -> Verdict | None:
    return (Verdict.SAME if one == other else Verdict.DIFFERENT) if one and other else None


def _either(one: Verdict | None, other: Verdict | None) -> Verdict | None:
    return Verdict.SAME if Verdict.SAME in (one, other) else one or other


def _phone(person, typed: tuple[str, ...], codes) -> Verdict | None:
    """Any number of the one against any of the other."""
    mine, kept = (set().union(*(phones.dialled(number, codes) for number in numbers)) for numbers in (typed, person.phones))
    return (Verdict.SAME if mine & kept else Verdict.DIFFERENT) if mine and kept else None


def _birth(person, written) -> Verdict | None:
    """A year alone is compared with the year, a month with the month."""
    if written is None or person.birth_date is None:
        return None
    parts = {"day": 3, "month": 2, "year": 1}
    depth = min(parts[written.precision], parts.get(person.birth_precision, 1))
    mine = (written.year, written.month, written.day)[:depth]
    kept = (person.birth_date.year, person.birth_date.month, person.birth_date.day)[:depth]
    return Verdict.SAME if mine == kept else Verdict.DIFFERENT
