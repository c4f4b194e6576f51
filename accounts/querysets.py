"""Queries on accounts, roles and pledges, named so that they read as sentences."""

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import BaseUserManager
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.user_names import look
from privacy.proven import ProvenQuerySet
from privacy.roles import CONTENT_ROLES


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def looking_like(self, username):
        """A user name that looks like this one, or None."""
        names = self.order_by("username").values_list("username", flat=True)
        return next((name for name in names if look(name) == look(username)), None)


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


# What stands for the person and the day in a question that the ORM says once.
WHO, DAY = UUID(int=0), date.min


@cache
def _question(model) -> tuple[str, tuple]:
    """The memberships that count, as SQL and the marks in it: each request asks, and the ORM takes longer to say it than the database
    to answer."""
    asked = model.objects.filter(user=WHO).confirmed().valid(DAY).with_pledge(DAY)
    return asked.select_related("area").order_by("from_date", "area__path", "id").query.sql_with_params()


def _of(model, values):
    """(the row that these values begin with, the values that are left)"""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(None, names, values[: len(names)]), values[len(names) :]


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
        found = self._in_force(user, timezone.localdate())
        if getattr(user, "is_of_request", False):
            user.__dict__["_memberships_of_request"] = found
        return found

    def everywhere(self):
        """Like `current`, but in every council: the places where somebody may choose to work."""
        user = self.instance
        if not user.is_active:
            return []
        sql, marks = _question(self.model)
        now = {WHO: user.pk, DAY: timezone.localdate()}
        with connection.cursor() as cursor:
            cursor.execute(sql, [now.get(mark, mark) for mark in marks])
            rows = [self._read(*row) for row in cursor.fetchall()]
        return [row for row in rows if row.pledged or row.role not in CONTENT_ROLES]

    def _read(self, *values):
        row, (pledged, *area) = _of(self.model, values)
        row.pledged, row.user = pledged, self.instance
        row.area, _ = _of(self.model._meta.get_field("area").related_model, area)
        return row

    def _in_force(self, user, today):
        held = self.everywhere()
        councils = [membership.area.council_id for membership in held if membership.area.council_id]
        council = user.chosen_council_id if user.chosen_council_id in councils else next(iter(councils), None)
        user.__dict__["_working_council_id"] = council
        return [membership for membership in held if membership.area.council_id in (council, None)]


class PledgeQuerySet(ProvenQuerySet):
    def valid(self, on):
        return self.filter(signed_date__lte=on, valid_until__gte=on, revoked_at__isnull=True)


class OneTimeLinkQuerySet(models.QuerySet):
    def open(self, now):
        """Links that were neither used nor taken back and are not too old."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def to_confirm(self, now):
        return self.open(now).filter(confirmed_at__isnull=True)
