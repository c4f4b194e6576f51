"""Makes two records one person, by a pointer from one to the other, and makes them two again. Nothing moves from dossier to dossier.

Nobody sees more by it than before: each record, case and watch-over opens by its own dossier.
"""

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import one_at_a_time
from casework.joined import one_with
from casework.models import Case, Consent, Joining, Person, Relative
from casework.services.cases import case_place
from casework.services.people import tell_of
from casework.services.recusals import share_recusals, unshare_recusals
from privacy import context
from privacy.errors import NotWithinReach
from privacy.gate import require, service
from privacy.models import Dossier

ACTION = "person.merge"
LOCK = 0x6A6F696E


class AlreadyOne(ValidationError):
    """The two records are one person's already."""


class Unplaced(ValidationError):
    """What was written while both were one must be said to lie where it belongs."""


def _about(one, *, other, **_kwargs):
    """Where one of the two is restricted, only that one's dossier stands in the event: the other's readers learn nothing of it."""
    restricted = [record for record in (one, other) if record.dossier.restricted]
    return restricted if len(restricted) == 1 else [one, other]


@service(ACTION, on=_about)
def person_join(one, *, actor, other, main, why, goes_on=None, now=None) -> Joining:
    """`main`: the id of the record that is to stand for both. `goes_on`: of two things that a person has one of at a time, the one that
    goes on; the other one ends."""
    now = now or timezone.now()
    one, other = _locked(actor, one, other)
    if other.pk in one_with(one.pk):
        raise AlreadyOne(_("These two records are one person's already."))
    person, into = _direction(one, other, main)
    if one.death_date and other.death_date and one.death_date != other.death_date:
        raise ValidationError(_("The two records have different dates of death. Correct one of them first."))
    ended = _end_the_other(actor, [one.pk, other.pk], goes_on)
    person.canonical = into
    person.save()
    context.current().forget_decisions()
    died = one.death_date or other.death_date
    if died:
        _tell(one_with(person.pk), died)
    joining = Joining(
        person=person, into=into, dossier=person.dossier, why=why, joined_on=timezone.localdate(now), joined_at=now, joined_by=actor,
        ended=ended,
    )  # fmt: skip
    joining.recusals = [recusal.pk for recusal in share_recusals(person.dossier, actor)]
    joining.clean_values()
    joining.save()
    context.current().forget_decisions()
    return joining


@service(ACTION, on=lambda joining, **_: _about(joining.person, other=joining.into))
def person_part(joining, *, actor, why, whose=None, placed=False, died=None) -> Joining:
    """Makes them two again. `whose`: {case: person} of the cases taken since, where one goes to the other; `placed`: somebody looked at
    the rest that was written since, and each lies where it belongs. `died`: who of them has died, where a death stands on both."""
    person, into = _locked(actor, joining.person, joining.into)
    joining = Joining.objects.visible_to(actor, ACTION).select_related("dossier").get(pk=joining.pk)
    if joining.parted_on:
        raise AlreadyOne(_("These two records are two people's already."))
    pair = {one.pk: one for one in (person, into)}
    if written_since(actor, joining) and not placed:
        raise Unplaced({"placed": _("Look at what was written since, and say that it lies where it belongs.")})
    if person.death_date and into.death_date and died is None:
        raise Unplaced({"died": _("Say who of them has died.")})
    person.canonical = None
    person.save()
    context.current().forget_decisions()
    for case, subject in (whose or {}).items():
        case_place(case, actor=actor, subject=pair[subject])
    for pk in pair.keys() - set(died if died is not None else pair):
        _tell(one_with(pk), None)
    joining.parted_on, joining.parted_by, joining.parted_why = timezone.localdate(), actor, why
    joining.clean_values()
    joining.save()
    unshare_recusals(joining.recusals, actor)
    one_at_a_time.go_on(actor, joining.ended)
    return joining


def cases_since(actor, joining):
    """The cases of both that were taken while they were one, and that this actor may give to the other."""
    about = [joining.person_id, joining.into_id]
    cases = Case.objects.visible_to(actor, "case.write").filter(subject__in=about, created_at__gte=joining.joined_at)
    return cases.select_related("dossier__subject").order_by("created_at", "id")


def written_since(actor, joining) -> list[tuple]:
    """(person, what) of everything else that was written since into one of the two. It stays where it lies: its key is that record's."""
    about = [joining.person_id, joining.into_id]
    found = [
        (record.person_id, record._meta.verbose_name)
        for rows in (
            Consent.objects.visible_to(actor).filter(withdrawn_date=None),
            Relative.objects.visible_to(actor).present(),
        )
        for record in rows.filter(person__in=about, created_at__gte=joining.joined_at).order_by("created_at", "id")
    ]
    return found + one_at_a_time.begun(actor, about, joining.joined_at)


def _locked(actor, *records) -> list[Person]:
    """As they stand now. One at a time in a council: two who join at once could close a ring, and could be told of neither half."""
    councils = {record.dossier.council_id for record in records}
    if len(councils) != 1 or len({record.pk for record in records}) != len(records):
        raise NotWithinReach(ACTION)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, *councils])
    # Whoever moves or enrols one of them waits too; a move comes from the person to the dossier.
    keys, dossiers = [record.pk for record in records], [record.dossier_id for record in records]
    list(Person.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    list(Dossier.objects.filter(pk__in=dossiers).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    context.current().forget_decisions()
    for record in records:
        require(actor, ACTION, record)
    found = Person.objects.visible_to(actor, ACTION).select_related("dossier__area").filter(pk__in=keys)
    by_id = {person.pk: person for person in found}
    return [by_id[record.pk] for record in records]


def _direction(one: Person, other: Person, main) -> tuple[Person, Person]:
    """(which leads, where to): to the one that is to stand for both, as far as it leads nowhere itself. A restricted one leads to an
    ordinary one, never the other way: the pointer lies where its readers are."""
    ways = [(one, other), (other, one)] if main == other.pk else [(other, one), (one, other)]
    for person, into in ways:
        if person.canonical_id is None and (person.dossier.restricted or not into.dossier.restricted):
            return person, into
    raise ValidationError(_("Each of them belongs to another record already. Make those one."))


def _end_the_other(actor, people, goes_on) -> list:
    running = one_at_a_time.running(actor, people)
    if len(running) < 2:
        return []
    if goes_on not in {one.pk for one in running}:
        raise ValidationError({"goes_on": _("Two of them run. Say which one goes on.")})
    return one_at_a_time.end_all_but(actor, people, goes_on)


def _tell(people, death_date) -> None:
    """A death told of one is of all; in the name of whoever joins, and by none of their rights."""
    with context.as_job("life event", user=context.current().user) as job:
        rows = Person.objects.visible_to(job, "person.write").filter(pk__in=people).select_related("dossier")
        for person in rows.order_by("pk"):
            tell_of(person, death_date)
    context.current().forget_decisions()
