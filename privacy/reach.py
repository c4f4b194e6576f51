"""One question decides: may this user do this action on this dossier?

`dossiers_within` answers it as SQL, for lists. `can` answers it as yes or no, through the same SQL, for one. Pages, services,
templates and `user.has_perm` ask here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models.expressions import RawSQL
from django.utils import timezone

from privacy import context, emergencies, policy, prepared
from privacy.areas import Area
from privacy.dossiers import LEADS_TO_SUBJECT, WORK, Dossier, Grant, permission
from privacy.extent import Reach
from privacy.roles import Role, Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Record(Protocol):
    """What lies in a dossier, as far as a decision looks at it."""

    dossier_id: UUID
    spoken_of: UUID | None
    read_action: str
    _state: Any


InDossier: TypeAlias = "Dossier | Record"
Target: TypeAlias = "InDossier | Area | None"

# Reached by name only, whatever the scope says.
BY_NAME_ONLY = frozenset({Dossier.Kind.COMPARTMENT})


def reach(user: "context.Asker", action: str) -> Reach:
    """`user` may be an `Actor`; the answer is kept for the length of a request."""
    actor = _actor_for(user)
    if action not in actor.reaches:
        actor.reaches[action] = _job_reach(actor.job, action) if actor.job else _user_reach(actor, action)
    return actor.reaches[action]


def dossiers_within(user: "context.Asker", action: str) -> "QuerySet[Dossier]":
    """The dossiers on which this user may do this action, now."""
    return Dossier.objects.filter(pk__in=within(user, action))


def within(user: "context.Asker", action: str) -> RawSQL:
    """A reach as SQL: the ids of its dossiers, for `dossier__in`. Written by hand, since the ORM takes longer to say it than the
    database to answer."""
    actor = _actor_for(user)
    return _within(reach(actor, action), actor)


def _within(found: Reach, actor: context.Actor) -> RawSQL:
    ways: list[str] = []
    params: list[Any] = []
    for part in found.parts:
        more, values = _ways(part, actor)
        ways, params = ways + more, params + values
    if not ways:
        return RawSQL("SELECT NULL::uuid WHERE false", [])
    unrecused, shut = unless_recused(actor, "d.id")
    sql = f"SELECT d.id FROM privacy_dossier d WHERE ({' OR '.join(ways)}) AND {unrecused}"  # noqa: S608
    return RawSQL(sql, [*params, *shut])  # noqa: S611


def unless_recused(user: "context.Asker", column: str) -> tuple[str, list[Any]]:
    """Recusal as a condition on a column that holds a dossier's id, with its parameters: for every query written by hand."""
    shut = recusals(user)
    return (f"{column} <> ALL(%s)", [list(shut)]) if shut else ("true", [])


def recusals(user: "context.Asker") -> frozenset[UUID]:
    """The dossiers this user must not see; asked once a request, mostly together with their areas."""
    actor = _actor_for(user)
    if actor.recused is None:
        actor.recused = _shut_to(actor.user_id) if actor.user_id and not actor.job else frozenset()
    return actor.recused


def is_recused(user: "context.Asker", dossier: Dossier) -> bool:
    """From this dossier, from the case it is a part of, or from the person it is about."""
    return dossier.pk in recusals(user)


# What somebody is recused from, all that is about it, and the parts of that.
SHUT = """
WITH recused AS (SELECT dossier_id AS id FROM privacy_recusal WHERE user_id = %s AND ended_at IS NULL),
     about AS (SELECT id FROM recused UNION SELECT d.id FROM privacy_dossier d JOIN recused r ON d.subject_id = r.id)
SELECT id FROM about UNION SELECT d.id FROM privacy_dossier d JOIN about a ON d.parent_id = a.id
"""

# Both are asked for by every decision on a dossier: in one statement.
STANDING = f"""
SELECT ARRAY(SELECT id FROM privacy_area WHERE path && %s::bigint[] OR (council_id = ANY(%s::bigint[]) AND special <> '')),
       ARRAY({SHUT})
"""  # noqa: S608


def _shut_to(user_id: UUID) -> frozenset[UUID]:
    return frozenset(pk for (pk,) in prepared.rows_of(SHUT, [user_id]))


def _ways(found: Reach, actor: context.Actor) -> tuple[list[str], list[Any]]:
    """By area, by name, by ownership: whichever of them this reach has. `sealed` is the column of `Dossier.restricted`."""
    if not found.allowed:
        return [], []
    if found.everything:
        return ["d.kind = ANY(%s)"], [list(found.kinds)]
    ways: list[str] = []
    params: list[Any] = []
    by_area = sorted(found.kinds - BY_NAME_ONLY - {Dossier.Kind.DESK})
    if by_area and found.areas:
        ways.append("(d.area_id = ANY(%s) AND d.kind = ANY(%s) AND NOT d.sealed)")
        params += [sorted(found.areas), by_area]
    by_name = found.kinds - {Dossier.Kind.DESK}
    if found.councils and by_name:
        params.append(sorted(found.councils))
        way = f"d.council_id = ANY(%s) AND d.kind = ANY(%s) AND ({_granted(found, params, sorted(by_name), actor)})"
        if found.restricted != found.councils:
            way += " AND (NOT d.sealed OR d.council_id = ANY(%s))"
            params.append(sorted(found.restricted))
        ways.append(f"({way})")
    if found.councils and Dossier.Kind.DESK in found.kinds:
        ways.append("(d.kind = 'desk' AND d.owner_id = %s AND d.council_id = ANY(%s))")
        params += [actor.user_id, sorted(found.councils)]
    return ways, params


def _granted(found: Reach, params: list[Any], kinds: list[str], actor: context.Actor) -> str:
    """Grants reach their own dossier, the parts of a case below it, and, those that lead there, the subject. No sibling.

    As arrays, which the database makes once and looks up in an index: a correlated question would be asked of each of the council's
    dossiers.
    """
    valid = "g.user_id = %s AND g.from_date <= %s AND (g.until_date IS NULL"
    values: list[Any] = [actor.user_id, (today := timezone.localdate())]
    if found.lasting:
        valid += ")"
    else:
        valid += " OR g.until_date >= %s)"
        values.append(today)
    if not policy.only_reads(found.action):
        valid += " AND g.permission_id = %s"
        values.append(permission(WORK))
    granted = f"ARRAY(SELECT g.content_object_id FROM privacy_grant g WHERE {valid})"  # noqa: S608
    params += [kinds, *values]
    ways = [f"d.id = ANY({granted})"]
    if Dossier.Kind.CASE in kinds:
        ways.append(f"(d.kind = 'case' AND d.parent_id = ANY({granted}))")
        params += values
    if Dossier.Kind.PERSON in kinds:
        ways.append(
            "(d.kind = 'person' AND d.id = ANY(ARRAY(SELECT a.subject_id FROM privacy_dossier a "  # noqa: S608
            "JOIN privacy_grant g ON g.content_object_id = a.id "
            f"WHERE a.kind = ANY(%s) AND a.subject_id IS NOT NULL AND g.lead = %s AND {valid})))"
        )
        params += [list(LEADS_TO_SUBJECT), Grant.Lead.OPEN, *values]
    if found.action in policy.IN_AN_EMERGENCY and not found.lasting and (emergency := emergencies.way(actor)):
        ways.append(emergency[0])
        params += emergency[1]
    return " OR ".join(ways)


def can(user: "context.Asker", action: str, on: "Target" = None) -> bool:
    """`on` is a dossier, a record in one, an area, or nothing for an action that is about no dossier."""
    if on is None:
        return _may_anywhere(_actor_for(user), action)
    found = reach(user, action)
    if not found.is_any:
        return False
    if isinstance(on, Area):
        return found.everything or on.pk in found.areas
    actor = _actor_for(user)
    if not isinstance(on, Dossier) and on.spoken_of in recusals(actor):
        return False
    key = (action, on.dossier_id)
    yes = actor.decided.get(key)
    if yes is None:
        yes = _by_area(found, actor, on) or dossiers_within(actor, action).filter(pk=on.dossier_id).exists()
    if yes:
        # A yes stands for the length of the request. A no is asked again, since a service may just have granted it; only the noes of
        # a whole page stand (below), until something is granted.
        actor.decided[key] = True
        actor.keyring.admit([on.dossier_id])
    return yes


def _may_anywhere(actor: context.Actor, action: str) -> bool:
    """`Reach.is_any`, without working out where: a menu asks it thirty times a page."""
    if actor.job:
        return reach(actor, action).is_any
    if actor.user is None or not actor.user.is_active:
        return False
    entries = [policy.ACTIONS[one] for one in (action, *policy.ACTIONS[action].instead.values())]
    return any(entry.scope(held.role) > Scope.NONE for held in actor.user.memberships.current() for entry in entries)


def decide(user: "context.Asker", *asked: "tuple[Iterable[str], InDossier | None]") -> None:
    """Asks about several actions on each of some records in one statement, for the `can` of each that follows. For a page, which changes
    nothing: a no stands as well."""
    actor = _actor_for(user)
    unsure = [(action, on) for actions, on in asked if on is not None for action in actions if _is_unsure(actor, action, on)]
    if not unsure:
        return
    ways = [within(actor, action) for action, _on in unsure]
    # Each way as a table: the dossier's id reaches into it, and one row is looked up.
    exist = ", ".join(f"EXISTS (SELECT 1 FROM ({way.sql}) AS d (id) WHERE d.id = %s)" for way in ways)  # noqa: S608
    params = [value for way, (_action, on) in zip(ways, unsure, strict=True) for value in (*way.params, on.dossier_id)]
    answers = prepared.row_of(f"SELECT {exist}", params)
    actor.decided |= {(action, on.dossier_id): yes for (action, on), yes in zip(unsure, answers, strict=True)}


def _is_unsure(actor: context.Actor, action: str, on: "InDossier") -> bool:
    found = reach(actor, action)
    return found.is_any and not _by_area(found, actor, on)


def lasts(user: "context.Asker", action: str, on: Dossier) -> bool:
    """`can`, by a way that has no last day: nobody passes on for longer than they have it themselves."""
    actor = _actor_for(user)
    found = reach(actor, action)
    ways = _within(found.for_good(), actor)
    return _by_area(found, actor, on) or Dossier.objects.filter(pk__in=ways).filter(pk=on.pk).exists()


def _by_area(found: Reach, actor: context.Actor, on: "InDossier") -> bool:
    """The same answer without a query, where the dossier is at hand and the area alone opens it. A no means: ask the database."""
    dossier = on if isinstance(on, Dossier) else on._state.fields_cache.get("dossier")
    if dossier is None or found.everything or dossier.restricted or dossier.kind in BY_NAME_ONLY | {Dossier.Kind.DESK}:
        return False
    by_area = any(dossier.kind in part.kinds and dossier.area_id in part.areas for part in found.parts)
    return by_area and not is_recused(actor, dossier)


def acts_now(user: "context.Asker") -> bool:
    """Whether this is who acts now. What is visible to somebody else stays encrypted for whoever asks about it."""
    actor = context.current()
    return actor is user or (not isinstance(user, context.Actor) and actor.is_user(user))


def _actor_for(user: "context.Asker") -> context.Actor:
    """The acting context of this user: the current one if it is theirs, else one that opens nothing for anybody else."""
    if isinstance(user, context.Actor):
        return user
    actor = context.current_or_none()
    person = None if isinstance(user, AnonymousUser) else user
    if actor is not None and person is not None and actor.is_user(person):
        return actor
    return context.Actor(user=person)


def _job_reach(job: str, action: str) -> Reach:
    allowed, entry = action in policy.SYSTEM.get(job, ()), policy.ACTIONS[action]
    return Reach(action, entry.kinds | set(entry.instead), allowed=allowed, everything=allowed)


def _user_reach(actor: context.Actor, action: str) -> Reach:
    user = actor.user
    if user is None or not user.is_active:
        return Reach(action)
    entry = policy.ACTIONS[action]
    memberships = user.memberships.current()
    scopes = [(entry.scope(membership.role), membership.area) for membership in memberships]
    allowing = [area for scope, area in scopes if scope > Scope.NONE]
    covered = [area for scope, area in scopes if scope == Scope.AREA and (area.council_id or not entry.kinds)]
    keys = {area.council_id if entry.whole_council and area.council_id else area.pk for area in covered}
    councils = _councils(allowing) if entry.kinds else frozenset()
    restricted = _councils(
        membership.area for membership in memberships if entry.restricted[Role(membership.role)] > Scope.NONE
    )
    instead = tuple(replace(reach(actor, other), kinds=frozenset({kind})) for kind, other in entry.instead.items())
    return Reach(
        action,
        entry.kinds,
        _areas(actor, keys, _councils(covered)),
        councils,
        bool(allowing),
        restricted=restricted & councils,
        instead=instead,
    )


def _councils(areas: Iterable[Area]) -> frozenset[int]:
    return frozenset(area.council_id for area in areas if area.council_id)


def _areas(actor: context.Actor, keys: set[int], councils: frozenset[int]) -> frozenset[int]:
    """The areas below these, and the unknown and outside districts of their councils; asked once for all actions, with the
    recusals."""
    if not keys:
        return frozenset()
    key = frozenset(keys)
    if key not in actor.covered:
        below, shut = prepared.row_of(STANDING, [sorted(key), sorted(councils), actor.user_id])
        actor.covered[key] = frozenset(below)
        actor.recused = frozenset(shut) if actor.recused is None else actor.recused
    return actor.covered[key]
