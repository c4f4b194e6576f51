from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("casework", "0026_quiet_cases_are_found")]

    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["council", "intake_date", "id"], name="casework_case_long",
                condition=Q(restricted=False, status__in=("intake", "assessment", "active", "monitoring"), sequence__isnull=False),
            ),
        ),
    ]
