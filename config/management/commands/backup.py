"""Writes an encrypted copy of everything: data and keys in two files, which may and should be carried to two places."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backup import KEYS, BackupError, making, recovery

FIRST = """
This is the recovery key. It is shown once, and nobody can make it again: write the words down in this order, on
paper, twice, and keep the papers in two places, away from this machine and from the backups.

{words}

Whoever has these words and the two files can read everything. Without the words nobody can, we neither.
"""


class Command(BaseCommand):
    help = "Write an encrypted backup into DIR. The first one shows the recovery key, once."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--keep", type=int, default=35, help="how many data files stay (35)")
        parser.add_argument("--new-recovery-key", action="store_true", help="the words are lost, or were seen by somebody")

    def handle(self, *, folder, keep, new_recovery_key, **options):
        if keep < 1:
            raise CommandError("At least one data file stays.")
        var = Path(settings.VAR_DIR)
        recipient, words = recovery.known_recipient(var), None
        if recipient is None or new_recovery_key:
            words, recipient = recovery.make()
        try:
            made = making.make(
                folder.resolve(),
                var=var,
                keys_dir=settings.KEYS_DIR,
                anchor=Path(settings.LEDGER_ANCHOR),
                recipient=recipient,
                keep=keep,
            )
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        if words:
            recovery.keep_recipient(var, recipient)
            lines = ["　".join(words[start : start + 6]) for start in range(0, len(words), 6)]
            self.stdout.write(FIRST.format(words="\n".join(lines)))
        self.stdout.write(f"Data: {made.name}, keys: {KEYS} (replaces the former). Keep the two in different places.")
