"""A record that opens by name only is called restricted. The column keeps its name, so the database does nothing here."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("privacy", "0011_area_follows_the_person")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("dossier", "privacy_dossier_sealed"),
                migrations.AlterField("dossier", "sealed", models.BooleanField(default=False, db_column="sealed")),
                migrations.RenameField("dossier", "sealed", "restricted"),
                migrations.AddIndex(
                    "dossier", models.Index(fields=["council"], condition=Q(restricted=True), name="privacy_dossier_sealed")
                ),
            ]
        )
    ]
