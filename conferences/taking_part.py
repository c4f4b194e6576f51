"""Who takes part in an item: who is left out of it, who else can write it down or lead it, and who may approve its minutes."""

from django.db.models import UUIDField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acting import CanAct
from accounts.people import staff_of
from conferences.models import LeftOut, Minutes
from privacy.errors import NotWithinReach
from privacy.policy import DUTIES, roles_for


def is_left_out(item, user) -> bool:
    """Also who was taken off the list since: whoever prepares the meeting reaches its items without being invited."""
    return LeftOut.objects.filter(item=item, ended_at=None, attendee__user=user).exists()


def must_take_part(item, user) -> None:
    """Whoever is left out of an item answers for nothing of it, as if it were not there."""
    if is_left_out(item, user):
        raise NotWithinReach("conference.record", [item.dossier_id], [item.pk])


def who_can(action, conference, dossiers, roles=None, people=None) -> dict:
    """{dossier: [who of the staff, or of these people, can do this with it today]}, for as many dossiers in one question."""
    today = timezone.localdate()
    staff = staff_of([conference.area_id], roles=roles or roles_for(action)).order_by("kana", "id")
    staff = staff if people is None else staff.filter(pk__in=[one for one in people if one])
    names = {f"of_{number}": dossier for number, dossier in enumerate(dossiers)}
    for name, dossier in names.items():
        staff = staff.annotate(**{f"{name}_id": Value(dossier, output_field=UUIDField())})
        staff = staff.annotate(**{name: CanAct(action, user="id", dossier=f"{name}_id", on=today)})
    found = list(staff) if names else []
    return {dossier: [one for one in found if getattr(one, name)] for name, dossier in names.items()}


def approvers_of(conference, minutes: list) -> dict:
    """{item: [the managers and the chair, but for whoever wrote its minutes alone, is recused or is left out]}"""
    dossiers = {row.item_id: row.dossier_id for row in minutes}
    found = who_can("minutes.approve", conference, set(dossiers.values()), DUTIES["minutes.approve"])
    chairs = who_can("minutes.approve", conference, set(dossiers.values()), people=[conference.chair_id])
    alone, out = _wrote_alone(minutes), _left_out(dossiers)
    return {
        item: [
            one
            for one in {one.pk: one for one in [*chairs.get(dossier, ()), *found.get(dossier, ())]}.values()
            if alone.get(item) != one.pk and (item, one.pk) not in out
        ]
        for item, dossier in dossiers.items()
    }


def may_approve(user, conference, minutes) -> str:
    """Why not, or nothing."""
    if _wrote_alone([minutes])[minutes.item_id] == user.pk:
        return _("You wrote them alone: somebody else approves them.")
    if user.pk not in {one.pk for one in approvers_of(conference, [minutes])[minutes.item_id]}:
        return _("The chair or a manager approves minutes.")
    return ""


def _wrote_alone(minutes) -> dict:
    """{item: who wrote every version of its minutes, if that was one person}"""
    writers = {row.pk: {row.writer_id} for row in minutes}
    versions = Minutes.history.filter(id__in=writers).order_by().values_list("id", "writer_id").distinct()
    for pk, writer in versions:
        writers[pk].add(writer)
    return {row.item_id: next(iter(writers[row.pk])) if len(writers[row.pk]) == 1 else None for row in minutes}


def _left_out(items) -> set:
    rows = LeftOut.objects.filter(item__in=list(items), ended_at=None)
    return set(rows.values_list("item", "attendee__user"))
