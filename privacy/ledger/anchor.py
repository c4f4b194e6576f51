"""The heads of the chain, in a file outside of the database. Copy it off the machine: it is what catches a cut tail.

It begins with the first block, or with an era. Where it is gone or holds no head, it is not begun anew by itself: that would
make nothing of whatever was cut off.
"""

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)
# Bytes at the end of the file, some thirty heads.
END = 4096


@dataclass(frozen=True)
class Anchored:
    block: int
    era: int
    mac: str
    at: datetime


def place() -> Path:
    return Path(settings.LEDGER_ANCHOR)


def add(number: int, era: int, mac: bytes, sealed_at: datetime, *, begins: bool) -> None:
    """The line break comes first: a line that a power cut tore does not take the next one with it."""
    path = place()
    if not begins and newest(path) is None:
        logger.error("block %d was not anchored: %s is missing or unreadable", number, path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        head = {"block": number, "era": era, "mac": mac.hex(), "at": sealed_at.isoformat()}
        file.write("\n" + json.dumps(head))


def heads(path: Path) -> list[Anchored]:
    """Every head in the file; what a power cut tore is none."""
    return _read(path.read_bytes().splitlines())


def newest(path: Path) -> Anchored | None:
    """The last head, from the end of the file alone; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - END, 0))
            found = _read(file.read().splitlines())
    except OSError:
        return None
    return found[-1] if found else None


def _read(lines: Iterable[bytes]) -> list[Anchored]:
    found = []
    for line in lines:
        try:
            head = json.loads(line)
            found.append(Anchored(int(head["block"]), int(head["era"]), str(head["mac"]), datetime.fromisoformat(head["at"])))
        except (ValueError, TypeError, KeyError):
            continue
    return found
