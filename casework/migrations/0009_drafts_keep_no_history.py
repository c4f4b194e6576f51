"""A draft leaves nothing: what discarded ones had left in a history is let go with the table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_named_until")]

    operations = [migrations.DeleteModel("HistoricalDraft")]
