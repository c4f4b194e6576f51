"""Visits that wait for the office are asked for on home pages; the index is built beside the running app."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("visits", "0005_months_that_have_ended")]

    operations = [
        AddIndexConcurrently(
            "visit",
            models.Index(condition=models.Q(("late", "waiting")), fields=["council", "received_at"], name="visits_visit_waiting"),
        ),
    ]
