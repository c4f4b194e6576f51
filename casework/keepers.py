"""Keepers: the managers who can read a restricted record.

Nobody can take the last keeper off a record by hand. But a role, a pledge, a grant or an account may end by itself, and that cannot be
refused; then the record is shown to the managers who could take it over. Both rules ask the policy who can read the record.

A keeper is a manager to whom the policy gives `orphan.take` on the record, in whichever council they work at the moment. Their account
is enabled, they have a role and a pledge, they are named on that day, and they are not recused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acting import CanAct
from accounts.models import User
from accounts.people import staff_of
from casework.models import Takeover
from casework.people_on_cases import at_work, managers_of
from privacy import context
from privacy.dossiers import WORK, permission
from privacy.gate import require
from privacy.models import Dossier, Grant, Recusal
from privacy.policy import roles_for
from privacy.reach import can, reach, recusals, within

APART = timedelta(days=30)


class NobodyLeft(ValidationError):
    """The last keeper of a record cannot be taken off it."""

    def __init__(self):
        super().__init__(
            _("The last manager, or the last person who can read it, cannot be taken off. Name another one first.")
        )


@contextmanager
def kept(*dossiers) -> Iterator[None]:
    """Wraps a step that takes somebody off these records. It raises NobodyLeft when a restricted one would lose all its keepers.

    An ordinary record has the readers of its area, whoever is named to it. The records are locked, since two people may take
    each other off at the same time.
    """
    ids = [dossier.pk for dossier in dossiers if dossier is not None]
    before = [
        (dossier, keepers_of(dossier))
        for dossier in Dossier.objects.select_for_update(no_key=True).filter(pk__in=ids, restricted=True).order_by("pk")
    ]
    yield
    for dossier, keepers in before:
        if keepers and not set(keepers) & set(keepers_of(dossier)):
            raise NobodyLeft


def locked(case, actor, action) -> None:
    """Holds the case's dossier until the commit, as it stands now: where it was restricted in the same moment, whoever may no longer
    do this is refused like anybody else."""
    dossiers = Dossier.objects.select_for_update(no_key=True, of=("self",)).select_related("subject")
    case.dossier = dossiers.get(pk=case.dossier_id)
    context.current().forget_decisions()
    require(actor, action, case)


def keepers_of(dossier) -> list[User]:
    """The managers who can read the record; where there is none, everybody named to it who can read it."""
    return managers_of(dossier) or _readers_of(dossier)


def _readers_of(dossier) -> list[User]:
    leading = Grant.objects.filter(Q(content_object=dossier) | Q(content_object__subject=dossier)).valid(timezone.localdate())
    named = at_work(User.objects.filter(pk__in=leading.values("user")), dossier.council_id)
    return [actor.user for actor in named if can(actor, dossier.read_action, dossier)]


@dataclass(frozen=True)
class Orphan:
    """A restricted record that no manager can read. `asked` is an open request of somebody who may take it over."""

    dossier: Dossier
    asked: Takeover | None


def orphans_for(user) -> list[Orphan]:
    """The orphans that this user may take over or confirm.

    A manager may take over those of their area. A coordinator may confirm where the manager who asked is the only one there. Nobody
    sees an orphan from which they are recused. The number of queries grows with the managers and not with the records.
    Whoever shut somebody out of a person hears nothing of an orphan about them for a while, or one would follow from the other.
    """
    council_id = user.working_council_id
    managers = at_work(staff_of([council_id], roles=roles_for("orphan.take")).order_by("pk"), council_id)
    open_requests = Takeover.objects.open().filter(dossier__council=council_id).select_related("asked_by")
    asked = {row.dossier_id: row for row in open_requests}
    found, apart = [], _shut_by({user.pk, *(actor.user_id for actor in managers)})
    for dossier in _without_manager(user, managers):
        about = {dossier.pk, dossier.subject_id}
        if about & apart[user.pk]:
            continue
        takers = [actor.user for actor in managers if _may_take(actor, dossier) and not about & apart[actor.user_id]]
        request = asked.get(dossier.pk)
        request = request if request and request.asked_by in takers else None
        if user in takers or (request and takers == [request.asked_by]):
            found.append(Orphan(dossier, request))
    return found


def _without_manager(user, managers):
    found, closed = reach(user, "orphan.confirm"), recusals(user)
    restricted = Dossier.objects.filter(
        restricted=True, parent=None, council__in=found.councils, area__in=found.areas, kind__in=found.kinds
    )
    restricted = restricted.exclude(Q(pk__in=closed) | Q(subject__in=closed))
    for actor in managers:
        restricted = restricted.exclude(pk__in=within(actor, "orphan.take"))
    return restricted.order_by("created_at", "pk")


def without_keeper(council_id, on):
    """Restricted records of which nobody in their council can be a keeper by a grant. Every orphan is one; whoever asks which of them
    are theirs has more to ask."""
    named = Grant.objects.valid(on).filter(
        CanAct("orphan.take", user="user", dossier="content_object", on=on), permission=permission(WORK)
    )
    leads = Q(content_object__subject=OuterRef("pk"), lead=Grant.Lead.OPEN)
    kept = named.filter(Q(content_object=OuterRef("pk")) | leads)
    return Dossier.objects.filter(~Exists(kept), restricted=True, parent=None, council=council_id)


def _shut_by(ids) -> dict:
    """{user id: from whom they shut somebody else out lately}"""
    since = timezone.now() - APART
    rows = Recusal.objects.filter(created_by__in=ids, created_at__gt=since)
    found = {pk: set() for pk in ids}
    for by, person in rows.exclude(user=F("created_by")).values_list("created_by", "dossier"):
        found[by].add(person)
    return found


def _may_take(actor, dossier) -> bool:
    closed = {dossier.pk, dossier.subject_id} & recusals(actor)
    return dossier.area_id in reach(actor, "orphan.take").areas and not closed
