"""Cases that nobody has are asked for on home pages; the index is built beside the running app."""

import datetime

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casework", "0011_case_lies_where_its_dossier_lies")]

    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                models.F("council"),
                Coalesce(models.F("named_until"), models.Value(datetime.date(1, 1, 1))),
                name="casework_case_nobody",
                condition=models.Q(("closed_date__isnull", True), ("sequence__isnull", False)),
            ),
        ),
    ]
