from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("casework", "0025_notes_are_counted_from_their_index")]

    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                F("council"), F("last_activity_at").desc(), F("id").desc(), name="casework_case_quiet",
                condition=Q(restricted=False, status__in=("intake", "assessment", "active", "monitoring"), sequence__isnull=False),
            ),
        ),
    ]
