"""What is said of a programme beside its numbers, in each quarter and each year: every row is only added to, and the newest one counts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.models.plan import Plan, Program, Target


class NewestQuerySet(models.QuerySet):
    def newest(self, *apart):
        """Of each programme, and of each of `apart`, the row that counts."""
        return self.order_by("program_id", *apart, "-at", "-id").distinct("program_id", *apart)


class Kept(models.Model):
    """Who said what of which programme and fiscal year, and when."""

    only_added = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="%(class)ss")
    fiscal_year = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NewestQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-at", "-id"]

    def __str__(self):
        return str(self.pk)


class Review(Kept):
    """ふりかえり of one quarter, 1 (from April) to 4."""

    quarter = models.PositiveSmallIntegerField()
    done = models.TextField(_("What was done"), blank=True, default="")
    learned = models.TextField(_("What was learned"), blank=True, default="")
    next = models.TextField(_("What comes next"), blank=True, default="")

    class Meta(Kept.Meta):
        indexes = [models.Index(fields=["program", "fiscal_year", "quarter", "-at"], name="programs_review_newest")]
        constraints = [models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="programs_review_quarter")]


class Comment(Kept):
    """What somebody else remarks on a quarter: the committee, for one."""

    quarter = models.PositiveSmallIntegerField()
    text = models.TextField(_("Comment"))

    class Meta(Kept.Meta):
        indexes = [models.Index(fields=["program", "fiscal_year", "quarter", "-at"], name="programs_comment_newest")]
        constraints = [models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="programs_comment_quarter")]


class Money(Kept):
    """予算 and 決算 of a year, in yen."""

    budget = models.PositiveIntegerField(_("Budget (yen)"), null=True, blank=True)
    spent = models.PositiveIntegerField(_("Spent (yen)"), null=True, blank=True)
    note = models.CharField(pgettext_lazy("money", "Note"), max_length=200, blank=True, default="")

    class Meta(Kept.Meta):
        indexes = [models.Index(fields=["program", "fiscal_year", "-at"], name="programs_money_newest")]

    @property
    def rest(self) -> int | None:
        """Below zero where more was spent than planned."""
        return None if self.budget is None or self.spent is None else self.budget - self.spent

    @property
    def share(self) -> float | None:
        return None if not self.budget or self.spent is None else self.spent / self.budget


class Evaluation(Kept):
    """How a programme's year is judged. Without a `judgement` the rule's, with a comment on it."""

    judgement = models.CharField(_("Judgement"), max_length=12, choices=Target.Judgement, blank=True, default="")
    comment = models.TextField(_("Comment"), blank=True, default="")

    class Meta(Kept.Meta):
        indexes = [models.Index(fields=["program", "fiscal_year", "-at"], name="programs_evaluation_newest")]


class YearCopy(models.Model):
    """次年度へ: the targets of the year before, copied as a draft (案) until it is adopted or withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The plan that was copied, and the one into which: the same, or the next term's.
    source = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="copies")
    fiscal_year = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fiscal_year"], condition=Q(withdrawn_at=None), name="programs_year_copied_once"
            ),
            models.CheckConstraint(
                condition=Q(adopted_at=None) | Q(withdrawn_at=None), name="programs_copy_adopted_or_withdrawn"
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def is_draft(self) -> bool:
        return self.adopted_at is None and self.withdrawn_at is None


class PlanChange(models.Model):
    """One change of the plan's own words, on a page, by a document or by a copy: only added to, in words as they stood then."""

    only_added = True

    class How(models.TextChoices):
        PAGE = "page", _("on a page")
        DOCUMENT = "document", _("by a document")
        COPY = "copy", _("by a copy of the year before")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="changes")
    # The goal, policy or programme that it is about; a target's and a number's changes are their programme's.
    part = models.UUIDField()
    how = models.CharField(max_length=8, choices=How)
    kind = models.CharField(max_length=9)
    what = models.CharField(max_length=40)
    place = models.CharField(max_length=10, blank=True, default="")
    name = models.TextField(blank=True, default="")
    before = models.TextField(blank=True, default="")
    after = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "id"]
        indexes = [
            models.Index(fields=["part", "-at"], name="programs_change_of_part"),
            models.Index(fields=["plan", "-at"], name="programs_change_of_plan"),
        ]

    def __str__(self):
        return str(self.pk)
