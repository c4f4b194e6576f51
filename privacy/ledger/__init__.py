"""The access ledger: no content leaves without an event that names it.

`record` writes one row in the transaction that reads or writes; when it fails, the page fails. The database role of the application
can insert and read events and nothing else. Each minute the sealer closes a block over the new rows (`sealer.py`), and `verify.py`
finds what was changed afterwards.
"""

import uuid
from collections.abc import Iterable

from privacy import context, keys, prepared

KINDS = ("open", "list", "search", "print", "export", "write", "denied", "session", "system")
# Somebody meant to look at these records; other kinds also name rows that merely stood in a list.
DELIBERATE = ("open", "print", "export", "write")

COLUMNS = (
    "id",
    "kind",
    "action",
    "actor",
    "job",
    "council",
    "model",
    "objects",
    "dossiers",
    "request",
    "query",
    "versions",
    "mac",
)
INSERT = (
    f"INSERT INTO privacy_accessevent ({', '.join(COLUMNS)}) VALUES "  # noqa: S608
    "(%s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::uuid[], %s, %s, %s, %s)"
)


def record(
    kind: str,
    *,
    action: str,
    actor: context.Actor | None = None,
    objects: Iterable[uuid.UUID] = (),
    dossiers: Iterable[uuid.UUID] = (),
    model: str = "",
    query: bytes | None = None,
    versions: list[str] | None = None,
) -> None:
    """Writes one event, which for a list of fifty rows holds fifty ids. `actor` is the current actor unless given.

    `versions` are the proofs of what was written (`proofs.py`).
    """
    if kind not in KINDS:
        raise LookupError(f"{kind} is no kind of event")
    actor = actor or context.current()
    values = (
        uuid.uuid4(), kind, action, actor.user_id, actor.job, actor.council_id, model, list(objects), list(dossiers),
        actor.request_id, query, versions or None,
    )  # fmt: skip
    prepared.rows_of(INSERT, [*values, row_mac(*values)])


def record_denied(*, action: str, dossiers: Iterable[uuid.UUID] = (), objects: Iterable[uuid.UUID] = ()) -> None:
    """Records a refusal. After the request was rolled back, which the event outlives: it is one statement, and so its own transaction."""
    record("denied", action=action, dossiers=dossiers, objects=objects)


def row_mac(
    id: uuid.UUID,
    kind: str,
    action: str,
    actor: uuid.UUID | None,
    job: str,
    council: int | None,
    model: str,
    objects: Iterable[uuid.UUID],
    dossiers: Iterable[uuid.UUID],
    request: uuid.UUID | None,
    query: bytes | None,
    versions: Iterable[str] | None = None,
) -> bytes:
    """The MAC of a row. It protects the row until its block is sealed: whoever has only the database cannot invent one.

    Versions were added later, so an event without them has the same MAC as before.
    """
    ids = [b"".join(uuid.UUID(str(value)).bytes for value in values) for values in (objects, dossiers)]
    proofs = ["\n".join(versions).encode()] if versions else []
    parts = (id, kind, action, actor or "", job, "" if council is None else council, model, request or "")
    return keys.keyed_hash("ledger-row", *(str(part).encode() for part in parts), *ids, bytes(query or b""), *proofs)
