"""Django's migrate, then the rights of the app's role and the guards on every confidential table."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from privacy.database import alone, prepare


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with alone(connection):
            super().handle(*args, **options)
            if options["app_label"] is None and not options["plan"] and not options["check_unapplied"]:
                prepare(connection, settings.APP_ROLE)
