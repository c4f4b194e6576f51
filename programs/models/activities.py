"""実施記録: what a programme did, where, with how many. Nobody's name stands here; each record is a fact about an event."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import Area
from programs.models.plan import Program


class Measure(models.Model):
    """What a programme counts, in the council's own words. Retired, never deleted; its unit stands once it was used."""

    class Adds(models.TextChoices):
        SUM = "sum", _("sum")
        AVERAGE = "average", _("average")
        LATEST = "latest", _("the latest")
        PLACES = "places", _("different places")
        PARTNERS = "partners", _("different partners")

    class Kind(models.TextChoices):
        SESSION = "session", _("Session, meeting, class")
        PUBLICATION = "publication", _("Publication")
        CAMPAIGN = "campaign", _("Campaign, gift")
        GRANT = "grant", _("Grant")
        SURVEY = "survey", _("Survey")
        AGREEMENT = "agreement", _("Agreement")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="measures")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("What is counted"), max_length=60)
    unit = models.CharField(_("Unit"), max_length=20)
    adds = models.CharField(_("How it adds up"), max_length=8, choices=Adds, default=Adds.SUM)
    kind = models.CharField(_("Kind"), max_length=11, choices=Kind, default=Kind.SESSION)
    retired_date = models.DateField(_("No longer used from"), null=True, blank=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["program", "name"], condition=Q(retired_date=None), name="programs_measure_once"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_used(self) -> bool:
        return self.values.exists()

    @property
    def counts_names(self) -> bool:
        """Different places or partners: their names are what is counted, and the number is one."""
        return self.adds in (self.Adds.PLACES, self.Adds.PARTNERS)


class Series(models.Model):
    """What comes again: 第2・第4土曜. Its days are made ahead as planned activities; `weeks` are those of the month, none: every week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="series")
    district = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("Place"), max_length=80, blank=True, default="")
    weekday = models.PositiveSmallIntegerField(_("Day of the week"))
    weeks = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    from_date = models.DateField(_("From"))
    until_date = models.DateField(_("Until"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["from_date", "id"]
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="programs_series_weekday")]

    def __str__(self):
        return str(self.pk)

    def days(self) -> list[date]:
        """A fifth week is there in some months only."""
        every = (self.from_date + timedelta(days=number) for number in range((self.until_date - self.from_date).days + 1))
        return [day for day in every if day.weekday() == self.weekday and self._is_week(day)]

    def _is_week(self, day) -> bool:
        return not self.weeks or (day.day + 6) // 7 in self.weeks


class ActivityQuerySet(models.QuerySet):
    def held(self):
        return self.filter(state=Activity.State.HELD)

    def listed(self):
        """With what a list shows of each."""
        values = (
            ActivityValue.objects.exclude(number=None).select_related("measure__program").order_by("measure__position", "id")
        )
        return self.select_related("program__policy__goal__plan", "recorded_by").prefetch_related(
            models.Prefetch("values", values, to_attr="shown_values")
        )


class Activity(models.Model):
    """Once: a session, an issue, a gift. `program` is the main one; a value of another programme's measure shows it there again (再掲)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", pgettext_lazy("activity", "Held")
        CANCELLED = "cancelled", pgettext_lazy("activity", "Called off")

    class Stage(models.TextChoices):
        ASKED = "asked", _("Asked")
        TALKING = "talking", _("Being talked over")
        AGREED = "agreed", _("Agreed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="activities")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(_("Kind"), max_length=11, choices=Measure.Kind)
    state = models.CharField(max_length=9, choices=State, default=State.HELD)
    date = models.DateField(_("Day"))
    end_date = models.DateField(_("Last day"), null=True, blank=True)
    # Ids of areas; none: the whole council.
    districts = ArrayField(models.BigIntegerField(), default=list, blank=True)
    place = models.CharField(_("Place"), max_length=80, blank=True, default="")
    # The same place however it is spelled: width, spaces and hyphens aside.
    place_key = models.CharField(max_length=80, blank=True, default="", editable=False)
    residents = models.PositiveIntegerField(_("Residents"), null=True, blank=True)
    volunteers = models.PositiveIntegerField(_("Volunteers"), null=True, blank=True)
    staff = models.PositiveIntegerField(pgettext_lazy("activity", "Staff"), null=True, blank=True)
    children = models.PositiveIntegerField(_("of them children"), null=True, blank=True)
    elderly = models.PositiveIntegerField(_("of them elderly people"), null=True, blank=True)
    hours = models.DecimalField(pgettext_lazy("activity", "Hours"), max_digits=5, decimal_places=1, null=True, blank=True)
    cost = models.PositiveIntegerField(_("Cost (yen)"), null=True, blank=True)
    partners = models.CharField(_("Done together with"), max_length=200, blank=True, default="")
    stage = models.CharField(_("Stage"), max_length=7, choices=Stage, blank=True, default="")
    text = models.TextField(_("How it was"), blank=True, default="")
    evidence = models.CharField(_("What shows it"), max_length=200, blank=True, default="")
    cancelled_reason = models.CharField(_("Why it was called off"), max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-recorded_at", "id"]
        indexes = [
            models.Index(fields=["council", "date"], name="programs_activity_by_day"),
            GinIndex(fields=["districts"], name="programs_activity_districts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="cancelled") ^ Q(cancelled_reason=""), name="programs_activity_called_off_with_reason"
            ),
            models.UniqueConstraint(
                fields=["series", "date"], condition=~Q(series=None), name="programs_activity_once_a_day_of_series"
            ),
        ]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self):
        return reverse("activity", args=[self.pk])

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED


class ActivityValue(models.Model):
    """What one activity counts of a measure. No number: it was taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="values")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="values")
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "measure"], name="programs_value_once"),
            models.CheckConstraint(condition=Q(number=None) | Q(number__gte=0), name="programs_value_not_negative"),
        ]

    def __str__(self):
        return str(self.pk)


class ActivityChange(models.Model):
    """Who did what to a record, and when: only added to. `lines`: [[column, before, after]], in words as they stood then."""

    only_added = True

    class What(models.TextChoices):
        RECORDED = "recorded", pgettext_lazy("activity", "Recorded")
        CORRECTED = "corrected", pgettext_lazy("activity", "Corrected")
        CANCELLED = "cancelled", pgettext_lazy("activity", "Called off")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=9, choices=What)
    lines = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self):
        return str(self.pk)


class HelperQuerySet(models.QuerySet):
    def valid(self, on):
        return self.filter(Q(until_date=None) | Q(until_date__gte=on), from_date__lte=on, ended_at=None)


class Helper(models.Model):
    """Somebody who records what one programme does, beside their role: a volunteer of the 地域食堂."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField(_("From"), default=timezone.localdate)
    until_date = models.DateField(_("Until"), null=True, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HelperQuerySet.as_manager()

    class Meta:
        ordering = ["from_date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["program", "user"], condition=Q(ended_at=None), name="programs_helper_once"),
        ]

    def __str__(self):
        return str(self.pk)
