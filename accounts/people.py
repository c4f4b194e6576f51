"""Who works where, and whom an administrator or manager may administer: people of the areas that their own membership covers."""

from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Membership, Pledge, User
from privacy.areas import Area
from privacy.policy import roles_for
from privacy.reach import reach
from privacy.roles import CONTENT_ROLES, Role


def areas_within(actor, action):
    """The areas on which this actor may do this, in the tree's order."""
    return Area.objects.filter(pk__in=reach(actor, action).areas, closed_date=None).order_by("path")


def live_memberships(person):
    """Memberships that were confirmed and have not been ended, whether or not today lies within their dates."""
    return person.memberships.filter(confirmed_at__isnull=False, ended_at__isnull=True).select_related("area")


def people_within(actor, action):
    """People whom the actor may administer.

    They hold a role in the actor's areas; or they hold no role at all, and once held one there or have been proposed for one.
    Somebody with a role above the councils is left out unless the actor's areas cover that role too. Otherwise an administrator
    could gain power over them by proposing a role for them.
    """
    return people_in(reach(actor, action).areas)


def people_in(areas):
    of_person = Membership.objects.filter(user=OuterRef("pk"))
    live = of_person.filter(confirmed_at__isnull=False, ended_at__isnull=True)
    here = Exists(live.filter(area__in=areas)) | (~Exists(live) & Exists(of_person.filter(area__in=areas)))
    return User.objects.filter(here, ~Exists(live.filter(area__council=None).exclude(area__in=areas)))


def administrators_of(council_id, today):
    """Confirmed roles of active administrators in or above a council, today or later."""
    above = Area.objects.get(pk=council_id).path
    held = Membership.objects.confirmed().filter(
        role__in=roles_for("user.manage"), area__in=above, ended_at=None, user__is_active=True
    )
    return held.exclude(until_date__lt=today)


def administers(person, today) -> bool:
    """As it stands in the database now, not as this request began."""
    held = Membership.objects.confirmed().valid(today).filter(user=person, role__in=roles_for("user.manage"))
    return person.is_active and held.exists()


def administered_until(council_id, today):
    """The last day on which somebody administers the council; None where no end is set."""
    if council_id is None:
        return None
    days = list(administrators_of(council_id, today).values_list("until_date", flat=True))
    return max(days) if days and None not in days else None


def is_only_administrator(person, today) -> bool:
    council = person.working_council_id
    return council is not None and set(administrators_of(council, today).values_list("user_id", flat=True)) == {person.pk}


def is_within(actor, action, person) -> bool:
    return people_within(actor, action).filter(pk=person.pk).exists()


def covered_by_two(first, first_action, second, second_action, person) -> bool:
    """Whether one of the two actors covers each area that the person serves. Somebody of two councils needs an actor from each."""
    covered = reach(first, first_action).areas | reach(second, second_action).areas
    return all(membership.area_id in covered for membership in live_memberships(person))


def staff_of(areas, roles=None, on=None):
    """Active people who hold one of these roles on that day (today) at, below or above one of these areas."""
    on = on or timezone.localdate()
    ids = [getattr(area, "pk", area) for area in areas]
    ancestors = {pk for path in Area.objects.filter(pk__in=ids).values_list("path", flat=True) for pk in path}
    return _holders(Q(area__in=ancestors) | Q(area__path__overlap=ids), roles or list(Role), on)


def staff_at(area, roles, on):
    """The same, of one area and a day that a question (`privacy.together`) does not know yet."""
    above = Area.objects.filter(pk=area).order_by().values_list(Func(F("path"), function="unnest"))
    return _holders(Q(area__in=above) | Q(area__path__contains=[area]), roles, on)


def _holders(where, roles, on):
    held = Membership.objects.confirmed().valid(on).filter(where, user=OuterRef("pk"), role__in=roles)
    return User.objects.active().filter(Exists(held))


def needing_pledge(people, on):
    """Active people who see content. `pledged_until` is the last day of their newest pledge, or None."""
    content = Membership.objects.filter(
        Q(until_date=None) | Q(until_date__gte=on), user=OuterRef("pk"), role__in=CONTENT_ROLES, ended_at=None
    )
    newest = Pledge.objects.filter(user=OuterRef("pk"), revoked_at=None).order_by("-valid_until")
    return people.filter(Exists(content), is_active=True).annotate(pledged_until=Subquery(newest.values("valid_until")[:1]))
