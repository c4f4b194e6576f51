"""利害関係: shuts somebody out of everything about a person, and lets them in again.

A recusal is from a person, and these services take the person's record or one of their cases. Where a case is about nobody known,
the recusal is from that case until the person is named. Its reasons stand in `privacy/dossiers.py`, and what it shuts in `reach.SHUT`.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people import staff_of
from casework.joined import dossiers_of_one
from casework.people_on_cases import managers_of
from privacy import context
from privacy.gate import service
from privacy.models import AskedRecusal, Dossier, Grant, Recusal
from privacy.policy import READS, roles_for
from privacy.reach import can, within

_followers: list[Callable] = []


class LastManager(ValidationError):
    """The recusal would leave a record, which the actor can read, without a manager."""


def follows_recusal(function):
    """Registers `function(recusal)`. It is called within the transaction, while the actor can still read what is about to close."""
    _followers.append(function)
    return function


@service("person.recuse", on=lambda record, **_: record)
def person_recuse(record, *, actor, why) -> Recusal:
    """The actor shuts themselves out, which holds at once."""
    return shut_out(record, actor, why, by=actor)


@service("person.exclude", on=lambda record, **_: record)
def person_exclude(record, *, actor, user, why) -> Recusal | AskedRecusal:
    """The actor shuts somebody else out. Only a manager may do this, so only another manager can shut out a manager.

    The second manager that one manager shuts out is only asked for: somebody else says yes or no.
    """
    person = whom(record)
    if _needs_a_yes(person, user, actor):
        return _ask(person, user, why, by=actor)
    return shut_out(record, user, why, by=actor)


@service("person.exclude", on=lambda record, **_: record)
def person_readmit(record, *, actor, user, over) -> Recusal:
    """Ends a recusal, with its reason. The row stays, and grants by name that the recusal ended do not come back by themselves.

    Nobody can let themselves in: somebody who is recused cannot reach the record, and the database refuses them as `ended_by`.
    """
    # Only from those records of the person that the actor has themselves: another one may be shut for a reason of its own.
    dossiers = [one for one in dossiers_of_one(whom(record)) if one.pk == whom(record).pk or can(actor, "person.exclude", one)]
    dossiers.append(record.dossier)
    recusals = list(
        Recusal.objects.lasting().filter(dossier__in=dossiers, user=user).order_by("created_at").select_for_update()
    )
    if not recusals:
        raise ValidationError({"user": _("This person is not shut out.")})
    for recusal in recusals:
        _end(recusal, actor, over, timezone.now())
    return recusals[0]


def _needs_a_yes(person: Dossier, user, actor) -> bool:
    """`user` is a manager, and `actor` has shut out another one from this person already."""
    managers = staff_of([person.council_id], roles=roles_for("person.exclude"))
    before = Recusal.objects.lasting().filter(
        dossier__in=dossiers_of_one(person), created_by=actor, user__in=managers.values("pk")
    )
    return managers.filter(pk=user.pk).exists() and before.exclude(user__in=[actor, user]).exists()


def _ask(person: Dossier, user, why, *, by) -> AskedRecusal:
    """It closes nothing yet."""
    return AskedRecusal.objects.get_or_create(
        dossier=person, user=user, answered_at=None, defaults={"why": why, "asked_by": by}
    )[0]


def shut_out(record, user, why, *, by) -> Recusal:
    """Shuts somebody out. Only services call it, which have asked the policy themselves."""
    return shut_out_of(whom(record), user, why, by=by)


def shut_out_of(person: Dossier, user, why, *, by) -> Recusal:
    """Of all records of the person. Whoever was kept from a case of theirs alone is kept from it by this."""
    everything = dossiers_of_one(person)
    found = _shut_out_of(everything, user, why, by)
    for recusal in Recusal.objects.lasting().filter(user=user, dossier__subject__in=everything).exclude(user=by):
        _end_as_named(recusal)
    return found


def _shut_out_of(dossiers, user, why, by) -> Recusal:
    """The recusal from the first of them."""
    standing = {one.dossier_id: one for one in Recusal.objects.lasting().filter(user=user, dossier__in=dossiers)}
    found = [
        standing.get(dossier.pk) or _shut(Recusal(user=user, dossier=dossier, why=why, created_by=by)) for dossier in dossiers
    ]
    return found[0]


def share_recusals(dossier: Dossier, by) -> list[Recusal]:
    """After two records became one: whoever is shut out of one is shut out of all. Returns what was added.

    Of a manager who would be the second one that somebody shuts out, and was not so on either record, it is only asked.
    """
    dossiers = dossiers_of_one(dossier)
    before = list(Recusal.objects.lasting().filter(dossier__in=dossiers).select_related("user").order_by("created_at", "pk"))
    for one in before:
        if _becomes_the_second(one, before, dossier.council_id):
            shut = {other.dossier_id for other in before if other.user_id == one.user_id}
            for closed_next in [each for each in dossiers if each.pk not in shut][:1]:
                _ask(closed_next, one.user, one.why, by=one.created_by)
        else:
            _shut_out_of(dossiers, one.user, one.why, by)
    return list(Recusal.objects.lasting().filter(dossier__in=dossiers).exclude(pk__in=[one.pk for one in before]))


def _becomes_the_second(recusal, before, council_id) -> bool:
    """Whether the same manager had shut out another one earlier, from another record: where both stood on one, it was asked then."""
    managers = set(staff_of([council_id], roles=roles_for("person.exclude")).values_list("pk", flat=True))
    mine = {one.dossier_id for one in before if one.user_id == recusal.user_id}
    stood = [one for one in before if one.created_by_id == recusal.created_by_id and one.user_id in managers]
    earlier = {one.user_id for one in stood[: stood.index(recusal)]} if recusal in stood else set()
    beside = {one.user_id for one in before if one.dossier_id in mine}
    return bool(earlier - beside - {recusal.created_by_id})


def unshare_recusals(ids, by) -> None:
    """After one person became two again: what was added then ends."""
    for recusal in Recusal.objects.lasting().filter(pk__in=ids).exclude(user=by).order_by("created_at").select_for_update():
        _end(recusal, by, Recusal.Over.MISTAKE, timezone.now())
    context.current().forget_decisions()


def _end(recusal, by, over, now) -> None:
    recusal.ended_at, recusal.ended_by, recusal.over = now, by, over
    _tell(recusal)
    recusal.save()


def move_recusals(case, person: Dossier) -> None:
    """Moves the recusals from a case to the person it turns out to be about, whom the same people must not see.

    Of a manager who would be the second one that somebody shuts out from this person, it is only asked: they stay kept from the case.
    """
    about = Recusal.objects.filter(dossier=case.dossier_id)
    lasting = list(about.lasting().select_related("user", "created_by").order_by("created_at", "pk"))
    # As the person stood before: what was said yes to about this case is not asked again.
    waits = [one for one in lasting if one.user_id != one.created_by_id and _needs_a_yes(person, one.user, one.created_by)]
    for recusal in lasting:
        if Recusal.objects.lasting().filter(user=recusal.user, dossier=person).exists():
            _end_as_named(recusal)
        elif recusal in waits:
            _ask(person, recusal.user, recusal.why, by=recusal.created_by)
        else:
            recusal.dossier = person
            _shut(recusal)
            _shut_out_of(dossiers_of_one(person), recusal.user, recusal.why, recusal.created_by)
    about.exclude(pk__in=[one.pk for one in waits if one.ended_at is None]).update(dossier=person)


def _end_as_named(recusal) -> None:
    recusal.ended_at, recusal.ended_by, recusal.over = timezone.now(), context.current().user, Recusal.Over.NAMED
    recusal.save()


def whom(record) -> Dossier:
    """The dossier from which a recusal is recorded: that of the person, or of a case about nobody known."""
    return record.dossier.subject or record.dossier


def _shut(recusal) -> Recusal:
    user, person = recusal.user, recusal.dossier
    about = Dossier.objects.filter(Q(pk=person.pk) | Q(subject=person))
    kinds = [Dossier.Kind.PERSON, Dossier.Kind.CASE, Dossier.Kind.ENROLMENT]
    # A restricted record that is closed to the actor refuses nothing, or the refusal would tell of it: it becomes an orphan (keepers.py).
    known = Q(restricted=False)
    for kind in kinds:
        known |= Q(pk__in=within(context.current(), READS[kind]))
    # The dossiers are locked, since two managers may recuse themselves at the same time.
    for dossier in about.filter(known, kind__in=kinds, parent=None).select_for_update(no_key=True).order_by("pk"):
        if managers_of(dossier) == [user]:
            raise LastManager(_("No manager would be left who can read the record. Let another one be named first."))
    _tell(recusal)
    Grant.objects.filter(user=user, content_object__in=about).end(timezone.localdate())
    recusal.save()
    context.current().forget_decisions()
    return recusal


def _tell(recusal) -> None:
    for follow in _followers:
        follow(recusal)
