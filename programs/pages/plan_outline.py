"""What stands in a plan, as its own pages change it: what is below a part, and how its words changed."""

from django.db.models import Q

from programs.changes import chip_of
from programs.models import Goal, Plan, PlanChange, Policy, Program, Target

LATEST = 30
PARTS = {
    "plan": (Plan, "area", ("area",)),
    "goal": (Goal, "plan__area", ("plan__area",)),
    "policy": (Policy, "goal__plan__area", ("goal__plan__area",)),
    "program": (Program, "policy__goal__plan__area", ("policy__goal__plan__area",)),
    "target": (Target, "program__policy__goal__plan__area", ("program__policy__goal__plan__area",)),
}
KINDS = {model: kind for kind, (model, _area, _related) in PARTS.items()}


def below(part, year: int, *, gone: bool = False) -> list[tuple[str, object]]:
    """(kind, row) of what a part holds, as it stands in the year; or of what was withdrawn."""
    shown = {"withdrawn_at__isnull": not gone}
    if isinstance(part, Plan):
        return [("goal", one) for one in part.goals.filter(**shown)]
    if isinstance(part, Goal):
        return [("policy", one) for one in part.policies.filter(**shown)]
    if isinstance(part, Policy):
        return [("program", one) for one in part.programs.filter(withdrawn_date__isnull=not gone)]
    if isinstance(part, Program):
        of_year = Q(fiscal_year=None) | Q(fiscal_year=year)
        return [("target", one) for one in part.targets.filter(of_year, **shown)]
    return []


def above(part) -> list[tuple[str, object]]:
    """(kind, row) from the plan down to what stands right above."""
    found = []
    while not isinstance(part, Plan):
        part = _parent(part)
        found.append((KINDS[type(part)], part))
    return found[::-1]


def _parent(part):
    if isinstance(part, Target):
        return part.program
    if isinstance(part, Program):
        return part.policy
    return part.goal if isinstance(part, Policy) else part.plan


def changes_of(part) -> list[dict]:
    """The newest first: of the plan all, of a target those of its programme."""
    about = part.program if isinstance(part, Target) else part
    rows = PlanChange.objects.filter(plan=part) if isinstance(part, Plan) else PlanChange.objects.filter(part=about.pk)
    return [{"change": one, "chip": chip_of(one.kind)} for one in rows.select_related("by")[:LATEST]]
