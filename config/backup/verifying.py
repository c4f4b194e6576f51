"""`backup --verify`: whether the files are as they were written, which needs no words; and with the words whether they can be restored."""

import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from config.backup import KEYS, BackupError, archive, data_files
from config.models import BackupRun

# pg_dump's own last words.
COMPLETE = b"PostgreSQL database dump complete"


def as_written(folder: Path) -> Iterator[tuple[str, str]]:
    """(name, what is wrong or nothing) of each generation and of the keys, the oldest first."""
    known = {run.name: run for run in BackupRun.objects.filter(failed="")}
    files = data_files(folder)
    for path in files:
        run = known.get(path.name)
        if run is None:
            yield path.name, "this installation knows of no such backup"
        else:
            yield path.name, "" if archive.digest(path) == run.digest else "is not as it was written"
    if not files:
        yield str(folder), "holds no backup"
        return
    newest = known.get(files[-1].name)
    if not (folder / KEYS).exists():
        yield KEYS, "is not there: bring it back, no data file opens without it"
    elif newest:
        yield KEYS, "" if archive.digest(folder / KEYS) == newest.keys_digest else "is not the one of the newest data file"


def opened(folder: Path, identity) -> str:
    """Opens the newest generation as a restore would, and writes nothing. Its rows, in words."""
    files = data_files(folder)
    if not files or not (folder / KEYS).exists():
        raise BackupError(f"{folder} must hold {KEYS} and a data file.")
    with tempfile.TemporaryDirectory(prefix="yorisoi-verify-") as scratch:
        place = Path(scratch)
        for name in ("data", "keys"):
            (place / name).mkdir()
        archive.read(folder / KEYS, place / "keys", identity)
        seal = bytes.fromhex(json.loads((place / "keys" / "keys.json").read_text())["ledger-seal"])
        archive.check_mac(place / "keys", seal, KEYS)
        manifest = archive.read(files[-1], place / "data", identity)
        archive.check_mac(place / "data", seal, files[-1].name)
        end = b""
        with gzip.open(place / "data" / "data.sql.gz") as dump:
            while piece := dump.read(archive.PIECE):
                end = (end + piece)[-1000:]
        if COMPLETE not in end:
            raise BackupError(f"{files[-1].name}: the dump in it has no end")
    return f"{files[-1].name} opens: {sum(manifest['rows'].values())} rows of {manifest['made_at'][:16]}."
