"""A table with all its margins, in which nobody can compute a small number."""

import ctypes
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programs.suppression.reading import Unreadable, read
from programs.suppression.search import ENOUGH, Impossible
from programs.suppression.tables import Protected, TooLarge, protect

HIDDEN = "＊"
WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Hide counts of 1 to k - 1 in a CSV table (dimensions, then `count`), and whatever would let them be computed."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="UTF-8 or CP932; - for the standard input")
        parser.add_argument("--k", type=int, default=5, help="counts below it are hidden; 5 by default")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file, k, json: bool, **options):
        if k < 1:
            raise CommandError("--k must be 1 or more.", returncode=WRONG_INPUT)
        try:
            table = read(_bytes(file))
            with _silent_solver():
                protected = protect(table, k)
        except Unreadable as error:
            raise CommandError(f"{file}: {error}", returncode=WRONG_INPUT) from None
        except (Impossible, TooLarge) as error:
            protected = None
            why = (
                f"The table has {error.cells:,} cells, too many"
                if isinstance(error, TooLarge)
                else "No pattern protects this table"
            )
            self.stderr.write(f"{why}: merge values, drop a dimension, or do not publish it.")
        if protected and len(protected.hidden) > ENOUGH * protected.at_least:
            self.stderr.write(
                f"The table is safe. Time ran out while looking for a pattern that hides fewer than its {len(protected.hidden)} cells; "
                f"at least {protected.at_least} must be. Fewer values or dimensions help."
            )
        self.stdout.write(_json(protected) if json else "\n".join(_text(protected) if protected else ["infeasible"]))


@contextmanager
def _silent_solver():
    """HiGHS says a word of its own now and then, past Python: on the standard output only the table belongs."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _bytes(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", returncode=WRONG_INPUT) from None


def _json(protected: Protected | None) -> str:
    if protected is None:
        return json.dumps({"status": "infeasible", "cells": []})
    names = protected.table.dimensions
    cells = [{"keys": dict(zip(names, cell, strict=True)), "value": protected.value(cell)} for cell in protected.table.cells()]
    return json.dumps({"status": "ok", "cells": cells}, ensure_ascii=False)


def _text(protected: Protected) -> Iterator[str]:
    """One line a cell, separated by tabs."""
    yield "\t".join([*protected.table.dimensions, "count"])
    for cell in protected.table.cells():
        value = protected.value(cell)
        yield "\t".join([*cell, HIDDEN if value is None else str(value)])
