"""Queries on accounts, roles and pledges, named so that they read as sentences."""

from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.user_names import look
from privacy.proven import ProvenQuerySet
from privacy.roles import CONTENT_ROLES
from privacy.together import ask, question


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def looking_like(self, username):
        """A user name that looks like this one, or None."""
        names = self.order_by("username").values_list("username", flat=True)
        return next((name for name in names if look(name) == look(username)), None)

    def with_a_way_in(self, now):
        """A password, a passkey, or a paper. Whoever has none waits for two people who make one."""
        keys = apps.get_model("mfa.Authenticator").objects.filter(user=OuterRef("pk"), type="webauthn")
        papers = apps.get_model("accounts.OneTimeLink").objects.open(now).filter(user=OuterRef("pk"))
        return self.filter(~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Exists(keys) | Exists(papers))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class MembershipQuerySet(ProvenQuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def requested(self):
        """Memberships that one person granted and another has still to confirm."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True)

    def valid(self, on):
        """Until-dates are inclusive: the last day counts whole."""
        return self.filter(
            Q(until_date__isnull=True) | Q(until_date__gte=on),
            from_date__lte=on,
            ended_at__isnull=True,
        )

    def with_pledge(self, on):
        """Marks each row with whether its holder's pledge is valid on that day."""
        pledges = apps.get_model("accounts.Pledge").objects
        return self.annotate(pledged=Exists(pledges.valid(on).filter(user=OuterRef("user_id"))))


class MembershipManager(models.Manager.from_queryset(MembershipQuerySet)):
    """The manager of `user.memberships`. The policy asks `current()` for every decision."""

    def current(self) -> list[Any]:
        """The roles that count today: confirmed, in the council the person works in now, with a pledge where one is needed.

        Read anew on each request; a request's own user keeps the answer until it ends (`backends.get_user` says so).
        """
        user = self.instance
        kept = user.__dict__.get("_memberships_of_request")
        if kept is not None:
            return kept
        found = self._in_force(user)
        if getattr(user, "is_of_request", False):
            user.__dict__["_memberships_of_request"] = found
        return found

    def everywhere(self):
        """Like `current`, but in every council: the places where somebody may choose to work."""
        user = self.instance
        return self._counting(user, ask(user, [held])[held]) if user.is_active else []

    def _counting(self, user, rows):
        for row in rows:
            row.user = user
        return [row for row in rows if row.pledged or row.role not in CONTENT_ROLES]

    def _in_force(self, user):
        read = user.__dict__.pop("_memberships_read", None)
        everywhere = self.everywhere() if read is None else self._counting(user, read)
        councils = [membership.area.council_id for membership in everywhere if membership.area.council_id]
        council = user.chosen_council_id if user.chosen_council_id in councils else next(iter(councils), None)
        user.__dict__["_working_council_id"] = council
        return [membership for membership in everywhere if membership.area.council_id in (council, None)]


@question
def held(asker):
    rows = apps.get_model("accounts.Membership").objects.filter(user=asker.user).confirmed().valid(asker.today)
    return rows.with_pledge(asker.today).select_related("area").order_by("from_date", "area__path", "id")


class PledgeQuerySet(ProvenQuerySet):
    def valid(self, on):
        return self.filter(signed_date__lte=on, valid_until__gte=on, revoked_at__isnull=True)


class OneTimeLinkQuerySet(models.QuerySet):
    def open(self, now):
        """Links that were neither used nor taken back and are not too old."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def to_confirm(self, now):
        return self.open(now).filter(confirmed_at__isnull=True)
