"""支援者 and 依頼: who helps in the programmes, who asks for help or for a place to be, and what came of it.

Each record lies in the dossier of the person it is about, so it moves, is restricted and is opened with everything else about them.
"""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Person
from privacy.confidential import ConfidentialQuerySet
from privacy.models import Area, ConfidentialModel, EncryptedJSONField, EncryptedTextField
from supporters.codes import OPEN, STEPS, WAITING, Course, EndReason, Kind, State, Step

READ = "support.read"
PLEDGED_FOR = timedelta(days=365)


class Host(models.Model):
    """受け入れ先: a place that takes somebody in, or somebody's help. Nobody's name stands here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name of the place"), max_length=80)
    district = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("School district")
    )
    tasks = ArrayField(models.CharField(max_length=10), default=list, verbose_name=_("What one can do there"))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("Weekdays"))
    bands = ArrayField(models.CharField(max_length=9), default=list, blank=True, verbose_name=_("Time of day"))
    notes = models.CharField(_("Notes"), max_length=200, blank=True, default="")
    closed_date = models.DateField(_("Closed on"), null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], condition=Q(closed_date=None), name="supporters_host_once")
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("host_edit", args=[self.pk])


class SupporterQuerySet(ConfidentialQuerySet):
    def running(self):
        return self.filter(ended_date=None)


class Supporter(ConfidentialModel):
    """登録: one person's readiness to help, from a day until another. What they can do and when, nobody reads without the key."""

    read_action = READ
    unhistoried = ("debut_date",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supporting")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    # Where they lived when they were registered: what was counted stays counted there.
    counted_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kinds = ArrayField(models.CharField(max_length=13, choices=Kind), verbose_name=_("For what"))
    tasks = EncryptedJSONField(_("What they can do"), default=list)
    # Ids of school districts; none: all of them.
    districts = EncryptedJSONField(_("Where"), default=list, blank=True)
    weekdays = EncryptedJSONField(_("Weekdays"), default=list, blank=True)
    bands = EncryptedJSONField(_("Time of day"), default=list, blank=True)
    active_at = EncryptedTextField(_("Where they are active already"), blank=True, default="")
    remarks = EncryptedTextField(_("Notes"), blank=True, default="")
    registered_date = models.DateField(_("Registered on"))
    pledge_date = models.DateField(_("Pledge signed on"), null=True, blank=True)
    debut_date = models.DateField(null=True, blank=True, editable=False)
    ended_date = models.DateField(pgettext_lazy("supporter", "Last day"), null=True, blank=True)
    end_reason = models.CharField(_("Reason of the end"), max_length=6, choices=EndReason, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        verbose_name = _("Supporter")
        indexes = [models.Index(fields=["council", "registered_date"], name="supporters_registered")]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_date=None), name="supporters_registered_once"),
            models.CheckConstraint(
                condition=Q(ended_date=None, end_reason="") | (Q(ended_date__gte=F("registered_date")) & ~Q(end_reason="")),
                name="supporters_end_says_why",
            ),
        ]

    def get_absolute_url(self):
        return reverse("supporter", args=[self.pk])

    def is_pledged(self, on: date) -> bool:
        """A pledge holds for a year."""
        return self.pledge_date is not None and self.pledge_date <= on <= self.pledge_date + PLEDGED_FOR


class Training(ConfidentialModel):
    """研修: what a supporter took part in."""

    read_action = READ

    supporter = models.ForeignKey(Supporter, on_delete=models.PROTECT, related_name="trainings")
    course = models.CharField(_("Course"), max_length=7, choices=Course)
    date = models.DateField(_("Day"))
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Training of a supporter")
        ordering = ["-date", "id"]


class HelpRequestQuerySet(ConfidentialQuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def waiting(self):
        """Nobody has begun."""
        return self.filter(state__in=WAITING)


class HelpRequest(ConfidentialModel):
    """依頼: who asks, for what, where and when; by whom it is done, and how it stands."""

    read_action = READ
    unhistoried = ("met_date",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="help_requests")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    counted_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("For what"), max_length=13, choices=Kind)
    task = EncryptedTextField(pgettext_lazy("request", "What"))
    text = EncryptedTextField(_("In their own words"), blank=True, default="")
    district = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("Where"))
    weekdays = EncryptedJSONField(_("Weekdays"), default=list, blank=True)
    bands = EncryptedJSONField(_("Time of day"), default=list, blank=True)
    asked_date = models.DateField(_("Asked on"))
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.ASKED)
    since = models.DateField(_("Since"), editable=False)
    supporter = models.ForeignKey(Supporter, null=True, blank=True, on_delete=models.PROTECT, related_name="help_requests")
    host = models.ForeignKey(Host, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    met_date = models.DateField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Request for help")
        indexes = [
            models.Index(fields=["council", "asked_date"], name="supporters_asked"),
            models.Index(fields=["council", "since"], condition=Q(state__in=OPEN), name="supporters_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.DOING) | Q(supporter__isnull=False) | Q(host__isnull=False),
                name="supporters_done_by_somebody",
            )
        ]

    def get_absolute_url(self):
        return reverse("help_request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def steps_now(self) -> list[Step]:
        """What can be done next; to begin, somebody must have been found."""
        found = [step for step, (states, _leads) in STEPS.items() if self.state in states]
        return [step for step in found if step != Step.BEGIN or self.supporter_id or self.host_id]


class HelpStep(ConfidentialModel):
    """One step of a request. What stood before it is kept, so that it can be taken back; a step is never deleted."""

    read_action = READ

    request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=7, choices=Step)
    text = EncryptedTextField(_("Words about it"), blank=True, default="")
    by_death = models.BooleanField(default=False)
    supporter = models.ForeignKey(Supporter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(Host, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state_before = models.CharField(max_length=9, choices=State, blank=True, default="")
    supporter_before = models.ForeignKey(Supporter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    host_before = models.ForeignKey(Host, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since_before = models.DateField(null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(_("Taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("Step of a request for help")
        ordering = ["at", "id"]


class HelpDeed(ConfidentialModel):
    """Once: on which day, how long, by whom."""

    read_action = READ

    request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="deeds")
    supporter = models.ForeignKey(Supporter, null=True, blank=True, on_delete=models.PROTECT, related_name="deeds")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    counted_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    date = models.DateField(_("Day"))
    hours = models.DecimalField(pgettext_lazy("deed", "Hours"), max_digits=4, decimal_places=1)
    text = EncryptedTextField(pgettext_lazy("deed", "How it went"), blank=True, default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Help that was given")
        ordering = ["-date", "-created_at", "id"]
        indexes = [models.Index(fields=["council", "date"], name="supporters_done")]
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="supporters_hours_of_a_day")]
