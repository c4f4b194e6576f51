"""Restricted dossiers are few among many: the managers' home page finds them without looking at the others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # People go on working while the index is made.
    atomic = False

    dependencies = [("privacy", "0009_recused_once_at_a_time")]

    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(condition=models.Q(("sealed", True)), fields=["council"], name="privacy_dossier_sealed"),
        ),
    ]
