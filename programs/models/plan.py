"""The council's plan: Plan > Goal > Policy > Program > Target > Quantity. Nothing here is about a person."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import Area


class Plan(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    philosophy = models.TextField(blank=True, default="")
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField()
    # A copy for the next term that was taken back.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["area", "-from_year"]
        constraints = [
            models.UniqueConstraint(fields=["area", "from_year"], name="programs_plan_once"),
            models.CheckConstraint(condition=Q(to_year__gte=F("from_year")), name="programs_plan_years"),
        ]

    def __str__(self):
        return self.title


class Goal(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="programs_goal_once")]

    def __str__(self):
        return f"{self.number} {self.name}"


class Policy(models.Model):
    """基本計画, numbered like 2-1."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="policies")
    number = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["goal", "number"], name="programs_policy_once")]

    def __str__(self):
        return f"{self.number} {self.name}"


class Program(models.Model):
    """事業. Two may share a name in different policies, so a programme is known by policy and name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="programs")
    # Where the plan's document puts it, if somebody moved it since.
    stated_in = models.ForeignKey(
        Policy, null=True, on_delete=models.SET_NULL, related_name="+", editable=False, db_index=False
    )
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="", help_text="Which records count for it; empty: none yet.")
    withdrawn_date = models.DateField(null=True, blank=True, help_text="No longer in the plan from this day on.")
    # 1 to 12; none: spread over the whole year.
    planned_months = ArrayField(models.PositiveSmallIntegerField(), default=list, db_default=[], blank=True)

    class Meta:
        ordering = ["policy__goal__number", "policy__position", "position"]
        constraints = [models.UniqueConstraint(fields=["policy", "name"], name="programs_program_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("program", args=[self.pk])


class Target(models.Model):
    """到達目標 for the term, or 今年度の計画 of one fiscal year. `judgement` is what a person decided instead of the rule, or nothing."""

    class Scope(models.TextChoices):
        TERM = "term", _("Target of the term")
        YEAR = "year", _("Plan of the year")

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", pgettext_lazy("milestone", "Done")

    class Judgement(models.TextChoices):
        ACHIEVED = "achieved", _("achieved")
        ON_TRACK = "on_track", _("on track")
        BEHIND = "behind", _("behind")
        NOT_STARTED = "not_started", _("not started")
        OUT_OF_SCOPE = "out_of_scope", _("out of scope")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="targets")
    scope = models.CharField(max_length=4, choices=Scope)
    fiscal_year = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    status = models.CharField(max_length=11, choices=Status, default=Status.NOT_STARTED)
    comment = models.TextField(_("Comment"), blank=True, default="")
    status_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status_at = models.DateTimeField(null=True, blank=True)
    judgement = models.CharField(_("Judgement"), max_length=12, choices=Judgement, blank=True, default="", db_default="")
    # What the document says no more stays with its results and comments, and is shown no longer.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # The target of the year before, of which it began as a copy.
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["scope", "fiscal_year", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="term", fiscal_year__isnull=True) | Q(scope="year", fiscal_year__isnull=False),
                name="programs_year_target_has_year",
            ),
            models.UniqueConstraint(
                fields=["program", "scope", "fiscal_year", "text"], nulls_distinct=False, name="programs_target_once"
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_of_term(self) -> bool:
        return self.scope == self.Scope.TERM

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        signs = {self.Status.DONE: ("ok", "ok"), self.Status.UNDER_WAY: ("now", "run")}
        return (str(self.get_status_display()), *signs.get(self.Status(self.status), ("off", "ring")))


class Remark(models.Model):
    """What was said of a target, and how it was judged then: only added to."""

    only_added = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="remarks")
    status = models.CharField(max_length=11, choices=Target.Status)
    judgement = models.CharField(max_length=12, choices=Target.Judgement, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self):
        return str(self.pk)


class Milestone(models.Model):
    """A step of a target that is told in words: 検討, 準備, 試行, 実施, with the day it was done and what shows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(pgettext_lazy("milestone", "Step"), max_length=40)
    due_date = models.DateField(_("Due"), null=True, blank=True)
    done_date = models.DateField(_("Done on"), null=True, blank=True)
    evidence = models.CharField(_("What shows it"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["target", "name"], name="programs_milestone_once")]

    def __str__(self):
        return self.name


class Quantity(models.Model):
    """One number of a target, and what it is counted by: an indicator of another app, or a measure of the programme by a rule.

    `by_hand`: no number of the document; somebody, or the proposal for a target without one, says what shows it.
    """

    class Comparator(models.TextChoices):
        EXACTLY = "eq", _("exactly")
        AT_LEAST = "ge", _("at least")

    class Rule(models.TextChoices):
        AMOUNT = "amount", _("as the measure adds up")
        TIMES = "times", _("how often")
        AVERAGE = "average", _("on average each time")
        MONTHS = "months", _("months that had it")
        PLACES = "places", _("different places")
        DISTRICTS = "districts", _("districts reached")
        YEARS = "years", _("each year of the term apart")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="quantities")
    position = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001  (null: the document names none)
    comparator = models.CharField(max_length=2, choices=Comparator)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=20)
    period = models.CharField(max_length=7, null=True, blank=True)  # noqa: DJ001
    place = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001
    indicator = models.CharField(max_length=40, blank=True, default="")
    counted = models.ForeignKey("programs.Measure", null=True, blank=True, on_delete=models.PROTECT, related_name="bound")
    rule = models.CharField(max_length=9, choices=Rule.choices, blank=True, default="", db_default="")
    by_hand = models.BooleanField(default=False, db_default=False)
    proposed = models.BooleanField(default=True, db_default=True, help_text="By rule; nobody has changed it.")

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return f"{self.measure or ''} {self.value} {self.unit}"

    @property
    def yearly(self):
        """What a whole year should bring, or None where the number is not one of a year."""
        times = {"year": 1, "month": 12, "week": 52}.get(self.period)
        return self.value * times if self.value is not None and times else None


class ImportedPlan(models.Model):
    """Who took in a document, when, and how much it changed."""

    only_added = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="imports")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changes = models.PositiveIntegerField()
    fiscal_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.plan_id} {self.at:%Y-%m-%d}"
