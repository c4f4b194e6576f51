"""One question decides: may this user do this action on this dossier?

`dossiers_within` answers it as SQL, for lists. `can` answers it as yes or no, through the same SQL, for one. Pages, services,
templates and `user.has_perm` ask here and nowhere else.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from privacy import context, policy
from privacy.areas import Area
from privacy.dossiers import WORK, Dossier, Grant, Recusal
from privacy.roles import Scope

# Reached by name only, whatever the scope says.
BY_NAME_ONLY = frozenset({Dossier.Kind.COMPARTMENT})
# A grant on one of these opens the subject's own dossier too.
LEADS_TO_SUBJECT = (Dossier.Kind.CASE, Dossier.Kind.ENROLMENT)


@dataclass(frozen=True)
class Reach:
    """How far one action goes for one actor, before any dossier is looked at.

    `areas` are ids, councils' special districts included. `named`: grants count. `everything`: a job of the system.
    """

    action: str
    kinds: frozenset[str] = frozenset()
    areas: frozenset[int] = frozenset()
    named: bool = False
    allowed: bool = False
    everything: bool = False


def reach(user, action: str) -> Reach:
    """`user` may be an `Actor`; the answer is kept for the length of a request."""
    actor = _actor_for(user)
    if action not in actor.reaches:
        actor.reaches[action] = _job_reach(actor.job, action) if actor.job else _user_reach(actor, action)
    return actor.reaches[action]


def dossiers_within(user, action: str):
    """The dossiers on which this user may do this action, now."""
    found = reach(user, action)
    if not found.allowed:
        return Dossier.objects.none()
    if found.everything:
        return Dossier.objects.filter(kind__in=found.kinds)
    return Dossier.objects.filter(within(found, _actor_for(user).user_id))


def within(found: Reach, user_id) -> Q:
    """A reach as a condition on Dossier."""
    by_area = found.kinds - BY_NAME_ONLY - {Dossier.Kind.DESK}
    condition = Q(kind__in=by_area, area__in=found.areas, sealed=False) if found.areas else Q(pk__in=[])
    if found.named:
        condition |= Q(kind__in=found.kinds - {Dossier.Kind.DESK}) & _named(user_id, found.action)
    if Dossier.Kind.DESK in found.kinds:
        condition |= Q(kind=Dossier.Kind.DESK, owner=user_id)
    recused = Recusal.objects.filter(user=user_id)
    return condition & ~(
        Exists(recused.filter(dossier=OuterRef("pk")))
        | Exists(recused.filter(dossier=OuterRef("parent")))
        | Exists(recused.filter(dossier=OuterRef("subject")))
    )


def can(user, action: str, on=None) -> bool:
    """`on` is a dossier, a record in one, an area, or nothing for an action that is about no dossier."""
    found = reach(user, action)
    if not found.allowed:
        return False
    if on is None:
        return True
    if isinstance(on, Area):
        return found.everything or on.pk in found.areas
    if not dossiers_within(user, action).filter(pk=on.dossier_id).exists():
        return False
    _actor_for(user).keyring.admit([on.dossier_id])
    return True


def _actor_for(user):
    """The acting context of this user: the current one if it is theirs, else one that opens nothing for anybody else."""
    if isinstance(user, context.Actor):
        return user
    actor = context.current_or_none()
    if actor is not None and actor.user is not None and actor.user_id == user.pk:
        return actor
    return context.Actor(user=user)


def _job_reach(job, action) -> Reach:
    allowed = action in policy.SYSTEM.get(job, ())
    return Reach(action, policy.ACTIONS[action].kinds, allowed=allowed, everything=allowed)


def _user_reach(actor, action) -> Reach:
    user = actor.user
    if user is None or not user.is_active:
        return Reach(action)
    entry = policy.ACTIONS[action]
    scopes = [(entry.scope(membership.role), membership.area) for membership in user.memberships.current()]
    allowed = any(scope > Scope.NONE for scope, _area in scopes)
    covered = [area for scope, area in scopes if scope == Scope.AREA and (area.council_id or not entry.kinds)]
    return Reach(
        action, entry.kinds, areas=_areas(actor, covered), named=allowed and bool(entry.kinds), allowed=allowed
    )


def _areas(actor, covered) -> frozenset[int]:
    """The areas below these, and the unknown and outside districts of their councils; asked once for all actions."""
    if not covered:
        return frozenset()
    key = frozenset(area.pk for area in covered)
    if key not in actor.covered:
        actor.covered[key] = _areas_below(covered)
    return actor.covered[key]


def _areas_below(covered) -> frozenset[int]:
    councils = [area.council_id for area in covered if area.council_id]
    found = Area.objects.filter(
        Q(path__overlap=[area.pk for area in covered]) | (Q(council__in=councils) & ~Q(special=""))
    )
    return frozenset(found.order_by().values_list("pk", flat=True))


def _named(user_id, action) -> Q:
    """Grants reach their own dossier, the parts of a case below it, and a case's or enrolment's subject. No sibling."""
    grants = Grant.objects.filter(user=user_id).valid(timezone.localdate())
    if not policy.only_reads(action):
        grants = grants.filter(permission__codename=WORK)
    return (
        Exists(grants.filter(content_object=OuterRef("pk")))
        | (Q(kind=Dossier.Kind.CASE) & Exists(grants.filter(content_object=OuterRef("parent"))))
        | (
            Q(kind=Dossier.Kind.PERSON)
            & Exists(grants.filter(content_object__subject=OuterRef("pk"), content_object__kind__in=LEADS_TO_SUBJECT))
        )
    )
