"""Whoever takes an alert has it instead of the managers, who are told again should that person leave."""

from django.db import migrations

TAKEN = "UPDATE visits_alert SET escalated_at = NULL WHERE closed_at IS NULL AND taken_at IS NOT NULL AND escalated_at IS NOT NULL;"


class Migration(migrations.Migration):
    dependencies = [("visits", "0006_index_of_late_visits")]

    operations = [migrations.RunSQL(TAKEN, migrations.RunSQL.noop)]
