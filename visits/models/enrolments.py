"""見守り登録: who is watched over, how often, by whom, and what to do when nobody answers; and how far each district has come."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from casework.models import Consent, Person
from privacy.models import Area, ConfidentialModel, EncryptedJSONField, EncryptedTextField
from privacy.policy import READS
from visits.codes import EndReason, Manner, Need, Part, Pattern, PauseReason, RolloutStatus, Weekday
from visits.querysets import AssignmentQuerySet, EnrolmentQuerySet, ValidOnQuerySet
from visits.recurrence import Rhythm


class Rollout(models.Model):
    """How far the watch-over has come in a school district since a day. The newest row of a district counts."""

    district = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("School district"))
    status = models.CharField(_("Status"), max_length=8, choices=RolloutStatus)
    from_date = models.DateField(_("Since"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["district", "-from_date", "-recorded_at"]
        constraints = [models.UniqueConstraint(fields=["district", "from_date"], name="visits_one_status_a_day")]

    def __str__(self):
        return f"{self.district_id} {self.status}"


class Enrolment(ConfidentialModel):
    """One person's watch-over, from the application to its end. A person has one at a time.

    The last six columns are kept by the services out of the visits and the rhythm, so that a scan costs one index: `planned` holds
    the number of planned visits a month ("2026-11": 2), as they stood when the month began or the rhythm was last changed.
    """

    read_action = READS["enrolment"]
    unhistoried = ("area", "next_due_date", "overdue_on", "last_visit_date", "last_outcome", "planned", "settled_until")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    operating_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Run by"))
    program = models.CharField(max_length=40, default="watch", help_text="A programme's code.")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    applied_date = models.DateField(_("Applied on"))
    start_date = models.DateField(_("First day"))
    reconfirm_date = models.DateField(_("To be confirmed again by"))
    need = models.CharField(_("Why"), max_length=10, choices=Need)
    need_text = EncryptedTextField(_("Circumstances"), blank=True, default="")
    manner = models.CharField(_("Manner"), max_length=7, choices=Manner)
    pattern = models.CharField(_("How often"), max_length=5, choices=Pattern)
    times = models.PositiveSmallIntegerField(_("Times a month"), default=1)
    weeks = models.PositiveSmallIntegerField(_("Every how many weeks"), default=1)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), default=list, blank=True, verbose_name=_("Weekdays")
    )
    nth = ArrayField(models.SmallIntegerField(), default=list, blank=True, verbose_name=_("Which ones of the month"))
    skip_holidays = models.BooleanField(_("Not on holidays"), default=False)
    grace_days = models.PositiveSmallIntegerField(_("Days of grace"), default=3)
    preference = EncryptedTextField(_("Preferred days and times"), blank=True, default="")
    # Codes of Caution. Nobody counts them, so they are read by nobody without the key.
    cautions = EncryptedJSONField(_("Cautions"), default=list, blank=True)
    caution_text = EncryptedTextField(_("What else to mind"), blank=True, default="")
    absence_protocol = EncryptedTextField(_("What to do when nobody answers"), blank=True, default="")
    # 申し送り of the office; null where nobody could write any yet.
    handed = EncryptedTextField(_("For the visitor to know"), null=True, blank=True)
    ended_date = models.DateField(_("Ended on"), null=True, blank=True)
    end_reason = models.CharField(_("Reason of the end"), max_length=8, choices=EndReason, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    next_due_date = models.DateField(null=True, editable=False)
    settled_until = models.DateField(null=True, editable=False)
    overdue_on = models.DateField(null=True, editable=False)
    last_visit_date = models.DateField(null=True, editable=False)
    last_outcome = models.CharField(max_length=9, blank=True, default="", editable=False)
    planned = models.JSONField(default=dict, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Watch-over enrolment")
        indexes = [
            models.Index(fields=["council", "area", "id"], name="visits_enrolment_running", condition=Q(ended_date=None)),
            models.Index(fields=["overdue_on"], name="visits_enrolment_overdue", condition=Q(ended_date=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_date=None), name="visits_enrolled_once"),
            models.CheckConstraint(
                condition=Q(ended_date=None) | Q(ended_date__gte=F("start_date")), name="visits_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(times__range=(1, 31), weeks__range=(1, 8)), name="visits_rhythm_in_bounds"),
        ]

    def get_absolute_url(self):
        return reverse("enrolment", args=[self.pk])

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(
            self.pattern, self.start_date, self.times, self.weeks, tuple(self.weekdays), tuple(self.nth), self.skip_holidays
        )


class Pause(ConfidentialModel):
    """Nothing is planned from a day until another, or until somebody says that it goes on."""

    read_action = "round.read"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="pauses")
    from_date = models.DateField(_("From"))
    until_date = models.DateField(_("Until"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=8, choices=PauseReason)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ValidOnQuerySet.as_manager()

    class Meta:
        verbose_name = _("Pause")
        ordering = ["from_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")), name="visits_pause_ends_after_it_begins"
            )
        ]


class Assignment(ConfidentialModel):
    """Who goes to this door, in which part, and where it lies on their way. The grant that opens it is given with it."""

    read_action = "round.read"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="doors")
    part = models.CharField(_("Part"), max_length=10, choices=Part, default=Part.VISITOR)
    position = models.PositiveIntegerField(_("Walking order"), default=0)
    from_date = models.DateField(_("From"))
    until_date = models.DateField(_("Until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Assignment")
        ordering = ["position", "created_at", "id"]
        indexes = [models.Index(fields=["user", "position"], name="visits_assignment_user")]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "user"], condition=Q(until_date=None), name="visits_assigned_once"),
        ]
