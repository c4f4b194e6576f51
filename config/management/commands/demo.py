"""Fills a database with invented people: the demo of the first run, and on request many more."""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import module_has_submodule

from accounts.models import Installation
from casework import demo_scale
from privacy.models import Area


class Command(BaseCommand):
    help = "Make demo data; --scale N adds N thousand cases. Refused where real records are kept."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, default=0)

    def handle(self, *, scale, **options):
        if not settings.DEMO_SIGN_IN:
            raise CommandError("These settings keep real records: no invented people are made here.")
        if Area.objects.exists() and not Installation.is_demo():
            raise CommandError("This database is not a demo: no invented people are put among real ones.")
        # By the order in which the apps are installed: what is above needs the people and town blocks of what is below.
        for app in apps.get_app_configs():
            if module_has_submodule(app.module, "demo"):
                import_module(f"{app.name}.demo").make_demo()
        if scale:
            made = demo_scale.make_cases(scale * 1000, say=lambda text: self.stdout.write(text))
            self.stdout.write(f"{made} more cases.")
