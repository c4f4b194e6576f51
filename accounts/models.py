"""Who works here: people, their roles with dates, their pledges, and the paper links that let them in."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import user_names
from accounts.querysets import (
    MembershipManager,
    OneTimeLinkQuerySet,
    PledgeQuerySet,
    UserManager,
)
from privacy.areas import Area
from privacy.backend import PolicyBackend
from privacy.proven import Proven
from privacy.roles import Role


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from memberships alone: there is no superuser."""

    class Language(models.TextChoices):
        JAPANESE = "ja", "日本語"
        ENGLISH = "en", "English"

    class Calendar(models.TextChoices):
        WAREKI = "wareki", _("Japanese era (令和5年)")
        WESTERN = "western", _("Western (2023)")

    class TextSize(models.TextChoices):
        NORMAL = "normal", _("Normal letters")
        LARGE = "large", _("Larger letters")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        _("User name"),
        max_length=60,
        unique=True,
        validators=[user_names.plain],
    )
    email = models.EmailField(_("E-mail address"), blank=True, default="")
    display_name = models.CharField(_("Name"), max_length=80)
    kana = models.CharField(_("Kana"), max_length=80, blank=True, default="")
    language = models.CharField(_("Language"), max_length=2, choices=Language, default=Language.JAPANESE)
    calendar = models.CharField(_("Calendar"), max_length=8, choices=Calendar, default=Calendar.WAREKI)
    text_size = models.CharField(_("Text size"), max_length=8, choices=TextSize, default=TextSize.NORMAL)
    chosen_council = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    trained_on = models.DateField(_("Visitors' training on"), null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(
        default=False,
        help_text="An account of the demo data, which may skip the second factor.",
    )
    emergency_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="A hint where to look: what decides is the proven row (privacy/emergencies.py).",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    password_changed_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    class Meta:
        ordering = ["kana", "id"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_username_once"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="accounts_email_once"),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def in_emergency_until(self):
        """Until when something is open to them in an emergency; None while nothing is."""
        return self.emergency_until if self.emergency_until and self.emergency_until > timezone.now() else None

    @property
    def working_council_id(self):
        """The council this person works in now; somebody who serves two has chosen one."""
        if "_working_council_id" not in self.__dict__:
            self.memberships.current()
        return self.__dict__.get("_working_council_id")

    @classmethod
    def normalize_username(cls, username):
        return user_names.fold(username)

    def get_absolute_url(self):
        return reverse("person_account", args=[self.pk])

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name

    def set_password(self, raw_password):
        """A hash that Django makes anew at a sign-in is saved without the moment: it is the same password."""
        super().set_password(raw_password)
        if not self._state.adding:
            self.password_changed_at = timezone.now()

    def has_perm(self, perm, obj=None):
        return PolicyBackend().has_perm(self, perm, obj)

    def has_module_perms(self, app_label):
        """Django's own permissions open nothing here."""
        return False

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self.forget_memberships()

    def forget_memberships(self):
        """Forgets the memberships that were read, after a change within the same request."""
        for kept in ("_memberships_read", "_memberships_of_request", "_working_council_id"):
            self.__dict__.pop(kept, None)


class Organisation(models.Model):
    """A body that people work for: the council, the network of each school district, an agency."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("District welfare council")
        NETWORK = "network", _("Small-area network")
        AGENCY = "agency", _("Agency")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind)
    name = models.CharField(_("Name"), max_length=80)
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="organisations",
        verbose_name=_("Area"),
    )
    phone = models.CharField(_("Phone"), max_length=30, blank=True, default="")
    closed_date = models.DateField(_("Closed on"), null=True, blank=True)

    class Meta:
        ordering = ["area__path", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="accounts_organisation_once"),
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(kind="network", closed_date=None),
                name="accounts_one_network_a_district",
            ),
        ]

    def __str__(self):
        return self.name


class Membership(Proven):
    """A role somewhere, from and until a day. One person grants it, another confirms it; before that it opens nothing."""

    proven = (
        "user", "role", "area", "operating_org", "from_date", "until_date", "granted_by", "granted_at", "confirmed_by", "confirmed_at",
        "ended_by", "ended_at",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("Role"), max_length=13, choices=Role)
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("Area"),
    )
    operating_org = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Organisation"),
    )
    from_date = models.DateField(_("First day"))
    until_date = models.DateField(_("Last day"), null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipManager()

    class Meta:
        ordering = ["from_date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area", "from_date"],
                condition=Q(ended_at=None),
                name="accounts_membership_once",
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="accounts_membership_dates",
            ),
            # Nobody twice, nobody for themselves. Without a granter: made by the installation, before anybody was there.
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (
                    Q(granted_by__isnull=False)
                    & ~Q(confirmed_by=F("granted_by"))
                    & ~Q(confirmed_by=F("user"))
                    & ~Q(granted_by=F("user"))
                ),
                name="accounts_membership_second_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                | Q(confirmed_at__isnull=False, confirmed_by=None, granted_by=None),
                name="accounts_membership_confirmed_whole",
            ),
        ]

    def __str__(self):
        return f"{self.role} {self.pk}"

    @property
    def is_of_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def is_requested(self):
        return self.confirmed_at is None and self.ended_at is None


class Ending(models.Model):
    """Why a role was ended, or an account disabled: said by whoever did it. It opens and closes nothing."""

    class Why(models.TextChoices):
        LEFT = "left", _("Leaves the work")
        MOVED = "moved", _("Does other work now")
        UNSAFE = "unsafe", _("Something was lost, or somebody else may know the password")
        MISTAKE = "mistake", _("It was given by mistake")
        OTHER = "other", _("Another reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="endings")
    membership = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="endings", help_text="Nothing: the account was disabled."
    )
    why = models.CharField(max_length=7, choices=Why)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self):
        return f"ending {self.pk}"


class Pledge(Proven):
    """誓約書: signed on paper each year. Without a valid one no record opens."""

    proven = ("user", "signed_date", "valid_until", "recorded_by", "recorded_at", "revoked_by", "revoked_at")

    RENEWAL_DAYS = 60

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pledges")
    signed_date = models.DateField(_("Signed on"))
    valid_until = models.DateField(_("Valid until"))
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_until", "id"]
        indexes = [models.Index(fields=["user", "valid_until"], name="accounts_pledge_validity")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("signed_date")),
                name="accounts_pledge_dates",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | ~Q(recorded_by=F("user")),
                name="accounts_pledge_by_another",
            ),
        ]

    def __str__(self):
        return f"pledge {self.pk}"

    @staticmethod
    def longest_until(signed):
        """The last day of a year that begins on `signed`: the day before the anniversary. 29 February counts as 1 March."""
        try:
            return signed.replace(year=signed.year + 1) - timedelta(days=1)
        except ValueError:
            return signed.replace(year=signed.year + 1, month=3, day=1) - timedelta(days=1)


class AccessReview(Proven):
    """A manager looked through who may see what in their council, and says that it is right. `held` is what they saw, by ids."""

    proven = ("council", "month", "held", "confirmed_by", "confirmed_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="Its first day.")
    held = models.JSONField(help_text="[user, role, area] of each role.")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-month", "id"]
        constraints = [models.UniqueConstraint(fields=["council", "month"], name="accounts_review_once_a_month")]


class OneTimeLink(models.Model):
    """A printed way in, for those who have no e-mail. Only the token's hash is kept; a second person confirms it."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        PASSWORD = "password", _("Forgotten password")
        SECOND_FACTOR = "factor", _("Lost second factor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="one_time_links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (Q(made_by__isnull=False) & ~Q(confirmed_by=F("made_by")) & ~Q(confirmed_by=F("user"))),
                name="accounts_link_second_person",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(confirmed_at__isnull=False),
                name="accounts_link_confirmed_first",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_by__isnull=False) | Q(made_by=None),
                name="accounts_link_confirmed_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.purpose} {self.pk}"

    @property
    def is_for_second_factor(self) -> bool:
        return self.purpose == self.Purpose.SECOND_FACTOR

    def is_usable(self, now):
        return bool(
            self.confirmed_at
            and self.used_at is None
            and self.revoked_at is None
            and now < self.expires_at
            and self.user.is_active
        )


class Installation(models.Model):
    """One row: what this database is. A database that holds demo data is never taken into production."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    holds_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="accounts_one_installation")]

    def __str__(self):
        return "installation"

    @classmethod
    def is_demo(cls) -> bool:
        return cls.objects.filter(holds_demo=True).exists()

    @classmethod
    def mark_demo(cls) -> None:
        cls.objects.update_or_create(id=1, defaults={"holds_demo": True})
