"""Who is named to which case, in one query however many cases are shown."""

from django.utils import timezone

from accounts.models import User
from accounts.people import staff_of
from privacy.context import Actor
from privacy.models import Grant, Recusal
from privacy.reach import can
from privacy.roles import Role

STAFF_ROLES = (Role.CASEWORKER, Role.COORDINATOR, Role.ADVOCATE, Role.MANAGER)


def staff_by_case(cases) -> dict:
    """{case id: [user, …]} of those assigned today."""
    by_dossier = {case.dossier_id: case.pk for case in cases}
    found = {case.pk: [] for case in cases}
    grants = Grant.objects.filter(content_object__in=by_dossier, kind=Grant.Kind.ASSIGNED).valid(timezone.localdate())
    for grant in grants.select_related("user").order_by("from_date", "pk"):
        found[by_dossier[grant.content_object_id]].append(grant.user)
    return found


def named_to(case):
    """Whoever can be taken off: named to the case, whether or not they still work here."""
    grants = Grant.objects.filter(content_object=case.dossier_id, kind=Grant.Kind.ASSIGNED).valid(timezone.localdate())
    return User.objects.filter(pk__in=grants.values("user"))


def managers_of(dossier) -> list[User]:
    """The managers to whom this record is open, in whichever council they work at the moment."""
    managers = staff_of([dossier.council_id], roles=[Role.MANAGER]).order_by("pk")
    return [actor.user for actor in at_work(managers, dossier.council_id) if can(actor, "orphan.take", dossier)]


def at_work(people, council_id) -> list[Actor]:
    """Each as they act when they work in this council, which they may choose at any moment."""
    actors = [Actor(user=person) for person in people]
    for actor in actors:
        actor.user.chosen_council_id = council_id
    return actors


def recused_from(case):
    """Who is shut out of this case, be it by another case of the same person."""
    rows = Recusal.objects.filter(dossier__in=[case.dossier_id, case.dossier.subject_id]).select_related("user", "created_by")
    return rows.order_by("user_id", "created_at").distinct("user_id")


def colleagues(case):
    """Who may be named to a case of this area, or asked to read a note in it."""
    return staff_of([case.area], roles=STAFF_ROLES).order_by("kana", "id")
