"""Ends what was granted to somebody by name when they leave a council, so that coming back opens none of it again.

Somebody leaves when their last role that sees content ends, because somebody ended it or because its last day has passed. When it is
ended by hand, the grants end at once. When the day passes, the policy closes everything by itself, and the grants end when a role is
confirmed for the person again, which is the only way back. A role whose first day comes after a break is not confirmed before the
break has passed, since on that day the grants would still be there.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from privacy.models import Grant
from privacy.roles import CONTENT_ROLES

DAY = timedelta(days=1)
_followers: list[Callable] = []
_losers: list[Callable] = []


class BreakAhead(ValidationError):
    """There are days without any role between two roles of this person."""

    def __init__(self):
        super().__init__(_("Between this role and another one lie days without any. Confirm it when those have passed."))


def follows_leaving(function):
    """Registers `function(person, council_id, begun_by)`, with which an app ends what it gave by name there and had begun by that day."""
    _followers.append(function)
    return function


def follows_losing(function):
    """Registers `function(person)`, with which an app ends what somebody began who loses a role, their pledge or their account."""
    _losers.append(function)
    return function


def lost(person) -> None:
    for follow in _losers:
        follow(person)


def before_confirming(membership) -> None:
    today = timezone.localdate()
    if not _opens_content(membership) or (membership.until_date and membership.until_date < today):
        return
    others = _roles_beside(membership, today)
    if _after_a_break([*others, membership]):
        raise BreakAhead
    if not _serves(others, today):
        # A door that was given for a later day, on which a confirmed role begins, stays.
        _leave(membership, today, begun_by=today)


def after_ending(membership) -> None:
    """Leaves the council, if no role is left today. A later role that would now begin after a break must be confirmed again."""
    if not _opens_content(membership) or membership.confirmed_at is None:
        return
    today = timezone.localdate()
    others = _roles_beside(membership, today)
    if not _serves(others, today):
        _leave(membership, today, begun_by=date.max)
    ahead = Membership.objects.filter(pk__in=[role.pk for role in _after_a_break(others)], granted_by__isnull=False)
    ahead.update(confirmed_by=None, confirmed_at=None)


def _opens_content(membership) -> bool:
    return membership.role in CONTENT_ROLES and membership.area.council_id is not None


def _roles_beside(membership, today) -> list[Membership]:
    """This person's other confirmed roles that see content in this council, today or later.

    The person is locked, so that of two roles that are ended at the same time the second one sees that the first has ended.
    """
    User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
    held = membership.user.memberships.confirmed().filter(ended_at=None, role__in=CONTENT_ROLES)
    here = held.filter(area__council=membership.area.council_id).exclude(pk=membership.pk)
    return list(here.exclude(until_date__lt=today))


def _serves(roles, today) -> bool:
    return any(role.from_date <= today for role in roles)


def _after_a_break(roles) -> list[Membership]:
    """The roles that begin after a day on which none of the earlier ones holds."""
    roles = sorted(roles, key=lambda role: role.from_date)
    until = None
    for number, role in enumerate(roles):
        if until and role.from_date - DAY > until:
            return roles[number:]
        until = max(until or date.min, role.until_date or date.max)
    return []


def _leave(membership, today, *, begun_by) -> None:
    """Ends the grants. Their rows stay and tell who was named to what."""
    council_id = membership.area.council_id
    grants = Grant.objects.filter(user=membership.user_id, content_object__council=council_id, from_date__lte=begun_by)
    grants.end(today)
    for follow in _followers:
        follow(membership.user, council_id, begun_by)
