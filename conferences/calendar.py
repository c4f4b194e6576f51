"""The day of a meeting for somebody's calendar (RFC 5545): its kind, day and time. A calendar lies on servers that are not ours, so it
says nothing about anybody: no title that somebody typed, nobody who comes. The place only of a meeting that speaks of no cases, since
that of another one can be a home.
"""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import override

from conferences.models import Conference

LONGEST = 75
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_file(conference: Conference) -> bytes:
    with override("ja"):
        kind = str(conference.get_kind_display())
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yorisoi//Conferences//JA", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{conference.pk}@yorisoi", f"DTSTAMP:{_utc(timezone.now())}", f"DTSTART:{_moment(conference.date, conference.begins)}",
        f"DTEND:{_moment(conference.date, conference.ends)}", f"SUMMARY:{kind.translate(ESCAPED)}",
        *([f"LOCATION:{conference.place.translate(ESCAPED)}"] if conference.place and not conference.speaks_of_cases else []),
        *(["STATUS:CANCELLED"] if conference.state == "cancelled" else []), "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(_folded(line) for line in lines).encode()


def _moment(day, time) -> str:
    return _utc(timezone.make_aware(datetime.combine(day, time)))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> str:
    """No line is longer than 75 bytes; a character is never cut."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > LONGEST:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece]) + "\r\n"
