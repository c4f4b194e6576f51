"""What every kind says of a person: name, reading, sex, birth, address, telephone, and whether nothing is sent to where they live."""

from collections.abc import Iterable
from uuid import UUID

from casework.codes import Sex
from casework.joined import records_of
from casework.models import Case, Person, Place
from japan.wareki import format_both
from privacy.models import Area

UNNAMED = "匿名"


class People:
    """Of one batch, as whoever asks may read them."""

    def __init__(self, user, council: Area, ids: Iterable[UUID]):
        self.places = {str(pk): name for pk, name in Place.objects.filter(council=council).values_list("pk", "name")}
        self.found = {one.pk: one for one in Person.objects.visible_to(user).filter(pk__in=set(ids) - {None})}
        # As far as they may read the case that says so; somebody's restricted one is never told of (ADR 36).
        one = records_of(self.found)
        stops = Case.objects.visible_to(user).filter(
            no_mail=True, subject__in={pk for records in one.values() for pk in records}
        )
        stopped = set(stops.values_list("subject", flat=True))
        self.unsent = {pk for pk, records in one.items() if records & stopped}

    def called(self, pk: UUID | None) -> list[str]:
        """Name, reading, sex, birth, address."""
        person = self.found.get(pk) if pk else None
        if person is None:
            return [UNNAMED, "", "", "", ""]
        return [person.name, person.kana, str(Sex(person.sex).label), _birth(person), self._address(person)]

    def phones(self, pk: UUID | None) -> str:
        return "、".join(self.found[pk].phones) if pk else ""

    def no_mail(self, pk: UUID | None) -> str:
        return "○" if pk in self.unsent else ""

    def _address(self, person: Person) -> str:
        return f"{self.places.get(person.place_key, '')}{person.block}".strip()


def _birth(person: Person) -> str:
    return format_both(person.birth_date, person.birth_precision).partition("（")[0] if person.birth_date else ""
