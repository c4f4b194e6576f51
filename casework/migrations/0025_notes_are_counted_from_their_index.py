from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("casework", "0024_until_when_a_name_was_theirs")]

    operations = [
        AddIndexConcurrently(
            "progressnote", models.Index(fields=["area", "met_at"], include=["case", "means"], name="casework_note_reported")
        ),
        RemoveIndexConcurrently("progressnote", "casework_note_counted"),
    ]
