"""What must hold after a restore, asked of the restored database itself."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from config.backup import BackupError
from privacy import context, ended, keys
from privacy.dossier_keys import DossierKey
from privacy.ended import Ended, Entry
from privacy.ledger import partitions, sealer
from privacy.ledger.verify import Verified, verify


def after_restore(manifest: dict, noted: Iterable[dict[str, Any]] | None) -> tuple[Verified, dict[str, int]]:
    """What the ledger says, and how much of what ended stood again (`config/backup/ended.py`)."""
    keys.verify()
    _every_key_opens()
    partitions.make()
    anchor = Path(settings.LEDGER_ANCHOR)
    try:
        sealer.open_era(f"restored from the backup of {manifest['made_at']}")
        again = _end_again(noted) if noted is not None else {}
        return verify(anchor if anchor.exists() else None), again
    except sealer.LedgerBroken as error:
        raise BackupError(f"Everything is loaded, but the ledger is broken at {error}") from None


def in_words(found: Verified) -> str:
    counted = f"{found.blocks} blocks, {found.rows + found.unsealed} events"
    if found.forged:
        return f"The ledger is as it was, with {len(found.forged)} forged events (verify_ledger names them): {counted}."
    return f"The ledger is whole: {counted}."


def _end_again(noted: Iterable[dict[str, Any]]) -> dict[str, int]:
    """All of it or nothing. What this database knows of already is history to it: some of it was given back since."""
    noted = list(noted)
    if strange := {line["kind"] for line in noted} - ended.names():
        raise BackupError(
            f"A newer version noted what ended, and this one does not know what that is: {', '.join(sorted(strange))}. "
            "Restore with the version that ran last."
        )
    with transaction.atomic(), context.acting(context.Actor(job="restore")):
        known = set(Ended.objects.values_list("pk", flat=True))
        return ended.end_again((line["kind"], _entry(line)) for line in noted if line["n"] not in known)


def _entry(line: dict[str, Any]) -> Entry:
    until, by = line["until"], line["by"]
    return Entry(line["key"], until and date.fromisoformat(until), by and UUID(by))


def _every_key_opens() -> None:
    for dossier, wrapped in DossierKey.objects.values_list("dossier_id", "wrapped").iterator():
        keys.unwrap(bytes(wrapped), dossier)
