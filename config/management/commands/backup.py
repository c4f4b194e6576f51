"""Writes an encrypted copy of everything: data and keys in two files, which may and should be carried to two places."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backup import KEYS, BackupError, recovery, running, verifying, where

FIRST = """
This is the recovery key. It is shown once, and nobody can make it again: write the words down in this order, on
paper, twice, and keep the papers in two places, away from this machine and from the backups.

{words}

Whoever has these words and the two files can read everything. Without the words nobody can, we neither.
"""


class Command(BaseCommand):
    help = "Write an encrypted backup into DIR, or look at those that lie there. The first one shows the recovery key, once."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", nargs="?", help="unless given, the one of every night (BACKUP_TO)")
        parser.add_argument("--keep", type=int, default=settings.BACKUP_KEEP, help="how many data files stay (35)")
        parser.add_argument("--new-recovery-key", action="store_true", help="the words are lost, or were seen by somebody")
        parser.add_argument("--verify", action="store_true", help="write nothing: whether the files are as they were written")
        parser.add_argument(
            "--words-file", type=Path, help="with --verify: open the newest backup with the 24 words in this file"
        )

    def handle(self, *, folder, keep, new_recovery_key, verify, words_file, **options):
        folder = folder or settings.BACKUP_TO
        if not folder:
            raise CommandError("Where to? manage.py backup DIR, or set BACKUP_TO.")
        if keep < 1:
            raise CommandError("At least one data file stays.")
        try:
            if verify:
                self._verify(where.of(str(folder)), words_file)
            else:
                self._make(str(folder), keep, new_recovery_key)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None

    def _make(self, address, keep, new_recovery_key):
        var = Path(settings.VAR_DIR)
        recipient, words = recovery.known_recipient(var), None
        if recipient is None or new_recovery_key:
            words, recipient = recovery.make()
        made = running.back_up(address, keep=keep, recipient=recipient)
        if words:
            recovery.keep_recipient(var, recipient)
            lines = ["　".join(words[start : start + 6]) for start in range(0, len(words), 6)]
            self.stdout.write(FIRST.format(words="\n".join(lines)))
        self.stdout.write(f"Data: {made.name}, keys: {KEYS} (replaces the former). Keep the two in different places.")

    def _verify(self, place, words_file):
        wrong = 0
        for name, complaint in verifying.as_written(place):
            self.stdout.write(f"{name}: {complaint or 'as it was written'}")
            wrong += bool(complaint)
        if words := verifying.unfinished(place):
            self.stdout.write(words)
        if words_file:
            self.stdout.write(verifying.opened(place, recovery.identity(words_file.read_text())))
        if wrong:
            raise CommandError(f"{wrong} of them cannot be relied on: make a new backup, and find out who changed them.")
