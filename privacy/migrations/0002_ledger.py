import django.contrib.postgres.fields
from django.db import migrations, models

from privacy.ledger.tables import DROP, TABLES


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLES, DROP),
        migrations.CreateModel(
            name="AccessEvent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("kind", models.TextField()),
                ("action", models.TextField()),
                ("actor", models.UUIDField(null=True)),
                ("job", models.TextField()),
                ("council", models.BigIntegerField(null=True)),
                ("model", models.TextField()),
                (
                    "records",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), db_column="objects", size=None
                    ),
                ),
                ("dossiers", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("request", models.UUIDField(null=True)),
                ("query", models.BinaryField(null=True)),
            ],
            options={"db_table": "privacy_accessevent", "managed": False},
        ),
        migrations.CreateModel(
            name="LedgerBlock",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("era", models.IntegerField()),
                ("xid_from", models.TextField()),
                ("xid_until", models.TextField()),
                ("rows", models.IntegerField()),
                ("digest", models.BinaryField()),
                ("note", models.TextField()),
                ("previous", models.BinaryField()),
                ("mac", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={"db_table": "privacy_ledgerblock", "managed": False},
        ),
    ]
