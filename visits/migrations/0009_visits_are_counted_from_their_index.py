from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

REPORTED = ("outcome", "area", "enrolment", "dossier", "late", "same_as", "manner")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("visits", "0008_who_met_or_spoke")]

    operations = [
        AddIndexConcurrently(
            "visit", models.Index(fields=["council", "visited_at"], include=REPORTED, name="visits_visit_reported")
        ),
        RemoveIndexConcurrently("visit", "visits_visit_counted"),
    ]
