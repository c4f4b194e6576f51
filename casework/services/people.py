"""Services that register and correct people, those around them, and their consents."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import Precision, Sex
from casework.models import Consent, OtherName, Person, Place, Relative
from casework.said import hold_what_was_said
from casework.search_tokens import around_tokens, person_tokens
from casework.services.once import made_before
from japan import fiscal
from japan.wareki import PartialDate
from privacy import context
from privacy.errors import NotWithinReach
from privacy.gate import service
from privacy.ledger import proofs
from privacy.models import Area, Dossier
from privacy.opening import open_dossier
from privacy.reach import reach

_followers: list[Callable] = []


class MovedToOneself(ValidationError):
    """Whoever reaches a person by name alone would open all that is known of them by moving them into a district of their own."""


def follows_person(function):
    """Registers `function(person, died_before)`, which is called within the transaction when a person's record was corrected or their
    death was told elsewhere. `died_before` is the date of death that stood there: where only one of the two is known, they
    died, or turned out to be alive, and each app does what follows or takes it back.
    """
    _followers.append(function)
    return function


@dataclass
class PersonDetails:
    """What a form knows about a person. `birth` is None for 不明; without a place, `outside` says 地区外 and not 地区不明."""

    family_name: str
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    birth: PartialDate | None = None
    sex: str = Sex.UNKNOWN
    death_date: date | None = None
    place: Place | None = None
    outside: bool = False
    block: str = ""
    phone: str = ""
    phone_note: str = ""
    mobile: str = ""
    living: str = ""
    notes: str = ""

    def district(self, council: Area) -> Area:
        """The school district of the address, or one of the council's two special ones."""
        if self.place:
            return self.place.district
        if self.outside:
            return Area.objects.get(council=council, special=Area.Special.OUTSIDE)
        return Area.objects.unknown_in(council)

    def put_on(self, person: Person) -> None:
        for field in fields(self):
            if field.name not in {"birth", "place", "outside"}:
                setattr(person, field.name, getattr(self, field.name))
        person.place_key = str(self.place.pk) if self.place else ""
        person.birth_date = self.birth.first if self.birth else None
        person.birth_precision = self.birth.precision if self.birth else Precision.UNKNOWN
        person.birth_fiscal_year = fiscal_year_of_birth(self.birth)


@service("person.write", on=lambda *, area, **_: area)
def person_register(*, actor, area, details, id=None, another="") -> Person:
    return make_person(area, details, id=id, another=another)


def make_person(area: Area, details: PersonDetails, id=None, *, another="") -> Person:
    """Makes a person. Only services call it, which have asked the policy themselves (intake). `another`: why it is nobody of those who
    are known already."""
    person = Person(id=id or uuid.uuid4())
    person.dossier = open_dossier(Dossier.Kind.PERSON, area)
    with context.because(another):
        _save(person, details, area.council_id)
    return person


@service("person.write", on=lambda person, **_: person)
def person_correct(person, *, actor, details, kept_name="") -> Person:
    """Corrects the record. A new address in another district moves everything about this person there; what was counted stays.

    `kept_name`: as which kind of name the one so far is kept, where it is to be.
    """
    district = details.district(person.dossier.council)
    if district.council_id != person.dossier.council_id:
        raise NotWithinReach("person.write")
    moves = (details.place or details.outside) and district.pk != person.dossier.area_id
    if moves and _would_open(actor, person.dossier.area_id, district.pk):
        raise MovedToOneself({"place": _("Somebody who has both districts moves this person, for example the coordinator.")})
    died_before = person.death_date
    if kept_name:
        _keep_name(person, kept_name)
    _save(person, details, person.dossier.council_id)
    if moves:
        _move(person.dossier, district)
    _follow(person, died_before)
    return person


def tell_death(person, on_date: date) -> None:
    """Writes a death that was told with a case or a watch-over into the person's own record, and does what follows from it everywhere.

    Only services call it, which have asked the policy about what they end. Whoever tells it may have no access to the person's
    record, so the job `life event` writes it in their name. What the record says already stays.
    """
    with context.as_job("life event", user=context.current().user) as job:
        found = Person.objects.visible_to(job, "person.write").select_related("dossier").get(pk=person.pk)
        if found.death_date is None:
            tell_of(found, on_date)
    context.current().forget_decisions()


def tell_of(person: Person, death_date: date | None) -> None:
    """Writes a death into this record, or takes it back. Only the job `life event` does, as somebody told it elsewhere."""
    before, person.death_date = person.death_date, death_date
    if before != death_date:
        person.clean_values()
        person.save()
        _follow(person, before)


@service("person.write", on=lambda person, **_: person)
def other_name_add(person, *, actor, **values) -> OtherName:
    """A name by which the person is, or was, called beside that of today."""
    name = _other_name(person, values)
    _find_anew(person)
    return name


def _other_name(person, values) -> OtherName:
    name = OtherName(person=person, dossier=person.dossier, **values)
    name.clean_values()
    name.save()
    return name


def _keep_name(person: Person, kind) -> None:
    """The name so far, once: changed back and forth, it stands there already."""
    so_far = {part: getattr(person, part) for part in ("family_name", "given_name", "family_kana", "given_kana")}
    if not any(name.name == person.name for name in other_names_of(person)):
        _other_name(person, {"kind": kind, **so_far})


@service("person.write", on=lambda name, **_: name)
def other_name_remove(name, *, actor) -> OtherName:
    name.removed_at = timezone.now()
    name.save()
    _find_anew(Person.objects.in_dossier_of(name, actor, "person.write").select_related("dossier").get())
    return name


@service("person.write", on=lambda person, *, relative=None, **_: [person, relative] if relative else person)
def relative_save(person, *, actor, relative=None, id=None, **values) -> Relative:
    """Adds a relative, once under one `id`; or corrects the given one."""
    if relative is None:
        again, id = made_before(Relative, id, lambda made: made.person_id == person.pk, **values)
        if again:
            return again
        relative = Relative(id=id, person=person, dossier=person.dossier)
    for name, value in values.items():
        setattr(relative, name, value)
    relative.tokens = around_tokens(relative, person.dossier.council_id)
    relative.clean_values()
    relative.save()
    return relative


@service("person.write", on=lambda relative, **_: relative)
def relative_remove(relative, *, actor) -> Relative:
    relative.removed_at = timezone.now()
    relative.save()
    return relative


@service("person.write", on=lambda relative, **_: relative)
def relative_restore(relative, *, actor) -> Relative:
    relative.removed_at = None
    relative.save()
    return relative


@service("consent.write", on=lambda person, **_: person)
def consent_record(person, *, actor, id=None, **values) -> Consent:
    mine = (person.pk, actor.pk)
    again, id = made_before(Consent, id, lambda made: (made.person_id, made.recorded_by_id) == mine, **values)
    return again or make_consent(person, recorded_by=actor, id=id, **values)


def make_consent(person, **values) -> Consent:
    hold_what_was_said(person.dossier, person.pk)
    consent = Consent(person=person, dossier=person.dossier, **values)
    consent.clean_values()
    consent.save()
    return consent


@service("consent.write", on=lambda consent, **_: consent)
def consent_withdraw(consent, *, actor, on_date) -> Consent:
    """From this moment nothing more is told on it: whoever is just telling something is waited for, and whoever comes later sees it."""
    hold_what_was_said(consent.dossier, consent.person_id)
    consent = Consent.objects.in_dossier_of(consent, actor).get(pk=consent.pk)
    if consent.withdrawn_date:
        raise ValidationError({"withdrawn_date": _("This was withdrawn already.")})
    consent.withdrawn_date = on_date
    consent.clean_values()
    consent.save()
    return consent


@service("area.manage", on=lambda *, district, **_: district)
def place_save(*, actor, district, place=None, **values) -> Place:
    """Adds a town block, or corrects one. People keep their district until their own record is corrected."""
    place = place or Place()
    place.district, place.council_id = district, district.council_id
    for name, value in values.items():
        setattr(place, name, value)
    place.full_clean()
    place.save()
    return place


def _would_open(actor, old: int, new: int) -> bool:
    """Everything about a person moves with them: into one's own district, only somebody moves them who had them by district before."""
    areas = reach(actor, "person.write").areas
    return new in areas and old not in areas


def _follow(person: Person, died_before: date | None) -> None:
    for follow in _followers:
        follow(person, died_before)


def _save(person: Person, details: PersonDetails, council_id: int) -> None:
    details.put_on(person)
    person.tokens = person_tokens(person, council_id, other_names_of(person))
    person.clean_values()
    person.save()


def other_names_of(person) -> list[OtherName]:
    """For whoever acts and may write the record."""
    if person._state.adding:
        return []
    return list(OtherName.objects.in_dossier_of(person, context.current(), "person.write").present())


def _find_anew(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(tokens=person_tokens(person, person.dossier.council_id, other_names_of(person)))


def fiscal_year_of_birth(birth: PartialDate | None) -> int | None:
    """Of a year alone the fiscal year most of its months lie in. Born on 1 April counts with the year before, as in schools."""
    if birth is None:
        return None
    if birth.month is None:
        return birth.year
    if birth.month == 4 and birth.day == 1:
        return birth.year - 1
    return fiscal.fiscal_year(birth.first)


def _move(dossier: Dossier, area: Area) -> None:
    """Whatever lies in a dossier about this person goes along by triggers, and the event of the move names all of them."""
    Dossier.objects.filter(pk=dossier.pk).update(area=area)
    dossier.area = area
    about = Dossier.objects.filter(Q(subject=dossier) | Q(parent__subject=dossier))
    proofs.touch(about.order_by("created_at", "pk").values_list("pk", flat=True))
    context.current().forget_decisions()
