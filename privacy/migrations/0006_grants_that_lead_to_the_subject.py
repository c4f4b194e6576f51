"""A grant says whether it leads to the subject's record. What was given before leads as it did; casework then asks about the doubtful."""

from django.db import migrations, models

LED = """
UPDATE privacy_grant g SET lead = 'open' FROM privacy_dossier d
WHERE d.id = g.content_object_id AND d.kind IN ('case', 'enrolment') AND d.subject_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0005_forged_events_are_named")]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="lead",
            field=models.CharField(
                blank=True,
                choices=[("open", "Open"), ("asked", "Asked"), ("refused", "Refused")],
                db_default="",
                default="",
                max_length=7,
            ),
        ),
        migrations.RunSQL(LED, migrations.RunSQL.noop),
    ]
