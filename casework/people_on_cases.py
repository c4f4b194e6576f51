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


def lead_of(user, case) -> str:
    """How it stands with this holder's way from the case to its subject: "asked", "refused" or nothing to tell."""
    leads = Grant.objects.filter(user=user, content_object=case.dossier_id).valid(timezone.localdate())
    return leads.exclude(lead=Grant.Lead.OPEN).values_list("lead", flat=True).first() or ""


def askers(case):
    """Who works on this case and waits for a yes to its subject's record."""
    asked = Grant.objects.filter(content_object=case.dossier_id).asked(timezone.localdate())
    return User.objects.filter(pk__in=asked.values("user")).order_by("kana", "id")


def managers_of(dossier) -> list[User]:
    """The managers to whom this case is open, in whichever council they work at the moment."""
    found = []
    for person in staff_of([dossier.council_id], roles=[Role.MANAGER]).order_by("pk"):
        person.chosen_council_id = dossier.council_id
        if can(Actor(user=person), "case.exclude", dossier):
            found.append(person)
    return found


def recused_from(case):
    """Who is shut out of this case, be it by another case of the same person."""
    rows = Recusal.objects.filter(dossier__in=[case.dossier_id, case.dossier.subject_id]).select_related("user", "created_by")
    return rows.order_by("user_id", "created_at").distinct("user_id")


def colleagues(case):
    """Who may be named to a case of this area, or asked to read a note in it."""
    return staff_of([case.area], roles=STAFF_ROLES).order_by("kana", "id")
