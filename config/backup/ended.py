"""The list of what ended, beside the backups: written with each of them, and within the minute where something ends after it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from config.backup import ENDED, archive, database
from config.backup.where import Place

# "YOEN": of two that carry it there, the later one reads later.
LOCK = 0x59_4F_45_4E
# Nobody keeps a backup for longer (docs/operations.md).
KEPT_DAYS = 400
COUNT = "SELECT count(*) FROM privacy_ended"
ROWS = """
SELECT json_build_object('n', id, 'kind', kind, 'key', key, 'until', until, 'by', by)::text FROM privacy_ended
WHERE at > now() - make_interval(days => %s) ORDER BY id
"""
MEMBER = "ended.jsonl"


@dataclass(frozen=True)
class Published:
    rows: int
    at: datetime


def publish(place: Place, *, recipient: str, key: bytes) -> Published:
    """All that the database knows now."""
    with psycopg.connect(database.reader_url()) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        moment = datetime.now(UTC)
        rows = database.only(connection.execute(COUNT))
        lines = (f"{line}\n".encode() for (line,) in connection.execute(ROWS, [KEPT_DAYS]))
        archive.write(
            place, ENDED, {"made_at": moment.isoformat()}, [(MEMBER, archive.joined(lines))], recipient=recipient, key=key
        )
    return Published(rows, moment)


def read(opened: archive.Checked) -> Iterator[dict[str, Any]]:
    """n, kind, key, until and by of each, as `publish` wrote them."""
    return map(json.loads, opened.kept.get(MEMBER, b"").splitlines())
