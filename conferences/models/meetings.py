"""A meeting, the series it belongs to, and who takes part."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Case
from conferences.codes import Basis, Host, Kind, Rhythm, State
from conferences.kinds import NONE, WAYS, Way
from conferences.querysets import AttendeeQuerySet, ConferenceQuerySet
from privacy.models import Area, ConfidentialModel, EncryptedTextField
from referrals.models import Agency, AgencyContact


class Series(models.Model):
    """Meetings that come again. It says when; who comes, where, and what always stands on the agenda is taken from the last one.

    It holds nothing about the people who are helped.
    """

    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name of the series"), max_length=60)
    rhythm = models.CharField(_("Rhythm"), max_length=8, choices=Rhythm)
    weekday = models.PositiveSmallIntegerField(_("Weekday"), help_text="0 is Monday.")
    nth = models.SmallIntegerField(default=1, help_text="1 to 4, or -1 for the last one of the month.")
    weeks = models.PositiveSmallIntegerField(default=1)
    ended_date = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], condition=Q(ended_date=None), name="conferences_series_once"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, nth__in=[1, 2, 3, 4, -1], weeks__gte=1), name="conferences_rhythm_is_one"
            ),
        ]

    def __str__(self):
        return self.name


class Conference(ConfidentialModel):
    """One meeting. It lies in a dossier of its own (kind `item`): of its area, or, when it is about one person, below their case.

    `kind`, `host` and `basis` are three fields, of which `kinds.py` says what goes together. `papers_at`: when its papers were made,
    from which day on its items are open to those who are invited. `opening`, `review`, `closing`: minutes for what is on every agenda.
    """

    read_action = "conference.read"

    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="conferences")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("For the district"))
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="own_conferences")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    host = models.CharField(_("Host"), max_length=13, choices=Host)
    basis = models.CharField(_("Legal basis"), max_length=11, choices=Basis)
    title = EncryptedTextField(_("Title"), blank=True, default="")
    date = models.DateField(_("Day"))
    begins = models.TimeField(pgettext_lazy("conference", "Begins"))
    ends = models.TimeField(pgettext_lazy("conference", "Ends"))
    place = EncryptedTextField(_("Place"), blank=True, default="")
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Chair")
    )
    opening = models.PositiveSmallIntegerField(_("Opening, secrecy"), default=5)
    review = models.PositiveSmallIntegerField(_("What was decided last time"), default=10)
    closing = models.PositiveSmallIntegerField(_("Closing, next meeting"), default=5)
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.PLANNED)
    papers_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Conference")
        ordering = ["date", "begins", "id"]
        indexes = [
            models.Index(fields=["council", "date", "begins", "id"], name="conferences_by_day"),
            models.Index(fields=["series", "date"], name="conferences_of_series"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="conferences_ends_after_it_begins"),
            models.UniqueConstraint(fields=["series", "date"], condition=~Q(state="cancelled"), name="conferences_once_a_day"),
        ]

    def get_absolute_url(self):
        return reverse("conference", args=[self.pk])

    @property
    def papers_url(self) -> str:
        return reverse("conference_papers", args=[self.pk])

    @property
    def way(self) -> Way:
        return WAYS[self.kind, self.host, self.basis]

    @property
    def speaks_of_cases(self) -> bool:
        return self.way.cases != NONE

    @property
    def is_open(self) -> bool:
        """Whether its agenda can still be changed."""
        return self.state == State.PLANNED

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING

    @property
    def is_held(self) -> bool:
        return self.state == State.HELD

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (self.ends.hour - self.begins.hour) * 60 + self.ends.minute - self.begins.minute

    @property
    def chip(self) -> tuple[str, str, str]:
        return State(self.state).chip

    @property
    def receiver(self) -> frozenset[str]:
        """Under which names a consent can mean those who sit in it (`casework.disclosure`)."""
        return frozenset({"conference", f"conference:{self.kind}"})


class Attendee(ConfidentialModel):
    """Who takes part: one of the staff, somebody of the directory, or a name with or without an agency. Lies in the meeting's dossier.

    `pledged_date`: the day on which they acknowledged secrecy (誓約・守秘確認).
    """

    read_action = "conference.read"

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="attendees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Staff")
    )
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Agency")
    )
    contact = models.ForeignKey(AgencyContact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(_("Name"), blank=True, default="")
    organisation = EncryptedTextField(_("Organisation"), blank=True, default="")
    role = EncryptedTextField(_("As what"), blank=True, default="")
    pledged_date = models.DateField(_("Acknowledged secrecy on"), null=True, blank=True)
    came = models.BooleanField(pgettext_lazy("attendee", "Came"), null=True, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Attendee")
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"], condition=Q(removed_at=None, user__isnull=False), name="conferences_staff_once"
            ),
            models.UniqueConstraint(
                fields=["conference", "contact"], condition=Q(removed_at=None, contact__isnull=False),
                name="conferences_contact_once",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(agency=None, contact=None), name="conferences_attendee_is_one_of_three"
            ),
        ]  # fmt: skip

    @property
    def is_staff(self) -> bool:
        return self.user_id is not None

    @property
    def shown_name(self) -> str:
        """Read with `with_names`."""
        if self.user_id:
            return self.user.display_name
        return self.name or (str(self.contact) if self.contact_id else "")

    @property
    def shown_organisation(self) -> str:
        return self.agency.name if self.agency_id else self.organisation
