"""For a database that was brought back by other means than `restore`: says in the ledger that there is a gap, and why."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy.ledger import sealer


class Command(BaseCommand):
    help = "Open a new era of the access ledger, after a restore that `manage.py restore` did not make."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help="what happened; it stays in the ledger, so name nobody")

    def handle(self, *args: object, reason: str, **options: object) -> None:
        if not reason.strip():
            raise CommandError("A new era says why it began.")
        try:
            sealer.open_era(reason.strip())
        except sealer.EraEnded as error:
            raise CommandError(f"No new era: {error}") from None
        self.stdout.write("A new era of the ledger has begun. Now: manage.py verify_ledger --anchor COPY")
