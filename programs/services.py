"""What people decide about the plan: how far a milestone is, and what a number is counted by."""

from django.utils import timezone

from privacy.gate import service
from programs.models import Target


@service("target.judge", on=lambda target, **_: target.program.policy.goal.plan.area)
def target_judge(target: Target, *, actor, status, comment="", indicator=None) -> Target:
    target.status, target.comment = status, comment
    target.status_by, target.status_at = actor, timezone.now()
    target.full_clean()
    target.save()
    if indicator is not None:
        target.quantities.filter(pk=target.quantities.first().pk).update(indicator=indicator)
    return target
