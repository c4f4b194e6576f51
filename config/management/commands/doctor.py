"""Says in plain words what is wrong with an installation, and what to do about it. Starts, migrates and mends nothing itself."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.upkeep.checks import DOCTOR
from config.upkeep.findings import Finding, examine

SIGNS = {"ok": "○", "warn": "△", "bad": "×"}


class Command(BaseCommand):
    help = "Look at everything that an installation needs. Exit code 1 where something is wrong; △ alone is none."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--language", choices=["ja", "en"], default="ja")

    def handle(self, *, language, **options):
        with translation.override(language):
            wrong = sum(self._told(finding) for finding in examine(DOCTOR, timezone.now()))
            if wrong:
                self.stdout.write(ngettext("%(n)d thing is wrong.", "%(n)d things are wrong.", wrong) % {"n": wrong})
                sys.exit(1)
            self.stdout.write(_("Nothing is wrong."))

    def _told(self, finding: Finding) -> bool:
        self.stdout.write(f"{SIGNS[finding.state]} {finding.label}: {finding.says}")
        if finding.do:
            self.stdout.write(f"    → {finding.do}")
        return finding.state == "bad"
