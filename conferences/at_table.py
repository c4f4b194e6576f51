"""Who must not be recognised in a masked text of one item: those of its case, and whoever else is spoken of at the same table.

The names of other cases are read by the job `masking`, since whoever checks a text must not need the right to read them. Whoever tries
names in a text must not learn by it who else is on the agenda, or who told of a case: before somebody who does not prepare the meeting
stand only the items that they see and the reporters whom they read. The rest is looked for when the papers are made (ADR 42).

Of what is found, a reader learns that a word may be a name, and never whose: `readable` holds the keys of those whose names they may read.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.addresses import block_names
from casework.joined import records_of
from casework.models import Consulter, HiddenContact, OtherName, Person, Place, Relative, Reporter
from conferences.masking import Address, Identity, Name, Rules, Who, letter, named
from conferences.models import Conference, Item
from japan.wareki import PartialDate
from privacy import context, reading
from privacy.areas import Area
from referrals.models import Agency


@dataclass(frozen=True)
class AtTable:
    """`own` are replaced by rule. `others` are only found: other cases' people, and a reporter, of whom a token would tell too much.
    `is_whole`: whether they are all of them."""

    own: tuple[Identity, ...]
    others: tuple[Identity, ...]
    readable: frozenset[str]
    rules: Rules
    is_whole: bool = True

    @property
    def everybody(self) -> tuple[Identity, ...]:
        return self.own + self.others

    def may_settle(self, finding) -> bool:
        return finding.identity is None or finding.identity.key in self.readable


class Tables:
    """Those of a meeting, read once however many of its items are looked through. `only`: the one item of whose case the family is read,
    for whoever writes its sheet; whoever looks at all of them prepares the meeting."""

    def __init__(self, conference, user, only=None):
        rows = list(
            Item.objects.filter(conference=conference).values_list("pk", "case", "case__subject", "letter", "removed_at")
        )
        self._letters = {letter for *_row, letter, _gone in rows if letter}
        self._spoken = {
            pk: (case, subject, letter) for pk, case, subject, letter, gone in rows if case and (not gone or pk == only)
        }
        self._is_whole = (
            only is None or Conference.objects.visible_to(user, "conference.prepare").filter(pk=conference).exists()
        )
        if not self._is_whole:
            self._spoken = {pk: spoken for pk, spoken in self._spoken.items() if pk in {only, *_seen(conference, user)}}
        about = [only] if only else list(self._spoken)
        cases = [self._spoken[pk][0] for pk in about]
        subjects = {subject for _case, subject, _letter in self._spoken.values() if subject}
        self._records = records_of(subjects)
        self._readable = _readable(user, self._records, cases)
        with translation.override(settings.LANGUAGE_CODE), context.as_job("masking", user=user) as job:
            self._people = _people(job, self._records)
            self._read(job, cases)
            self._own = {pk: self._own_of(*self._spoken[pk]) for pk in about}
            self._others = {pk: self._others_of(*self._spoken[pk]) for pk in about}
            reading.write_down("person.read", "list")
        self._words: dict = {}

    def of(self, item, *, institutions=True, districts=True) -> AtTable:
        """`institutions`, `districts`: whether their names stay. What stands on a paper is in the council's language."""
        with translation.override(settings.LANGUAGE_CODE):
            rules = self._rules(item, institutions, districts)
        return AtTable(self._own[item.pk], self._others[item.pk], self._readable, rules, self._is_whole)

    def people_of(self, items: Collection) -> tuple[Identity, ...]:
        """Of these items, also of such as the user cannot see."""
        return tuple(one for pk in items for one in self._own.get(pk, ()))

    def relations_of(self, items: Collection) -> set[str]:
        """長男, 妻: as what somebody of their families stands in the record."""
        records = {record for pk in items if pk in self._spoken for record in self._records.get(self._spoken[pk][1], ())}
        return {row.relation for person in records for row in self._relatives[person] if row.relation}

    def _read(self, job, cases) -> None:
        """What lies around these cases, each kind of row at once."""
        subjects = [subject for case, subject, _letter in self._spoken.values() if case in cases]
        near = {record for subject in subjects for record in self._records.get(subject, ())}
        hidden = HiddenContact.objects.visible_to(job, "case.read").filter(case__in=cases, returned_at=None)
        self._hidden = _by(hidden, "case_id")
        self._blocks = block_names(row.place_key for rows in self._hidden.values() for row in rows)
        relatives = Relative.objects.visible_to(job, "person.read").filter(person__in=near, removed_at=None)
        self._relatives = _by(relatives, "person_id")
        self._consulters = _by(
            Consulter.objects.visible_to(job, "case.read").filter(case__in=cases, is_subject=False), "case_id"
        )
        self._reporters = _by(Reporter.objects.visible_to(job).filter(case__in=cases), "case_id")

    def _own_of(self, case, subject, letter_) -> tuple[Identity, ...]:
        """The subject with the letter that they have in this meeting; the family and who came with the letters behind."""
        free, token = self._free(letter_), f"{letter_ or 'A'}さん"
        people = [found for pk, found in self._people.items() if pk in self._records.get(subject, ())]
        found = [_identity(one, Who.SUBJECT, token, str(case)) for one in people]
        families = tuple(name.family for one in found for name in one.names)
        found += [self._kept_to_itself(row, token) for row in self._hidden[case]]
        for person, _names, _blocks in people:
            for row in self._relatives[person.pk]:
                relation = row.relation or _("family")
                found.append(_said(row, Who.FAMILY, f"{next(free)}（{relation}）", case, families))
        came = _("who came")
        for row in self._consulters[case]:
            if row.name:
                found.append(_said(row, Who.CONSULTER, f"{next(free)}（{came}）", case, families))
        return tuple(found)

    def _kept_to_itself(self, row, token) -> Identity:
        """Where a restricted case keeps to itself where they live and how they are called."""
        phones = tuple(filter(None, (row.phone, row.mobile)))
        address = Address(self._blocks.get(row.place_key, ""), row.block)
        return Identity(str(row.person_id), Who.SUBJECT, token, str(row.case_id), (), phones, (address,))

    def _free(self, own):
        number = 0
        while True:
            if (one := letter(number)) not in self._letters | {own or "A"}:
                yield one
            number += 1

    def _others_of(self, case, subject, _letter) -> tuple[Identity, ...]:
        """The subjects of the other cases, under every name and in every record that is theirs; and who told of this one."""
        cases = {one: str(other) for other, one, _letter in self._spoken.values() if one and other != case}
        group = {pk: cases[one] for one in cases for pk in self._records[one] if pk not in self._records.get(subject, ())}
        instead = _("(somebody else)")
        others = [_identity(found, Who.OTHER, instead, group[pk]) for pk, found in self._people.items() if pk in group]
        told = [row for row in self._reporters[case] if self._is_whole or str(row.pk) in self._readable]
        return (*others, *(_said(row, Who.CONSULTER, instead, case, ()) for row in told))

    def _rules(self, item, institutions: bool, districts: bool) -> Rules:
        """Districts and agencies stay or go by choice; a block is never told: the district stands for it, or only that it is ours."""
        areas, agencies, blocks = self._places(item.case.council_id)
        own = [name for *names, kind in areas if kind == Area.Kind.DISTRICT for name in names if name]
        kept = [name for *names, kind in areas if kind != Area.Kind.DISTRICT for name in names if name]
        here = _("in our area")
        place = item.case.area.label if districts else here
        instead = ({} if districts else dict.fromkeys(own, here)) | (
            {} if institutions else dict.fromkeys(agencies, _("(an agency)"))
        )
        words = (*kept, *(own if districts else ()), *(agencies if institutions else ()))
        return Rules(place, instead | dict.fromkeys(blocks, place), tuple(words))

    def rules_of_meeting(self, council) -> Rules:
        """Where it is held and how it is called may say every place."""
        areas, agencies, blocks = self._places(council)
        return Rules(words=(*(name for *names, _kind in areas for name in names if name), *agencies, *blocks))

    def _places(self, council) -> tuple[list, list, list]:
        if council not in self._words:
            self._words[council] = (
                list(Area.objects.filter(council=council).values_list("name", "short_name", "kind")),
                list(Agency.objects.filter(council=council).values_list("name", flat=True)),
                list(Place.objects.filter(council=council).values_list("name", flat=True)),
            )
        return self._words[council]


def at_table(item, user, *, institutions=True, districts=True) -> AtTable:
    return Tables(item.conference_id, user, item.pk).of(item, institutions=institutions, districts=districts)


def _seen(conference, user) -> set:
    """The items that this user sees, as one who takes part or as one who works on the case."""
    rows = Item.objects.filter(conference=conference)
    ways = [rows.visible_to(user, action).values_list("pk", flat=True) for action in ("conference.read", "item.prepare")]
    return {pk for way in ways for pk in way}


def _by(rows, name) -> dict:
    found: dict = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _people(job, records: dict) -> dict:
    """{record: (person, other names, blocks)} of these people, in all records that are theirs."""
    wanted = {pk for found in records.values() for pk in found}
    people = list(Person.objects.visible_to(job, "person.read").filter(pk__in=wanted).order_by("created_at", "pk"))
    names: dict = {}
    for name in OtherName.objects.visible_to(job, "person.find").filter(person__in=wanted).present():
        names.setdefault(name.person_id, []).append(name)
    blocks = block_names(person.place_key for person in people)
    return {person.pk: (person, names.get(person.pk, []), blocks) for person in people}


def _identity(found, role: Who, token: str, group: str) -> Identity:
    person, others, blocks = found
    names = tuple(Name(one.family_name, one.given_name, one.family_kana, one.given_kana) for one in [person, *others])
    address = Address(blocks.get(person.place_key, ""), person.block)
    birth = _partial(person) if person.birth_date else None
    return Identity(str(person.pk), role, token, group, names, tuple(person.phones), (address,), birth, timezone.localdate())


def _partial(person) -> PartialDate:
    day, precision = person.birth_date, person.birth_precision
    return PartialDate(day.year, day.month if precision != "year" else None, day.day if precision == "day" else None)


def _said(row, role: Who, token: str, case, families) -> Identity:
    """Somebody whose name is kept in one piece."""
    return Identity(str(row.pk), role, token, str(case), (named(row.name, "", families),), (row.phone,) if row.phone else ())


def _readable(user, records, cases) -> frozenset[str]:
    """Asked of the policy for this reader; nothing is opened for it."""
    wanted = {pk for found in records.values() for pk in found}
    readable = set(Person.objects.visible_to(user, "person.read").filter(pk__in=wanted).values_list("pk", flat=True))
    relatives = Relative.objects.visible_to(user, "person.read").filter(person__in=readable)
    consulters = Consulter.objects.visible_to(user, "case.read").filter(case__in=cases)
    reporters = Reporter.objects.visible_to(user).filter(case__in=cases)
    found = (pk for rows in (relatives, consulters, reporters) for pk in rows.values_list("pk", flat=True))
    return frozenset(map(str, [*readable, *found]))
