"""`backup --verify`: whether the files are as they were written, which needs no words; and with the words whether they can be restored."""

import json
import zlib
from collections.abc import Iterator

from config.backup import KEYS, BackupError, archive
from config.backup.making import AS_GZIP
from config.backup.where import Place, data_files
from config.models import BackupRun

# pg_dump's own last words.
COMPLETE = b"PostgreSQL database dump complete"


def as_written(place: Place) -> Iterator[tuple[str, str]]:
    """(name, what is wrong or nothing) of each generation and of the keys, the oldest first."""
    known = {run.name: run for run in BackupRun.objects.filter(failed="")}
    files = data_files(place)
    for name in files:
        run = known.get(name)
        if run is None:
            yield name, "this installation knows of no such backup"
        else:
            yield name, "" if archive.digest(place, name) == run.digest else "is not as it was written"
    if not files:
        yield str(place), "holds no backup"
        return
    newest = known.get(files[-1])
    if KEYS not in place.names():
        yield KEYS, "is not there: bring it back, no data file opens without it"
    elif newest:
        # One that failed half-way left newer keys, which open the same.
        written = BackupRun.objects.filter(ended_at__gte=newest.ended_at).values_list("keys_digest", flat=True)
        yield (
            KEYS,
            "" if archive.digest(place, KEYS) in set(written) else "is neither the one of the newest data file nor a newer one",
        )


def opened(place: Place, identity) -> str:
    """Opens the newest generation as a restore would, and writes nothing. Its rows, in words."""
    files = data_files(place)
    if not files or KEYS not in place.names():
        raise BackupError(f"{place} must hold {KEYS} and a data file.")
    keys = archive.check(place, KEYS, identity, keep=("keys.json",))
    seal = bytes.fromhex(json.loads(keys.kept["keys.json"])["ledger-seal"])
    keys.prove(seal)
    data = archive.check(place, files[-1], identity)
    data.prove(seal)
    plain, end = zlib.decompressobj(wbits=AS_GZIP), b""
    for member, piece in archive.walk(place, files[-1], identity, data):
        if member == "data.sql.gz":
            end = (end + plain.decompress(piece))[-1000:]
    if COMPLETE not in end:
        raise BackupError(f"{files[-1]}: the dump in it has no end")
    return f"{files[-1]} opens: {sum(data.manifest['rows'].values())} rows of {data.manifest['made_at'][:16]}."
