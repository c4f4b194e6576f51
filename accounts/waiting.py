"""What accounts put on the home page: pledges that end, and roles and papers that wait for a second person."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.attention import Item, attention
from accounts.models import OneTimeLink, Pledge
from accounts.people import needing_pledge, people_within
from accounts.second_person import links_to_confirm, roles_to_confirm
from privacy.policy import roles_for
from privacy.roles import CONTENT_ROLES


@attention()
def own_pledge(user, today):
    """Tells everybody of their own pledge, since somebody whose pledge has expired holds no role any more."""
    newest = user.pledges.filter(revoked_at=None).order_by("-valid_until").first()
    soon = today + timedelta(days=Pledge.RENEWAL_DAYS)
    if newest and newest.valid_until > soon:
        return
    needs = user.memberships.confirmed().valid(today).filter(role__in=CONTENT_ROLES)
    if not needs.exists():
        return
    yield Item(
        title=_("Your pledge"),
        why=_("Sign a new one and hand it to your manager.")
        if newest and newest.valid_until >= today
        else _("None is valid: no record opens until a new one is signed and recorded."),
        url=reverse("own_settings"),
        kind="pledge",
        due_date=newest.valid_until if newest else None,
        early=True,
    )


@attention(*roles_for("pledge.manage"))
def pledges_to_renew(user, today):
    soon = today + timedelta(days=Pledge.RENEWAL_DAYS)
    people = needing_pledge(people_within(user, "pledge.manage"), today).exclude(pk=user.pk)
    ends = [until for until in people.values_list("pledged_until", flat=True) if until is None or until <= soon]
    if ends:
        first = min((until for until in ends if until), default=None)
        yield Item(
            title=_("Pledges to renew"),
            why=ngettext("%(n)d person has to sign again.", "%(n)d people have to sign again.", len(ends)) % {"n": len(ends)},
            url=reverse("pledges"),
            kind="pledge",
            due_date=first,
            early=True,
        )


@attention(*roles_for("administrator.confirm"))
def second_person(user, today):
    waiting = roles_to_confirm(user).count()
    if waiting:
        yield Item(
            title=_("Roles to confirm"),
            why=ngettext("%(n)d role waits for a second person.", "%(n)d roles wait for a second person.", waiting)
            % {"n": waiting},
            url=reverse("confirmations"),
            kind="role",
        )
    now = timezone.now()
    # Few wait anywhere, and whom one may confirm takes long to ask.
    waiting = OneTimeLink.objects.to_confirm(now).exists() and links_to_confirm(user, now).count()
    if waiting:
        yield Item(
            title=_("Papers to confirm"),
            why=ngettext("%(n)d paper waits for a second person.", "%(n)d papers wait for a second person.", waiting)
            % {"n": waiting},
            url=reverse("confirmations"),
            kind="link",
        )
