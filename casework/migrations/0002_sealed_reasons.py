"""The reason of a version is encrypted like the version. What was written before stood in plain, and is let go."""

import privacy.history
from django.db import migrations

MODELS = (
    "historicalcase", "historicalcasestep", "historicalcirculation", "historicalconsent", "historicalconsulter",
    "historicaldaybookentry", "historicaldraft", "historicalperson", "historicalprogressnote", "historicalrelative",
)
COLUMN = "history_change_reason"


def to_encrypted(apps, schema_editor):
    for name in MODELS:
        schema_editor.execute(
            f"ALTER TABLE casework_{name} ALTER {COLUMN} DROP DEFAULT, ALTER {COLUMN} DROP NOT NULL, "
            f"ALTER {COLUMN} TYPE bytea USING NULL"
        )


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(to_encrypted, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(name, COLUMN, privacy.history.ReasonField(blank=True, null=True)) for name in MODELS
            ],
        )
    ]
