"""Verifies the access ledger: exit 1, and the first bad block or everything else that is wrong, named."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy.ledger import anchor as anchors
from privacy.ledger.nightly import Looked, keep, unknown
from privacy.ledger.sealer import LedgerBroken
from privacy.ledger.verify import verify
from privacy.ledger.watch import troubles


class Command(BaseCommand):
    help = "Verify that the access ledger is as it was written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", type=Path, help="the copy of the anchor file that was kept off this machine")
        parser.add_argument(
            "--known",
            nargs="+",
            default=[],
            metavar="BLOCK:EVENT",
            help="forged events that were looked into: no alarm any more",
        )

    def handle(self, *, anchor: Path | None, known: list[str], **options: Any) -> None:
        if anchor is None and anchors.place().exists():
            anchor = anchors.place()
        if anchor is not None and not anchor.exists():
            raise CommandError(f"{anchor} does not exist")
        begun = time.perf_counter()
        try:
            found = verify(anchor)
        except LedgerBroken as error:
            raise CommandError(f"The ledger is broken at {error}", returncode=1) from None
        seconds = time.perf_counter() - begun
        wrong = [*troubles(timezone.now()), *unknown(found, frozenset(known))]
        if wrong:
            raise CommandError("\n- ".join(["The ledger is not whole:", *wrong]), returncode=1)
        # By the machine's own anchor: from here the nights go on.
        if anchor is None or anchor == anchors.place():
            keep(Looked(found.last, timezone.now(), timezone.now(), frozenset(known)))
        but = f" but for {len(found.forged)} forged events that are known" if found.forged else ""
        self.stdout.write(
            f"The ledger is whole{but}: {found.blocks} blocks, {found.rows} events sealed, {found.unsealed} not yet, "
            f"{found.anchored} anchors, {found.versions} versions of records ({seconds:.1f} s)"
        )
