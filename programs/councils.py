"""Which council a command is about: `--area` by id, code or name; without it the only one, else the first."""

from django.core.management.base import CommandError
from django.db.models import Q

from privacy.models import Area


def council_of(text: str | None) -> Area:
    councils = Area.objects.councils().order_by("pk")
    if text:
        found = councils.filter(Q(name=text) | Q(short_name=text) | Q(code=text) | Q(pk=int(text) if text.isdigit() else 0))
        if len(found) != 1:
            raise CommandError(f"There is no council “{text}”. Known: {', '.join(council.name for council in councils)}")
        return found[0]
    first = councils.first()
    if first is None:
        raise CommandError("There is no council yet. Make one, or start the demo, first.")
    return first
