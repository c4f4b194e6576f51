"""What must hold after a restore, asked of the restored database itself."""

from pathlib import Path

import psycopg
from django.conf import settings

from config.backup import BackupError, database, making
from privacy import keys
from privacy.dossier_keys import DossierKey
from privacy.ledger import partitions, sealer
from privacy.ledger.verify import Verified, verify

# Tables that a restore itself writes to.
MAY_DIFFER = {"privacy_ledgerblock", "django_migrations", "privacy_keycheck"}


def after_restore(manifest: dict) -> Verified:
    keys.verify()
    _every_row_is_there(manifest["rows"])
    _every_key_opens()
    partitions.make()
    sealer.open_era(f"restored from the backup of {manifest['made_at']}")
    anchor = Path(settings.LEDGER_ANCHOR)
    try:
        return verify(anchor if anchor.exists() else None)
    except sealer.LedgerBroken as error:
        raise BackupError(f"Everything is loaded, but the ledger is broken at {error}") from None


def in_words(found: Verified) -> str:
    counted = f"{found.blocks} blocks, {found.rows + found.unsealed} events"
    if found.forged:
        return f"The ledger is as it was, with {len(found.forged)} forged events (verify_ledger names them): {counted}."
    return f"The ledger is whole: {counted}."


def _every_row_is_there(wanted: dict[str, int]) -> None:
    with psycopg.connect(database.owner_url()) as connection:
        found = making.describe(connection)["rows"]
    short = [name for name, rows in wanted.items() if name not in MAY_DIFFER and found.get(name) != rows]
    if short:
        raise BackupError(f"Rows are missing or too many in {', '.join(short)}")


def _every_key_opens() -> None:
    for dossier, wrapped in DossierKey.objects.values_list("dossier_id", "wrapped").iterator():
        keys.unwrap(bytes(wrapped), dossier)
