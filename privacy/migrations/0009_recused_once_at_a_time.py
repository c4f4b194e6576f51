"""Somebody whose recusal ended can be recused again. The index is made beside the work, so no transaction goes around it."""

from django.db import migrations, models

ONCE = models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("user", "dossier"), name="privacy_recused_once")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("privacy", "0008_recusals_that_end")]

    operations = [
        migrations.RemoveConstraint(model_name="recusal", name="privacy_recused_once"),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddConstraint(model_name="recusal", constraint=ONCE)],
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY privacy_recused_once ON privacy_recusal (user_id, dossier_id) WHERE ended_at IS NULL",
                    "DROP INDEX CONCURRENTLY privacy_recused_once",
                )
            ],
        ),
    ]
