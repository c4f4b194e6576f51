"""`backup --verify`: whether the files are as they were written, which needs no words; and with the words whether they can be restored."""

import json
import zlib
from collections.abc import Iterator

from config.backup import KEYS, BackupError, archive
from config.backup.making import AS_GZIP
from config.backup.where import Place, data_files
from config.models import BackupFile, BackupRun

# pg_dump's own last words.
COMPLETE = b"PostgreSQL database dump complete"


def as_written(place: Place) -> Iterator[tuple[str, str]]:
    """(name, what is wrong or nothing) of each generation and of the keys, the oldest first."""
    files = data_files(place)
    # One that was killed when its data stood there has left no more than the note.
    known = {one.name: one for kind in (BackupFile, BackupRun) for one in kind.objects.filter(name__in=files)}
    for name in files:
        if name not in known:
            yield name, "this installation knows of no such backup"
        else:
            yield name, "" if archive.digest(place, name) == known[name].digest else "is not as it was written"
    if not files:
        yield str(place), "holds no backup"
        return
    newest = known.get(files[-1])
    if KEYS not in place.names():
        yield KEYS, "is not there: bring it back, no data file opens without it"
    elif newest:
        # One that failed or was killed half-way left newer keys, which open the same.
        noted = BackupFile.objects.filter(name=KEYS, begun_at__gte=newest.begun_at).values_list("digest", flat=True)
        before_notes = BackupRun.objects.filter(begun_at__gte=newest.begun_at).values_list("keys_digest", flat=True)
        yield (
            KEYS,
            ""
            if archive.digest(place, KEYS) in {*noted, *before_notes}
            else "is neither the one of the newest data file nor a newer one",
        )


def unfinished(place: Place) -> str:
    """In words, where the last backup did not come to its end and nobody has written why."""
    last = BackupFile.objects.order_by("-pk").first()
    is_open = last is not None and not BackupRun.objects.filter(begun_at__gte=last.begun_at).exists()
    left = place.unfinished()
    if not is_open and not left:
        return ""
    begun = f" that began at {last.begun_at:%Y-%m-%d %H:%M} UTC" if is_open and last else ""
    lies = f" It left {', '.join(left)}, which the next one clears." if left else ""
    return f"A backup{begun} did not come to its end, or is being made now: what is said above holds for what lies there.{lies}"


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
