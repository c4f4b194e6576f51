"""Who is who: the people that the rows of a file speak of, and who of those known already may be meant."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

from accounts.area_codes import area_codes
from casework.models import Person
from casework.search_tokens import query_tokens
from casework.services import PersonDetails
from japan import kana, names, phones, wareki
from moving.lines import Line
from privacy.models import Area
from privacy.reading import unshown
from ui.fields import kana_parts


@dataclass
class Somebody:
    """`rows`: those of each case of theirs. `may_be`: people known already, who may be they."""

    # What is answered where it is none of them.
    nobody = gettext_lazy("Nobody of these: a new record")

    key: str
    cases: list[list[Line]]
    details: PersonDetails
    may_be: list[Person] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.details.family_name} {self.details.given_name}".strip()

    @property
    def kana(self) -> str:
        return f"{self.details.family_kana} {self.details.given_kana}".strip()

    @property
    def facts(self) -> str:
        """As the file says it, for whoever compares."""
        first, born = self.cases[0][0], self.details.birth
        known = [self.kana, wareki.format_both(born.first, born.precision) if born else "", self.details.phone]
        return "、".join([*filter(None, known), f"{first.sheet} {first.number}"])

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(id of one of those known, as a record says it)"""
        found = []
        for person in self.may_be:
            facts = [person.birth_words, *person.phones, person.dossier.area.label]
            found.append((str(person.pk), f"{person.name} {person.kana} ({'、'.join(filter(None, facts))})"))
        return found


def people_of(cases: Sequence[list[Line]], council_id: int) -> list[Somebody]:
    """One of a name and a birth date or a telephone: never of a name alone, nor where two births are written."""
    codes = area_codes(council_id)
    found: list[dict] = []
    by_way: dict[tuple, dict] = {}
    for rows in cases:
        if not rows[0].said["name"]:
            continue
        name = rows[0].said["whose"]
        born = next((line.said["birth"].first for line in rows if line.said["birth"] and line.said["birth"].day), None)
        numbers = {digits for line in rows for digits in phones.dialled(line.said["phone"], codes)}
        ways = [(name, born)] if born else []
        ways += [(name, digits) for digits in sorted(numbers)]
        one = next((by_way[way] for way in ways if way in by_way and born in (None, by_way[way]["born"] or born)), None)
        if one is None:
            one = {"cases": [], "born": born, "name": name}
            found.append(one)
        one["cases"].append(rows)
        one["born"] = one["born"] or born
        by_way |= dict.fromkeys(ways, one)
    return [_somebody(one["cases"]) for one in found]


def _somebody(cases: list[list[Line]]) -> Somebody:
    details = details_of([line for rows in cases for line in rows])
    says = [
        details.family_name, details.given_name, details.family_kana, details.given_kana, details.phone,
        str(details.birth.first) if details.birth else "", *sorted(str(rows[0].key) for rows in cases),
    ]  # fmt: skip
    return Somebody(hashlib.sha256(json.dumps(says).encode()).hexdigest()[:20], cases, details)


def details_of(lines: Sequence[Line]) -> PersonDetails:
    """Of somebody in the file: the newest address and number, and of the rest what was written first."""
    said = [line.said for line in lines]
    newest = sorted(said, key=lambda one: one["date"], reverse=True)
    name = said[0]["name"]
    reading = next((one["reading"] for one in said if one["reading"]), "")
    family_kana, given_kana = kana_parts(reading, name) if reading else ("", "")
    births = sorted((one["birth"] for one in said if one["birth"]), key=lambda born: (born.day is None, born.month is None))
    lives = next((one for one in newest if one["place"] or one["block"] or one["district"]), {"place": None, "block": ""})
    return PersonDetails(
        family_name=name.family, given_name=name.given, family_kana=family_kana, given_kana=given_kana,
        birth=births[0] if births else None, sex=next((one["sex"] for one in said if one["sex"] != "unknown"), "unknown"),
        place=lives["place"], block=lives["block"], phone=next((one["phone"] for one in newest if one["phone"]), ""),
    )  # fmt: skip


def record_of(one: Somebody, decided: dict[str, str]) -> Person | None:
    """Who it is of those known, as was decided."""
    known = {str(person.pk): person for person in one.may_be}
    return known.get(decided.get(one.key, ""))


def district_of(one: Somebody, council: Area) -> Area:
    """Of their block, else as the newest row says, else unknown."""
    if one.details.place:
        return one.details.place.district
    newest = sorted((line.said for rows in one.cases for line in rows), key=lambda said: said["date"], reverse=True)
    return next((said["district"] for said in newest if said["district"]), None) or Area.objects.unknown_in(council)


def find_known(user, council_id: int, people: Sequence[Somebody]) -> None:
    """Of the same reading or name, and the same birth date or number: among those whose record this reader may open, and nobody else.

    One query, however many rows a file has; whoever is looked at is shown by the page that says their name."""
    asked = {token for one in people for text in _looked_up(one) for token in query_tokens(text, council_id)}
    if not asked:
        return
    codes = area_codes(council_id)
    rows = Person.objects.visible_to(user, "person.read").filter(dossier__council=council_id, tokens__overlap=list(asked))
    by_way: dict[tuple, list[Person]] = {}
    with unshown():
        for person in rows.select_related("dossier__area").order_by("created_at", "pk"):
            for way in _ways(person, person.birth_date if person.birth_precision == "day" else None, person.phones, codes):
                by_way.setdefault(way, []).append(person)
    for one in people:
        born = one.details.birth.first if one.details.birth and one.details.birth.day else None
        ways = _ways(one.details, born, [one.details.phone], codes)
        one.may_be = list({person.pk: person for way in ways for person in by_way.get(way, [])}.values())


def _looked_up(one: Somebody) -> list[str]:
    whole = ["".join(parts.split()) for parts in (one.name, one.kana)]
    return [text for text in whole if text]


def _ways(called, born, numbers, codes) -> list[tuple]:
    name = names.key(called.family_name + called.given_name)
    reading = kana.key(kana.plain(called.family_kana + called.given_kana))
    named = [("name", name), *([("reading", reading)] if reading else [])]
    known = [born] if born else []
    known += sorted(digits for number in numbers if number for digits in phones.dialled(number, codes))
    return [(*one, fact) for one in named for fact in known]
