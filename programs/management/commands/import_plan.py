"""Takes in the council's own plan document, and says first what it would change."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from privacy import context
from programs.councils import council_of
from programs.importing import NotAPlan, plan_import
from programs.plan_document import UnreadableDocument, read

MARKS = {"added": "+", "changed": "~", "withdrawn": "-"}


class Command(BaseCommand):
    help = "Import a plan document (tab-separated rows under headings). --dry-run shows the changes and makes none."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true", help="print what was read instead of the changes")
        parser.add_argument("--area", help="the council: its id, code or name")
        parser.add_argument("--partial", action="store_true", help="take in the rest although some lines found no place")

    def handle(self, *, file, dry_run, json: bool, area, partial, **options):
        document = self._read(file)
        for line in document.unplaced:
            self.stderr.write(f"line {line.line}: no place found for: {line.text}")
        if json:
            self.stdout.write(_json(document))
        if document.unplaced and not dry_run and not partial:
            raise CommandError("Nothing was taken in. Mend these lines, or add --partial to take in the rest.")
        if json and dry_run:
            return
        try:
            with context.as_job("import"):
                changes = plan_import(document, actor=context.current(), area=council_of(area), dry_run=dry_run)
        except NotAPlan as error:
            raise CommandError(str(error)) from None
        out = self.stderr if json else self.stdout
        for change in changes:
            text = f"{change.before} → {change.after}" if change.before and change.after else change.before or change.after
            out.write(f"{MARKS[change.kind]} {change.place} {change.what} {change.name}: {text}".replace("\n", " "))
        out.write(f"{len(changes)} changes{' would be made' if dry_run else ''}.")

    def _read(self, file: Path):
        try:
            return read(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except UnreadableDocument as error:
            raise CommandError(str(error)) from None


def _json(document) -> str:
    return json.dumps(document.as_json(), ensure_ascii=False, indent=1)
