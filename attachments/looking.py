"""A file is looked into before anything of it is kept: what it is, that nothing in it grows or runs, and by the virus scanner if there is one.

Looking into a hostile file is a risk itself, so a process of its own does it (`attachments/child/`): it gets the bytes and nothing else, no
environment, no keys, and dies of too much memory or time alone.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore

from django.utils.translation import gettext_lazy as _

from attachments import clamd
from attachments.child import refused
from attachments.codes import Kind, Scan

CHILD = Path(__file__).parent / "child" / "__main__.py"
# Bytes of one file; seconds that one may take; how many are looked into at once by one process of the web server.
LARGEST, PATIENCE, AT_ONCE = 20_000_000, 30, 1
EMPTY, LARGE, MANY, VIRUS, BUSY = "empty", "large", "many", "virus", "busy"
REFUSED = {
    EMPTY: _("This file is empty."),
    LARGE: _("This file is larger than 20 MB. Make it smaller, or divide it."),
    MANY: _("These were too many at once. Attach this one with the next ones."),
    VIRUS: _("The virus scanner found something in this file. It was not taken; please tell whoever looks after your computers."),
    BUSY: _("Too many files are being looked into just now. Choose it again in a moment."),
    refused.UNKNOWN: _(
        "This is none of the files that can be attached: photographs (JPEG, PNG, WebP), PDF, Word (.docx), Excel (.xlsx) and "
        "PowerPoint (.pptx)."
    ),
    refused.HEIC: _("This photograph is in a form that only some telephones know (HEIC). Save or send it as JPEG, and choose it again."),
    refused.OLD: _("This is a file of an old Office (.doc, .xls, .ppt). Save it as .docx, .xlsx or .pptx, and choose it again."),
    refused.LOCKED: _("This file is locked by a password. Save it without one, and choose it again."),
    refused.MACROS: _("This file holds macros. Save it without them (.docx, .xlsx, .pptx), and choose it again."),
    refused.RUNS: _(
        "Something in this file would run, or be fetched from elsewhere, when somebody opens it. Print it as a PDF, and attach that."
    ),
    refused.PIXELS: _("This picture has more than 60 million dots. Make it smaller, and choose it again."),
    refused.GROWS: _("This file is far larger inside than outside. It was not taken."),
    refused.BROKEN: _("This file cannot be read: it is damaged, or is not what it claims to be."),
}  # fmt: skip
_turn = BoundedSemaphore(AT_ONCE)


class Unfit(Exception):
    """`why`: a key of REFUSED."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why

    @property
    def words(self) -> str:
        return str(REFUSED[self.why])


@dataclass(frozen=True)
class Looked:
    """A file that may be kept: as it came, or a picture drawn anew. `digest`: of what came, to know it again."""

    kind: Kind
    data: bytes
    scan: Scan
    digest: bytes


def look(data: bytes) -> Looked:
    """Raises Unfit."""
    if not data:
        raise Unfit(EMPTY)
    if len(data) > LARGEST:
        raise Unfit(LARGE)
    scan = clamd.scan(data)
    if scan is None:
        raise Unfit(VIRUS)
    if not _turn.acquire(timeout=PATIENCE):
        raise Unfit(BUSY)
    try:
        kind, made = _by_child(data)
    finally:
        _turn.release()
    return Looked(kind, made or data, scan, sha256(data).digest())


def _by_child(data: bytes) -> tuple[Kind, bytes]:
    try:
        done = subprocess.run(
            [sys.executable, "-IB", str(CHILD)], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/",
            timeout=PATIENCE, check=True,
        )  # fmt: skip
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Unfit(refused.GROWS) from None
    head, _line, made = done.stdout.partition(b"\n")
    answer = json.loads(head)
    if "why" in answer:
        raise Unfit(answer["why"])
    return Kind(answer["kind"]), made
