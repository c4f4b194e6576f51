"""Who may confirm as the second person.

An administrator may confirm the role of administrator. Every role that sees content, or sees who looked at it, needs a manager. Two
administrators would not be enough, since one of them could create an account for the other one by themselves.
"""

from functools import wraps

from django.db.models import Exists, OuterRef, Q

from accounts.models import Membership, OneTimeLink
from accounts.people import people_within
from privacy.gate import service
from privacy.reach import reach
from privacy.roles import Role

BY_MANAGER, BY_ADMINISTRATOR = "role.confirm", "administrator.confirm"


def action_for(roles) -> str:
    return BY_ADMINISTRATOR if set(roles) == {Role.ADMINISTRATOR} else BY_MANAGER


def roles_ever(person):
    """All roles of a person: proposed, held and ended. Ended ones count, since whoever gets into the account could wait until they return."""
    return person.memberships.values_list("role", flat=True)


def by_second_person(roles, *, on=None):
    """Makes a service whose action depends on the roles that are confirmed by it, which `roles(what)` returns."""

    def decorate(function):
        gates = {action: service(action, on=on)(function) for action in (BY_MANAGER, BY_ADMINISTRATOR)}

        @wraps(function)
        def gate(what, *, actor):
            return gates[action_for(roles(what))](what, actor=actor)

        return gate

    return decorate


def roles_to_confirm(actor):
    waiting = Membership.objects.requested().exclude(granted_by=actor).exclude(user=actor)
    administrators = Q(role=Role.ADMINISTRATOR, area__in=reach(actor, BY_ADMINISTRATOR).areas)
    return waiting.filter(Q(area__in=reach(actor, BY_MANAGER).areas) | administrators)


def links_to_confirm(actor, now):
    waiting = OneTimeLink.objects.to_confirm(now).exclude(made_by=actor).exclude(user=actor)
    more = Exists(Membership.objects.filter(user=OuterRef("user")).exclude(role=Role.ADMINISTRATOR))
    administrators = Q(~more, user__in=people_within(actor, BY_ADMINISTRATOR))
    return waiting.filter(Q(user__in=people_within(actor, BY_MANAGER)) | administrators)
