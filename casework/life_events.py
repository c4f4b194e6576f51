"""What somebody has in hand in casework, and what follows there when a person dies."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.handover import InHand, leaves_behind
from casework.joined import one_with
from casework.models import Case, DayBookEntry, Person
from casework.services.cases import case_handover
from casework.services.people import follows_person, tell_of
from privacy import context
from privacy.models import Grant


@follows_person
def contacts(person, died_before) -> None:
    """Nobody is to be contacted who has died. Who turns out to be alive is to be contacted today, in each case that is still open."""
    if bool(person.death_date) == bool(died_before):
        return
    day, todo = (None, "") if person.death_date else (timezone.localdate(), _("Turned out to be alive: see what had ended"))
    with context.as_job("life event", user=context.current().user) as job:
        for case in Case.objects.visible_to(job, "case.write").unclosed().filter(subject=person).order_by("created_at", "id"):
            case.next_contact_date, case.next_contact_todo = day, todo
            case.save()
    context.current().forget_decisions()


@follows_person
def one_person(person, died_before) -> None:
    """A death told of one record of a person is told of all of them; so is one that is taken back."""
    others = one_with(person.pk) - {person.pk}
    if person.death_date == died_before or not others:
        return
    with context.as_job("life event", user=context.current().user) as job:
        for other in (
            Person.objects.visible_to(job, "person.write").filter(pk__in=others).select_related("dossier").order_by("pk")
        ):
            tell_of(other, person.death_date)
    context.current().forget_decisions()


@leaves_behind
def cases(actor, person):
    named = Grant.objects.filter(user=person, kind=Grant.Kind.ASSIGNED).valid(timezone.localdate())
    rows = Case.objects.visible_to(actor, "case.handover").unclosed().filter(dossier__in=named.values("content_object"))
    rows = rows.select_related("area", "dossier").order_by("created_at", "id")
    yield InHand(
        _("Cases"),
        list(rows),
        lambda case, to, note: case_handover(case, actor=actor, user=person, to=to, note=note),
        lambda case: " ・ ".join(filter(None, (case.number, case.area.label))),
    )


@leaves_behind
def entries(actor, person):
    """Everybody who serves the districts of an entry has it already."""
    rows = DayBookEntry.objects.visible_to(actor).open().filter(author=person).order_by("created_at", "id")
    yield InHand(_("Open entries of the day-book (they stay with everybody who reads it)"), list(rows))
