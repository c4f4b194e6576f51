"""What a start needs beside the schema: keys that fit, translations, static files, and on the first run the demo."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import translations
from privacy import keys
from privacy.models import Area


class Command(BaseCommand):
    help = "Prepare a start: quick when there is nothing to do."

    def handle(self, **options):
        try:
            keys.verify()
        except keys.KeyMissing as error:
            raise CommandError(str(error)) from None
        translations.compile_all()
        if _static_mark() != _read(_mark_file()):
            call_command("collectstatic", interactive=False, verbosity=0)
            _mark_file().write_text(_static_mark())
        if settings.DEMO_SIGN_IN and not Area.objects.exists():
            self.stdout.write("First run: making demo data …")
            call_command("demo")


def _mark_file() -> Path:
    return Path(settings.VAR_DIR) / "engine" / "static"


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _static_mark() -> str:
    files = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file()]
    lock = settings.BASE_DIR / "requirements" / "base.txt"
    return str(sum(path.stat().st_mtime_ns for path in [*files, lock])) + str(len(files))
