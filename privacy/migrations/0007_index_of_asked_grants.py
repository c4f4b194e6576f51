"""Which grants wait for a yes is asked on home pages; the index is built beside the running app."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("privacy", "0006_grants_that_lead_to_the_subject")]

    operations = [
        AddIndexConcurrently(
            model_name="grant",
            index=models.Index(condition=models.Q(("lead", "asked")), fields=["content_object"], name="privacy_grant_asked"),
        ),
    ]
