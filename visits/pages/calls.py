"""Whom to call from a door: the ambulance, the police, those who are near the person, the office."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from japan import phones
from visits.duty import on_duty


@dataclass(frozen=True)
class Call:
    """`name` is large, `note` below it. Without a number it is only read."""

    name: str
    note: str
    number: str
    urgent: bool = False


def numbers(council: Organisation | None, door=None) -> list[Call]:
    """119 and 110, then the door's emergency contacts in their order, then whoever is on duty, then the office."""
    found = [
        Call("119", _("Ambulance, fire brigade"), "119", urgent=True), Call("110", _("Police"), "110", urgent=True),
    ]  # fmt: skip
    codes = phones.area_codes(council.phone) if council else []
    for contact in door.contacts if door else ():
        holder = " ・ " + _("holds a key") if contact.key_holder else ""
        name = f"{contact.relation} {contact.name}".strip()
        found += _calls(name, f"{_('Emergency contact')} {contact.phone}{holder}", contact.phone, codes)
    for turn in on_duty(council.area_id, timezone.now()) if council else ():
        found += _calls(turn.user.display_name, f"{_('On duty now')} {turn.phone}", turn.phone, codes)
    return found + (_calls(_("The coordinator"), f"{council.name} {council.phone}", council.phone, codes) if council else [])


def _calls(name: str, note: str, written: str, codes: list[str]) -> list[Call]:
    """One for each number that was written, and one without a number where words stand there."""
    found = phones.numbers(written, codes)
    if not found:
        return [Call(name, note, "")] if written else []
    return [Call(name, note if len(found) == 1 else f"{number.shown} ・ {note}", number.dialled) for number in found]


def council_of(area_id) -> Organisation | None:
    return Organisation.objects.filter(area=area_id, kind=Organisation.Kind.COUNCIL, closed_date=None).first()
