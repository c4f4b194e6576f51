"""The lock of a door: its schedule, visits, alerts, checks and visitors lie in several tables, and a visit changes them all.

Whoever changes them holds the door first, and reads anew what they are about to save. So of two who do it in the same moment the second
waits at the door, holding nothing for which the first could wait, and writes back nothing that was older. Somebody who needs several
doors takes them in the order of their keys. A person and their dossiers come before the door: a move goes that way, and so does a death.
"""

from casework.models import Person
from privacy.confidential import ConfidentialModel
from visits.models import Enrolment


def hold_door(enrolment: Enrolment) -> None:
    """Until the transaction ends. What was changed while one waited is read anew."""
    read_anew(enrolment)


def hold(*rows) -> None:
    """The door at which these lie, and then they themselves."""
    hold_door(rows[0].enrolment)
    for row in rows:
        read_anew(row)


def hold_doors(enrolments) -> None:
    """A queryset of them, for somebody who is about to change something at each."""
    list(enrolments.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))


def hold_door_of(actor, model, pk) -> None:
    """Where a row itself is read to be changed: its door comes before it. Of one that they may not change nobody waits at the door."""
    hold_doors(
        Enrolment.objects.filter(pk__in=model.objects.visible_to(actor, "visit.write").filter(pk=pk).values("enrolment"))
    )


def hold_person(enrolment: Enrolment) -> None:
    """Before the door, where something is written about the person too."""
    Person.objects.select_for_update(no_key=True).filter(pk=enrolment.person_id).values_list("pk").first()


def hold_person_of(actor, pk) -> None:
    """Where the enrolment itself is read to be changed."""
    for enrolment in Enrolment.objects.visible_to(actor, "enrolment.write").filter(pk=pk).only("person"):
        hold_person(enrolment)


def read_anew(row: ConfidentialModel) -> None:
    """Holds the row alone."""
    columns = [column.attname for column in row._meta.concrete_fields if column.attname not in ("id", "dossier_id")]
    held = type(row)._base_manager.select_for_update(no_key=True).values(*columns).get(pk=row.pk)
    for name, value in held.items():
        setattr(row, name, value)
