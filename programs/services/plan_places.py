"""Where a programme or a target stands in the plan: one place up or down, or below another basic plan. Each stands in the history."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from privacy.gate import service
from programs.changes import CHANGED, keep
from programs.models import PlanChange, Policy, Program, Target
from programs.services.plan_parts import change, council_of_part, plan_of


@service("plan.import", on=council_of_part)
def part_place(part: Program | Target, *, actor, up: bool):
    """One place among those that stand with it; the first goes no further up."""
    rows = list(_beside(part))
    at = rows.index(part)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return part
    rows[at], rows[to] = rows[to], rows[at]
    _number(rows)
    keep(plan_of(part), PlanChange.How.PAGE, [change(CHANGED, part, _place(at), _place(to))], actor)
    return part


@service("plan.import", on=council_of_part)
def program_move(program: Program, *, actor, policy: Policy) -> Program:
    """Below another basic plan of the same plan, as its last programme, with all that was recorded of it. It stays there when a later
    document says nothing else of its place than the one before."""
    before = program.policy
    if before == policy:
        return program
    if plan_of(policy) != plan_of(program) or policy.withdrawn_at:
        raise ValidationError(_("This basic plan is not one of this plan."))
    if policy.programs.filter(name=program.name).exists():
        raise ValidationError(_("There is a programme of this name below it already."))
    stated = program.stated_in or before
    program.stated_in = None if stated == policy else stated
    program.policy, program.position = policy, policy.programs.count()
    program.full_clean()
    program.save()
    for one in (before, policy):
        _number(list(one.programs.order_by("position", "id")))
    keep(plan_of(policy), PlanChange.How.PAGE, [change(CHANGED, program, str(before), str(policy))], actor)
    return program


def _beside(part):
    if isinstance(part, Program):
        rows = (
            part.policy.programs.filter(withdrawn_date=None)
            if not part.withdrawn_date
            else part.policy.programs.filter(pk=part.pk)
        )
    else:
        rows = part.program.targets.filter(scope=part.scope, fiscal_year=part.fiscal_year)
        rows = rows.filter(withdrawn_at=None) if not part.withdrawn_at else rows.filter(pk=part.pk)
    return rows.select_for_update().order_by("position", "id")


def _number(rows: list) -> None:
    for number, row in enumerate(rows):
        type(row).objects.filter(pk=row.pk).exclude(position=number).update(position=number)


def _place(at: int) -> str:
    return _("place %(number)d") % {"number": at + 1}
