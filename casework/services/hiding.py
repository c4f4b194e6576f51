"""Where somebody lives and how they are called, out of their shared record and into a restricted case, and back."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.joined import one_with
from casework.models import HiddenContact, Person
from casework.models.people import CONTACT
from casework.search_tokens import person_tokens
from casework.services.people import other_names_of
from privacy import context
from privacy.gate import service


def hide_contact(case, actor) -> None:
    """From all records of the person that the actor may write. Only services call it, before the case closes to the actor."""
    people = Person.objects.visible_to(actor, "person.write").filter(pk__in=one_with(case.subject_id))
    found = list(people.select_related("dossier").select_for_update(of=("self",)).order_by("pk"))
    if case.subject_id not in {person.pk for person in found}:
        raise ValidationError(
            {"hide_contact": _("Only whoever may write the person's record can hide it. Ask a coordinator or a manager.")}
        )
    for person in found:
        _hide(case, person)


@service("case.restrict", on=lambda case, person, **_: [case, person])
def contact_hide_again(case, person, *, actor) -> None:
    """By a restore: as it stood in the backup, which may be older than what was hidden."""
    _hide(case, person)


def return_contact(case) -> None:
    """What is still empty in the record gets it back; where another restricted case hides it too, that one gets it.

    Whoever lifts a restriction need not reach the person, so the job `life event` writes it in their name.
    """
    with context.as_job("life event", user=context.current().user) as job:
        hidden = HiddenContact.objects.visible_to(job, "case.write").filter(returned_at=None)
        for row in hidden.filter(case=case).select_for_update(of=("self",)).order_by("pk"):
            other = hidden.filter(person=row.person_id).exclude(pk=row.pk).order_by("created_at").first()
            if other:
                for name, value in _taken_from(row).items():
                    setattr(other, name, getattr(other, name) or value)
                other.save()
            else:
                person = Person.objects.visible_to(job, "person.write").select_related("dossier").get(pk=row.person_id)
                _put_on(person, {name: getattr(person, name) or getattr(row, name) for name in CONTACT}, hidden=False)
            row.returned_at = timezone.now()
            row.save()
    context.current().forget_decisions()


def _hide(case, person) -> None:
    HiddenContact(case=case, person=person, dossier=case.dossier, **_taken_from(person)).save()
    _put_on(person, dict.fromkeys(CONTACT, ""), hidden=True)


def _taken_from(record) -> dict:
    return {name: getattr(record, name) for name in CONTACT}


def _put_on(person, values, *, hidden) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.contact_hidden = hidden
    person.tokens = person_tokens(person, person.dossier.council_id, other_names_of(person))
    person.clean_values()
    person.save()
