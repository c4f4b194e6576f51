"""Verifies the access ledger: exit 1 and the first bad block, named."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy.ledger.sealer import LedgerBroken
from privacy.ledger.verify import verify


class Command(BaseCommand):
    help = "Verify that the access ledger is as it was written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", type=Path, help="the copy of the anchor file that was kept off this machine")

    def handle(self, *, anchor: Path | None, **options: Any) -> None:
        if anchor is None and Path(settings.LEDGER_ANCHOR).exists():
            anchor = Path(settings.LEDGER_ANCHOR)
        if anchor is not None and not anchor.exists():
            raise CommandError(f"{anchor} does not exist")
        begun = time.perf_counter()
        try:
            found = verify(anchor)
        except LedgerBroken as error:
            raise CommandError(f"The ledger is broken at {error}", returncode=1) from None
        seconds = time.perf_counter() - begun
        self.stdout.write(
            f"The ledger is whole: {found.blocks} blocks, {found.rows} events sealed, {found.unsealed} not yet, {found.anchored} anchors, "
            f"{found.versions} versions of records ({seconds:.1f} s)"
        )
