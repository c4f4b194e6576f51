"""利害関係: who is shut out of everything about a person, and who is let in again.

Recusal is from a person. What is handed over here may be their record or one of their cases; a case of nobody known stands for itself,
until it is named.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.people_on_cases import managers_of
from privacy import context
from privacy.models import Dossier, Grant, Recusal
from privacy.services import service

_followers: list[Callable] = []


class LastManager(ValidationError):
    """No record is left without a manager who can read it."""


def follows_recusal(function):
    """Registers `function(recusal)`: told within the transaction, while whoever acts still sees what is about to close."""
    _followers.append(function)
    return function


@service("person.recuse", on=lambda record, **_: record)
def person_recuse(record, *, actor, why) -> Recusal:
    """One takes oneself off, at once."""
    return shut_out(record, actor, why, by=actor)


@service("person.exclude", on=lambda record, **_: record)
def person_exclude(record, *, actor, user, why) -> Recusal:
    """Of somebody else. Only a manager may, and so a manager is shut out by another manager alone."""
    return shut_out(record, user, why, by=actor)


@service("person.exclude", on=lambda record, **_: record)
def person_readmit(record, *, actor, user, over, now=None) -> Recusal:
    """Ends a recusal, with its reason. The row stays; what was granted by name before is granted anew or not at all.

    Nobody lets themselves in: whoever is recused does not reach the record, and the database refuses them as its ender.
    """
    recusal = Recusal.objects.lasting().filter(dossier=whom(record), user=user).select_for_update().first()
    if recusal is None:
        raise ValidationError({"user": _("This person is not shut out.")})
    recusal.ended_at, recusal.ended_by, recusal.over = now or timezone.now(), actor, over
    _tell(recusal)
    recusal.save()
    return recusal


def shut_out(record, user, why, *, by) -> Recusal:
    """For services that have passed a gate of their own."""
    person = whom(record)
    before = Recusal.objects.lasting().filter(user=user, dossier=person).first()
    return before or _shut(Recusal(user=user, dossier=person, why=why, created_by=by))


def move_recusals(case, person: Dossier) -> None:
    """Who must not see the case must not see whom it turns out to be about."""
    for recusal in Recusal.objects.lasting().filter(dossier=case.dossier_id).select_related("user"):
        if Recusal.objects.lasting().filter(user=recusal.user, dossier=person).exists():
            recusal.delete()
        else:
            recusal.dossier = person
            _shut(recusal)
    Recusal.objects.filter(dossier=case.dossier_id).update(dossier=person)


def whom(record) -> Dossier:
    """The dossier that recusal from this record stands on."""
    return record.dossier.subject or record.dossier


def _shut(recusal) -> Recusal:
    user, person = recusal.user, recusal.dossier
    about = Dossier.objects.filter(Q(pk=person.pk) | Q(subject=person))
    kinds = [Dossier.Kind.PERSON, Dossier.Kind.CASE]
    # Locked, since two managers may step aside at once.
    for dossier in about.filter(kind__in=kinds, parent=None).select_for_update(no_key=True).order_by("pk"):
        if managers_of(dossier) == [user]:
            raise LastManager(_("No manager would be left who can read the record. Let another one be named first."))
    _tell(recusal)
    Grant.objects.filter(user=user, content_object__in=about).delete()
    recusal.save()
    context.current().forget_decisions()
    return recusal


def _tell(recusal) -> None:
    for follow in _followers:
        follow(recusal)
