"""Who is named to which case, in one query however many cases are shown."""

from django.utils import timezone

from accounts.models import User
from accounts.people import staff_of
from privacy.models import Grant
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


def colleagues(case):
    """Who may be named to a case of this area, or asked to read a note in it."""
    return staff_of([case.area], roles=STAFF_ROLES).order_by("kana", "id")
