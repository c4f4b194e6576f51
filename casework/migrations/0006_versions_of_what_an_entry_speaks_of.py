"""The index that every reference of a version has, made beside the work, so no transaction goes around it."""

import django.db.models.deletion
from django.db import migrations, models

ABOUT = models.ForeignKey(
    blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="privacy.dossier"
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("casework", "0005_what_an_entry_speaks_of")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField(model_name="historicaldaybookentry", name="about", field=ABOUT)],
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY casework_historicaldaybookentry_about_id ON casework_historicaldaybookentry (about_id)",
                    "DROP INDEX CONCURRENTLY casework_historicaldaybookentry_about_id",
                )
            ],
        ),
    ]
