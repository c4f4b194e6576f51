"""What a month's visits came to, kept once the month has ended: numbers alone, about nobody."""

from django.db import models

from privacy.models import Area
from visits.codes import MET, Outcome


class KeptMonth(models.Model):
    """A council's month, `month` its first day. `outcomes` is {outcome: visits that stand}; `people` were met, each once.

    It is the same as counting: whatever changes a visit of the month takes it away, by a trigger (migration 0005), until it is
    counted again.
    """

    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    outcomes = models.JSONField(default=dict)
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "month"], name="visits_month_kept_once")]

    def __str__(self):
        return f"{self.council_id} {self.month:%Y-%m}"

    @property
    def visits(self) -> int:
        return sum(self.outcomes.get(outcome, 0) for outcome in MET)

    @property
    def absences(self) -> int:
        return self.outcomes.get(Outcome.ABSENT, 0)
