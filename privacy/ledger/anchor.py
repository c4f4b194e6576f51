"""The anchor: a file outside of the database that holds the head of the chain after each block.

A copy of it on another machine shows when the newest blocks were cut off. The file begins with the first block, or with an era.
When it is missing or holds no head, the program does not start a new one, since that would hide what was cut off.
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
# How many bytes of the end of the file are read; they hold some thirty heads.
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
    """Appends a head. The line break comes first, so that a line torn by a power cut does not spoil the next one."""
    path = place()
    if not begins and newest(path) is None:
        logger.error("block %d was not anchored: %s is missing or unreadable", number, path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        head = {"block": number, "era": era, "mac": mac.hex(), "at": sealed_at.isoformat()}
        file.write("\n" + json.dumps(head))


def heads(path: Path) -> list[Anchored]:
    """Every head in the file. A line torn by a power cut is left out."""
    return _read(path.read_bytes().splitlines())


def newest(path: Path) -> Anchored | None:
    """The last head, or None where it cannot be read. Only the end of the file is read."""
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
