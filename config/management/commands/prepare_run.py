"""What a start needs beside the schema: keys that fit and on the first run the demo, whose sign-ins it prints."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Installation
from privacy import keyfiles, keys
from privacy.models import Area


class Command(BaseCommand):
    help = "Prepare a start: quick when there is nothing to do."

    def handle(self, **options):
        try:
            keys.verify()
        except keyfiles.KeyMissing as error:
            raise CommandError(str(error)) from None
        if settings.DEMO_SIGN_IN and not Area.objects.exists():
            self.stderr.write("First run: making demo data …")
            call_command("demo")
        if Installation.is_demo():
            call_command("demo_accounts", stdout=self.stdout)
