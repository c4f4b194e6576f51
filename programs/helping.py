"""Who records what a programme did: by role in their districts, or as the programme's own helper, wherever it is held."""

from django.db.models import Q
from django.utils import timezone

from japan.fiscal import fiscal_year
from privacy.errors import Denied
from privacy.models import Area
from privacy.reach import can, reach
from programs.models import Helper, Program

ACTION = "activity.record"


def records_by_role(user) -> bool:
    """As an office does, in every programme."""
    found = reach(user, ACTION)
    return found.everything or bool(found.areas)


def may_record(user, program: Program, districts=()) -> bool:
    """What is for no district is the whole council's: whoever serves one of its districts records it."""
    council = program.policy.goal.plan.area
    places = list(Area.objects.filter(pk__in=districts)) if districts else [Area.objects.unknown_in(council)]
    by_role = len(places) >= len(set(districts)) and all(can(user, ACTION, place) for place in places)
    return by_role or helps(user, program)


def helps(user, program: Program) -> bool:
    """Only with a role in that council that can be named to a programme."""
    if not reach(user, ACTION).allowed or getattr(user, "working_council_id", None) != program.policy.goal.plan.area_id:
        return False
    return Helper.objects.valid(timezone.localdate()).filter(user=user, program=program).exists()


def programs_to_record(user, council, day):
    """Those of the plans of that day, in which this person records."""
    year = fiscal_year(day)
    plans = Q(policy__goal__plan__area=council, policy__goal__plan__from_year__lte=year, policy__goal__plan__to_year__gte=year)
    found = Program.objects.filter(plans).filter(Q(withdrawn_date=None) | Q(withdrawn_date__gt=day))
    if not records_by_role(user):
        found = found.filter(pk__in=Helper.objects.valid(day).filter(user=user).values("program"))
    return found.select_related("policy__goal__plan__area")


def require_recording(actor, program: Program, districts=()) -> None:
    if not may_record(actor, program, districts):
        raise Denied(ACTION)
