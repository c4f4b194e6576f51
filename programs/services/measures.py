"""What a programme counts, when it is planned, and who of its own volunteers records it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import able
from privacy.context import Actor
from privacy.gate import service
from programs.models import Helper, Measure, Plan, Program
from programs.proposing import propose
from programs.ready_measures import begin_measures


def _council(program, **_):
    return program.policy.goal.plan.area


@service("program.write", on=_council)
def measure_save(program: Program, *, actor, measure: Measure | None = None, name, unit, adds, kind, retired=False) -> Measure:
    """A unit that was used stands: under another one the numbers of before would say something else."""
    measure = measure or Measure(program=program, position=program.measures.count())
    used = not measure._state.adding and measure.is_used
    if used and measure.unit != unit:
        raise ValidationError(
            {"unit": _("This was counted in %(unit)s already. Retire it, and make a new one.") % {"unit": measure.unit}}
        )
    if used and measure.counts_names != Measure(adds=adds).counts_names:
        raise ValidationError({"adds": _("This was counted otherwise already. Retire it, and make a new one.")})
    measure.name, measure.unit, measure.adds, measure.kind = name, unit, adds, kind
    measure.retired_date = (measure.retired_date or timezone.localdate()) if retired else None
    measure.full_clean()
    measure.save()
    return measure


@service("program.write", on=_council)
def program_plan_months(program: Program, *, actor, months) -> Program:
    program.planned_months = sorted(set(months))
    program.full_clean()
    program.save(update_fields=["planned_months"])
    return program


@service("program.write", on=_council)
def helper_name(program: Program, *, actor, user, until_date=None) -> Helper:
    """Somebody with a role in the council that can be named to a programme. Named again, they stay named."""
    today = timezone.localdate()
    if not able("activity.record", program.policy.goal.plan.area_id, today).filter(pk=user.pk).exists():
        raise ValidationError({"user": _("This person has no role here with which they could record anything.")})
    if until_date and until_date < today:
        raise ValidationError({"until_date": _("This day is past.")})
    by = actor.user if isinstance(actor, Actor) else actor
    helper, _made = Helper.objects.update_or_create(
        program=program, user=user, ended_at=None, defaults={"until_date": until_date, "named_by": by}
    )
    return helper


@service("program.write", on=lambda helper, **_: helper.program.policy.goal.plan.area)
def helper_end(helper: Helper, *, actor) -> Helper:
    if helper.ended_at is None:
        helper.ended_at = timezone.now()
        helper.save(update_fields=["ended_at"])
    return helper


@service("program.write", on=lambda plan, **_: plan.area)
def plan_begin_counting(plan: Plan, *, actor) -> Plan:
    """Of a plan that was taken in before measures were there: the usual ones, and what each target is counted by."""
    for program in Program.objects.filter(policy__goal__plan=plan).prefetch_related(
        "targets__quantities", "targets__milestones"
    ):
        measures = begin_measures(program)
        for target in program.targets.all():
            propose(target, measures)
    return plan
