"""What ended: roles, pledges, second factors, accounts, shares, tablets, dossiers' keys, and whatever stood open to more people before
it was restricted or somebody stepped aside. A restore ends it again.

The database itself notes each, by triggers (`database.py`), so that no way of writing forgets one; ids and days, nothing else. The worker
carries the list to where the backups lie (`config/backup/ended.py`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

NOTES = """
CREATE OR REPLACE FUNCTION privacy_note_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    written jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
    was jsonb := CASE WHEN TG_OP = 'INSERT' THEN written ELSE to_jsonb(OLD) END;
BEGIN
    INSERT INTO public.privacy_ended (kind, key, until, by, at)
    VALUES (TG_ARGV[0], was ->> TG_ARGV[1], (written ->> 'until_date')::date, (written ->> TG_ARGV[2])::uuid, now());
    RETURN NULL;
END $$
"""


class Ended(models.Model):
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    until = models.DateField(null=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())
    only_added = True

    class Meta:
        indexes = [models.Index(fields=["at"], name="privacy_ended_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


@dataclass(frozen=True)
class Entry:
    key: str
    until: date | None
    by: UUID | None


@dataclass(frozen=True)
class Kind:
    """`when`: SQL of OLD and NEW that says that a change ends it; nothing: its row is deleted, or `is_written`. `key`, `by`: the columns that
    are noted, its own id unless given. `end(entries)` ends what stands of them, and says how many that were."""

    name: str
    label: str
    model: type[models.Model]
    end: Callable[[list[Entry]], int]
    when: str = ""
    is_written: bool = False
    key: str = ""
    by: str = "revoked_by_id"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def triggers() -> Iterable[str]:
    for kind in _kinds.values():
        table, key = kind.model._meta.db_table, kind.key or kind.model._meta.pk.column
        event = "INSERT" if kind.is_written else "UPDATE" if kind.when else "DELETE"
        where = f"WHEN ({kind.when})" if kind.when else ""
        yield (
            f"CREATE OR REPLACE TRIGGER ended_{kind.name} AFTER {event} ON {table} FOR EACH ROW {where} "
            f"EXECUTE FUNCTION privacy_note_ended('{kind.name}', '{key}', '{kind.by}')"
        )


def names() -> frozenset[str]:
    return frozenset(_kinds)


def end_again(noted: Iterable[tuple[str, Entry]]) -> dict[str, int]:
    """{label: how many stood again}, each kind once."""
    entries: dict[str, list[Entry]] = {name: [] for name in _kinds}
    for name, entry in noted:
        entries[name].append(entry)
    return {kind.label: kind.end(entries[kind.name]) for kind in _kinds.values()}


def keys_of(entries: list[Entry]) -> list[str]:
    return [entry.key for entry in entries]
