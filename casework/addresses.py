"""Where people live: a record keeps the key of its town block (町丁目), since the table of blocks is the council's own."""

from collections.abc import Iterable

from django.db.models import UUIDField
from django.utils.translation import gettext as _

from casework.models import Person, Place
from privacy.together import Given, ask, question

BLOCKS = Given("blocks", UUIDField(), many=True)


@question
def named_blocks(asker):
    return Place.objects.filter(pk__in=BLOCKS).order_by("pk").values_list("pk", "name")


def block_names(keys: Iterable[str]) -> dict[str, str]:
    """{key: name} of these blocks in one query, or in none where there is no key."""
    wanted = sorted({key for key in keys if key})
    return {str(pk): name for pk, name in ask(None, [named_blocks], {BLOCKS: wanted})[named_blocks]} if wanted else {}


def blocks_of(people: Iterable[Person]) -> dict[str, str]:
    return block_names(person.place_key for person in people)


def where(person: Person, blocks: dict[str, str], *, full: bool = True) -> str:
    """The block where it is known and may be shown, else the district."""
    return (blocks.get(person.place_key) if full else None) or person.dossier.area.label


def address_of(person: Person, blocks: dict[str, str]) -> str:
    """国分寺台中央5丁目 12-3, as far as it is known; for whoever may see it, where it is hidden, whom to ask."""
    if person.contact_hidden:
        return _("Ask the manager for address and telephone")
    return f"{blocks.get(person.place_key, '')} {person.block}".strip()
