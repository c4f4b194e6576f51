"""What a query asks for, read; None where it is not what the page wrote itself. Anybody may write anything into an address."""

from datetime import date, datetime
from uuid import UUID

YEARS = range(1900, 2200)
LONGEST = 9


def number(text: str) -> int | None:
    """Digits of a keyboard: `isdigit` is true of ² too, and a column ends at nine of them."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


def id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """With its zone, and far enough from the ends of the calendar that another zone's clock can show it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and found.year in YEARS else None


def day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def mark(text: str) -> tuple[datetime, UUID] | None:
    """ "<moment>,<id>": the last row of the page before."""
    at, _comma, pk = text.partition(",")
    found = moment(at)
    try:
        return (found, UUID(pk)) if found else None
    except ValueError:
        return None
