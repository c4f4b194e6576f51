"""当番表: who answers when, beside the office's own telephone."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.models import Area

# Beside the days of a week, 0 to 6: a national holiday, and the turn of the year.
HOLIDAY = 7


class DutyTurn(models.Model):
    """Somebody's turn on these weekdays (none: on all days) between two dates, from one time to another; where that is not later, until the day
    after. It is changed by another one in its place: what stood once stays, with who ended it and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("duty", "Who answers")
    )
    phone = models.CharField(_("Telephone"), max_length=60)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("On which days"))
    from_time = models.TimeField(_("From (time)"))
    until_time = models.TimeField(_("Until (time)"))
    from_date = models.DateField(_("From"))
    until_date = models.DateField(_("Until (inclusive)"), null=True, blank=True)
    # 1: who is called first.
    position = models.PositiveSmallIntegerField(_("In which order"), default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("Turn of duty")
        indexes = [models.Index(fields=["council", "from_date"], name="visits_duty_now", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=models.F("from_date")), name="visits_duty_days_in_order"
            ),
            models.CheckConstraint(condition=Q(position__range=(1, 9)), name="visits_duty_position"),
        ]

    def __str__(self):
        return f"turn {self.pk}"
