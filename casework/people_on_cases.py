"""Who is named to which case, in one query however many cases are shown."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from accounts.acting import CanAct, able
from accounts.models import User
from accounts.people import staff_of
from privacy.context import Actor, current_or_none
from privacy.models import Dossier, Grant, Recusal
from privacy.policy import roles_for
from privacy.reach import can, within
from privacy.together import DOSSIER, question


class Assigned(NamedTuple):
    """Somebody named to a case, as its pages show them."""

    pk: UUID
    display_name: str


def staff_by_case(cases) -> dict[UUID, list[Assigned]]:
    """{case id: those assigned today who can act on it}"""
    by_dossier = {case.dossier_id: case.pk for case in cases}
    found: dict = {case.pk: [] for case in cases}
    grants = _assigned(timezone.localdate()).filter(content_object__in=by_dossier)
    for dossier, *user in grants.values_list("content_object", "user", "user__display_name"):
        found[by_dossier[dossier]].append(Assigned(*user))
    return found


@question
def assigned(asker):
    """(id, name) of those assigned today to the case that is looked at, who can act on it."""
    return _assigned(asker.today).filter(content_object=DOSSIER).values_list("user", "user__display_name")


def _assigned(today):
    grants = Grant.objects.filter(kind=Grant.Kind.ASSIGNED).valid(today).order_by("from_date", "pk")
    return grants.filter(CanAct("case.write", user="user", dossier="content_object", on=today))


def named_to(case):
    """Whoever can be taken off: named to the case, whether or not they still can `act` on it."""
    today = timezone.localdate()
    grants = Grant.objects.filter(content_object=case.dossier_id, kind=Grant.Kind.ASSIGNED).valid(today)
    acting = grants.filter(CanAct("case.write", user="user", dossier="content_object", on=today)).values("user")
    people = User.objects.filter(pk__in=grants.values("user")).annotate(acts=Q(pk__in=acting))
    return people.order_by("kana", "id")


def lead_of(user, case) -> str:
    """The `Grant.Lead` of this holder's way from the case to its subject, where it does not lead there."""
    leads = Grant.objects.filter(user=user, content_object=case.dossier_id).valid(timezone.localdate())
    return leads.exclude(lead=Grant.Lead.OPEN).values_list("lead", flat=True).first() or ""


def askers(case):
    """Who works on this case and waits for a yes to its subject's record."""
    today = timezone.localdate()
    asked = Grant.objects.filter(content_object=case.dossier_id).asked(today)
    asked = asked.filter(CanAct("case.read", user="user", dossier="content_object", on=today))
    return User.objects.filter(pk__in=asked.values("user")).order_by("kana", "id")


def managers_of(dossier) -> list[User]:
    """The managers to whom this record is open, in whichever council they work at the moment."""
    managers = staff_of([dossier.council_id], roles=roles_for("orphan.take")).order_by("pk")
    return [actor.user for actor in at_work(managers, dossier.council_id) if can(actor, "orphan.take", dossier)]


def at_work(people, council_id) -> list[Actor]:
    """Each as they act when they work in this council, which they may choose at any moment. Which areas lie below which is the same for
    all of them, and asked once; whoever acts now and works here is known already."""
    now = current_or_none()
    is_here = now is not None and not now.job and now.council_id == council_id
    covered = now.covered if is_here else {}
    return [now if is_here and now.is_user(person) else _who_works(person, council_id, covered) for person in people]


def _who_works(person, council_id, covered) -> Actor:
    person.chosen_council_id = council_id
    return Actor(user=person, covered=covered)


def recused_from(person, record):
    """Who is shut out of everything about the person of this dossier, or of this record alone, and who was until somebody let them in."""
    rows = Recusal.objects.filter(dossier__in=[person.pk, record.dossier_id]).exclude(over=Recusal.Over.NAMED)
    rows = rows.select_related("user", "created_by", "ended_by")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "created_at")


def colleagues(case):
    """Who may be named to a case of this area, or asked to read a note in it."""
    shut_out = Recusal.objects.shutting(case.dossier).values("user")
    able_here = able("note.write", case.council_id, timezone.localdate()).values("pk")
    found = staff_of([case.area], roles=roles_for("note.write")).filter(pk__in=able_here)
    return found.exclude(pk__in=shut_out).order_by("kana", "id")


def possible_holders(case):
    """Whom a case can be restricted to: by name it opens to whoever works in the council. `manages`: they can keep it as a manager."""
    today = timezone.localdate()
    shut_out = Recusal.objects.shutting(case.dossier).values("user")
    people = able("note.write", case.council_id, today).exclude(pk__in=shut_out)
    return people.annotate(manages=Q(pk__in=able("orphan.take", case.council_id, today).values("pk"))).order_by("kana", "id")


def excludable(person, user):
    """Whom `user` may shut out of everything about this person: who works in the area, and whoever is named to any of it, but for
    what is restricted and closed to `user`: a name of nobody else's would tell that there is such a record."""
    about = Dossier.objects.filter(Q(pk=person.pk) | Q(subject=person))
    about = about.filter(
        Q(restricted=False) | Q(pk__in=within(user, "person.exclude")) | Q(pk__in=within(user, "enrolment.read"))
    )
    named = Grant.objects.filter(content_object__in=about).valid(timezone.localdate()).values("user")
    works_here = staff_of([person.area_id], roles=roles_for("case.write"))
    people = User.objects.filter(Q(pk__in=works_here) | Q(pk__in=named))
    return people.exclude(pk__in=Recusal.objects.shutting(person).values("user")).order_by("kana", "id")
