"""A desk may have drawers, each a dossier below it. The indexes are made and dropped beside the work, so no transaction goes around it."""

from django.db import migrations, models

ONE = models.UniqueConstraint(
    condition=models.Q(("kind", "desk"), ("parent", None)), fields=("owner", "council"), name="privacy_one_desk_with_drawers"
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("privacy", "0017_areas_are_proven")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddConstraint(model_name="dossier", constraint=ONE)],
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY privacy_one_desk_with_drawers ON privacy_dossier (owner_id, council_id) "
                    "WHERE kind = 'desk' AND parent_id IS NULL",
                    "DROP INDEX CONCURRENTLY privacy_one_desk_with_drawers",
                )
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveConstraint(model_name="dossier", name="privacy_one_desk")],
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY privacy_one_desk",
                    "CREATE UNIQUE INDEX CONCURRENTLY privacy_one_desk ON privacy_dossier (owner_id, council_id) WHERE kind = 'desk'",
                )
            ],
        ),
    ]
