"""Who may be sent to a door, and why somebody may not."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.acting import CanAct
from accounts.models import Membership, Pledge, User
from accounts.people import staff_of
from privacy.models import Recusal
from privacy.policy import DUTIES
from privacy.roles import CONTENT_ROLES
from visits.codes import Part
from visits.models import Assignment


@dataclass(frozen=True)
class Candidate:
    """`lacks`: what is missing (a role here, pledge, training), in codes. `assignment`: the part they have at this door already."""

    user: User
    lacks: tuple[str, ...]
    doors: int
    assignment: Assignment | None = None


def candidates(enrolment, today) -> list[Candidate]:
    """Visitors of this door's area, and others who have been trained; those who can be sent first. Nobody who is recused or gone, but
    for those who are still named here and can be taken off.
    """
    recused = Recusal.objects.shutting(enrolment.dossier).values("user")
    named = Assignment.objects.filter(enrolment=enrolment).valid(today).values("user")
    sent = _people(enrolment.area, today).exclude(pk__in=recused).values("pk")
    people = list(User.objects.filter(Q(pk__in=sent) | Q(pk__in=named)).annotate(may=Q(pk__in=sent)).order_by("kana", "id"))
    pledged = set(Pledge.objects.valid(today).filter(user__in=people).values_list("user_id", flat=True))
    running = Assignment.objects.filter(user__in=people, enrolment__ended_date=None).valid(today)
    doors: dict = {}
    here = {}
    for assignment in running:
        doors[assignment.user_id] = doors.get(assignment.user_id, 0) + 1
        if assignment.enrolment_id == enrolment.pk:
            here[assignment.user_id] = assignment
    found = [Candidate(user, _lacks(user, pledged, today), doors.get(user.pk, 0), here.get(user.pk)) for user in people]
    return sorted(found, key=lambda one: bool(one.lacks))


def walks(today):
    """Of an assignment: whether its holder can go there, or begins on a later day."""
    return Q(CanAct("visit.write", user="user", dossier="dossier", on=today)) | Q(from_date__gt=today)


def parts() -> list[tuple[str, str]]:
    return [(part.value, str(part.label)) for part in Part]


def _people(area, today):
    visitors = Membership.objects.confirmed().valid(today).filter(user=OuterRef("pk"), role__in=DUTIES["round"])
    return staff_of([area], roles=CONTENT_ROLES, on=today).filter(Exists(visitors) | Q(trained_on__isnull=False))


def _lacks(user, pledged, today) -> tuple[str, ...]:
    if not user.may:
        return ("role",)
    lacks = [] if user.pk in pledged else ["pledge"]
    if user.trained_on is None or user.trained_on > today:
        lacks.append("training")
    return tuple(lacks)
