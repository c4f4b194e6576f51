"""Who must not be recognised in a masked text of one item: those of its case, and whoever else is spoken of at the same table.

The names of other cases are read by the job `masking`, since whoever checks a text must not need the right to read them. What a reader
learns is that a word may be a name, and never whose: `readable` holds the keys of those whose names they may read themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.addresses import block_names
from casework.joined import records_of
from casework.models import Consulter, HiddenContact, OtherName, Person, Place, Relative, Reporter
from conferences.masking import Address, Identity, Name, Rules, Who, letter, named
from conferences.models import Item
from japan.wareki import PartialDate
from privacy import context, reading
from privacy.areas import Area
from referrals.models import Agency


@dataclass(frozen=True)
class AtTable:
    """`own` are replaced by rule. `others` are only found: other cases' people, and a reporter, of whom a token would tell too much."""

    own: tuple[Identity, ...]
    others: tuple[Identity, ...]
    readable: frozenset[str]
    rules: Rules

    @property
    def everybody(self) -> tuple[Identity, ...]:
        return self.own + self.others

    def may_settle(self, finding) -> bool:
        return finding.identity is None or finding.identity.key in self.readable


def at_table(item, user, *, institutions=True, districts=True) -> AtTable:
    """`institutions`, `districts`: whether their names stay. What stands on a paper is in the council's language, whoever reads the page."""
    with translation.override(settings.LANGUAGE_CODE), context.as_job("masking", user=user) as job:
        own, others = _own(item, job), _others(item, job)
        reporters = tuple(_reporters(item, job))
        rules = _rules(item, institutions, districts)
        reading.write_down("person.read", "list")
    return AtTable(own, (*others, *reporters), _readable(user, item), rules)


def _own(item, job) -> tuple[Identity, ...]:
    """The subject with the letter that they have in this meeting; the family and who came with the letters behind."""
    case = item.case
    free = _letters(item)
    people = _people(job, [case.subject_id] if case.subject_id else [])
    found = [_identity(one, Who.SUBJECT, f"{item.letter or 'A'}さん", str(case.pk)) for one in people.values()]
    families = tuple(name.family for one in found for name in one.names)
    found += _hidden(case, job, f"{item.letter or 'A'}さん")
    relatives = Relative.objects.visible_to(job, "person.read").filter(person__in=list(people), removed_at=None)
    for row in relatives:
        relation = row.relation or _("family")
        found.append(_said(row, Who.FAMILY, f"{next(free)}（{relation}）", case, families))
    came = _("who came")
    for consulter in Consulter.objects.visible_to(job, "case.read").filter(case=case, is_subject=False):
        if consulter.name:
            found.append(_said(consulter, Who.CONSULTER, f"{next(free)}（{came}）", case, families))
    return tuple(found)


def _hidden(case, job, token: str) -> list[Identity]:
    """Where a restricted case keeps to itself where they live and how they are called."""
    rows = list(HiddenContact.objects.visible_to(job, "case.read").filter(case=case, returned_at=None))
    blocks = block_names(row.place_key for row in rows)
    return [
        Identity(
            str(row.person_id), Who.SUBJECT, token, str(case.pk), (), tuple(filter(None, (row.phone, row.mobile))),
            (Address(blocks.get(row.place_key, ""), row.block),),
        )
        for row in rows
    ]  # fmt: skip


def _letters(item):
    taken = set(Item.objects.filter(conference=item.conference_id).exclude(letter="").values_list("letter", flat=True))
    number = 0
    while True:
        if (one := letter(number)) not in taken | {item.letter or "A"}:
            yield one
        number += 1


def _others(item, job) -> tuple[Identity, ...]:
    """The subjects of the other cases, under every name and in every record that is theirs."""
    rows = Item.objects.filter(conference=item.conference_id, case__subject__isnull=False).present().exclude(pk=item.pk)
    cases = dict(rows.values_list("case__subject", "case"))
    group = {pk: str(cases[subject]) for subject, records in records_of(cases).items() for pk in records}
    own = records_of([item.case.subject_id])[item.case.subject_id] if item.case.subject_id else set()
    people = {pk: found for pk, found in _people(job, cases).items() if pk not in own}
    instead = _("(somebody else)")
    return tuple(_identity(found, Who.OTHER, instead, group[pk]) for pk, found in people.items())


def _people(job, subjects: Iterable) -> dict:
    """{record: (person, other names, blocks)} of these people, in all records that are theirs."""
    wanted = {pk for records in records_of(subjects).values() for pk in records}
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
    return Identity(str(row.pk), role, token, str(case.pk), (named(row.name, "", families),), (row.phone,) if row.phone else ())


def _reporters(item, job):
    for row in Reporter.objects.visible_to(job).filter(case=item.case):
        yield _said(row, Who.CONSULTER, _("(somebody else)"), item.case, ())


def _readable(user, item) -> frozenset[str]:
    """Asked of the policy for this reader; nothing is opened for it."""
    rows = Item.objects.filter(conference=item.conference_id).present()
    subjects = {pk for pk in rows.values_list("case__subject", flat=True) if pk}
    people = Person.objects.visible_to(user, "person.read")
    wanted = {pk for records in records_of(subjects).values() for pk in records}
    readable = set(people.filter(pk__in=wanted).values_list("pk", flat=True))
    relatives = Relative.objects.visible_to(user, "person.read").filter(person__in=readable)
    consulters = Consulter.objects.visible_to(user, "case.read").filter(case=item.case)
    reporters = Reporter.objects.visible_to(user).filter(case=item.case)
    return frozenset(
        map(
            str, [*readable, *(pk for found in (relatives, consulters, reporters) for pk in found.values_list("pk", flat=True))]
        )
    )


def _rules(item, institutions: bool, districts: bool) -> Rules:
    """Districts and agencies stay or go by choice; a block is never told: the district stands for it, or only that it is ours."""
    council = item.case.council_id
    areas = Area.objects.filter(council=council).values_list("name", "short_name", "kind")
    own = [name for *names, kind in areas if kind == Area.Kind.DISTRICT for name in names if name]
    kept = [name for *names, kind in areas if kind != Area.Kind.DISTRICT for name in names if name]
    agencies = list(Agency.objects.filter(council=council).values_list("name", flat=True))
    here = _("in our area")
    place = item.case.area.label if districts else here
    instead = ({} if districts else dict.fromkeys(own, here)) | (
        {} if institutions else dict.fromkeys(agencies, _("(an agency)"))
    )
    blocks = Place.objects.filter(council=council).values_list("name", flat=True)
    words = (*kept, *(own if districts else ()), *(agencies if institutions else ()))
    return Rules(place, instead | dict.fromkeys(blocks, place), tuple(words))
