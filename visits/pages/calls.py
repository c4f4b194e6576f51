"""Whom to call from a door: the ambulance, the police, those who are near the person, the office."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Organisation
from japan import phones


@dataclass(frozen=True)
class Call:
    """`name` is large, `note` below it."""

    name: str
    note: str
    number: str
    urgent: bool = False


def numbers(council: Organisation | None, door=None) -> list[Call]:
    """119 and 110, then the door's emergency contacts in their order, then the office."""
    found = [
        Call("119", _("Ambulance, fire brigade"), "119", urgent=True), Call("110", _("Police"), "110", urgent=True),
    ]  # fmt: skip
    for contact in door.contacts if door else ():
        if contact.phone:
            holder = " ・ " + _("holds a key") if contact.key_holder else ""
            name = f"{contact.relation} {contact.name}".strip()
            found.append(Call(name, f"{_('Emergency contact')} {contact.phone}{holder}", phones.digits(contact.phone)))
    if council and council.phone:
        found.append(Call(_("The coordinator"), f"{council.name} {council.phone}", phones.digits(council.phone)))
    return found


def council_of(area_id) -> Organisation | None:
    return Organisation.objects.filter(area=area_id, kind=Organisation.Kind.COUNCIL, closed_date=None).first()
