"""Compiles each `locale/**/*.po` to the `.mo` that Django reads, when it is newer. No gettext on the machine is needed."""

import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]


def catalogues() -> list[Path]:
    return [path for pattern in ("locale/*/LC_MESSAGES/*.po", "*/locale/*/LC_MESSAGES/*.po") for path in ROOT.glob(pattern)]


def compile_all() -> int:
    """The number of catalogues that were compiled."""
    stale = [po for po in catalogues() if not _fresh(po)]
    for po in stale:
        unfinished = po.with_suffix(f".{os.getpid()}.new")
        polib.pofile(str(po)).save_as_mofile(str(unfinished))
        unfinished.replace(po.with_suffix(".mo"))
    return len(stale)


def _fresh(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns


if __name__ == "__main__":
    compile_all()
    sys.exit(0)
