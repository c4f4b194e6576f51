"""A case that opens by name only is called restricted. The column keeps its name, so the database does nothing here.

An index's condition names the field, which a renaming in the state alone does not follow: each index is named anew.
"""

from django.db import migrations, models
from django.db.models import F, Q

NEWEST = (F("last_activity_at").desc(), F("id").desc())
INDEXES = {
    "casework_case_council": (F("council"), *NEWEST),
    "casework_case_area": (F("area"), *NEWEST),
    "casework_case_council_st": (F("council"), F("status"), *NEWEST),
    "casework_case_area_st": (F("area"), F("status"), *NEWEST),
}


def renamed(model):
    column = models.BooleanField(default=False, editable=False, db_column="sealed")
    return [migrations.AlterField(model, "sealed", column), migrations.RenameField(model, "sealed", "restricted")]


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_index_of_nobodys")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                *(migrations.RemoveIndex("case", name) for name in INDEXES),
                *renamed("case"),
                *renamed("historicalcase"),
                *(
                    migrations.AddIndex("case", models.Index(*columns, name=name, condition=Q(restricted=False)))
                    for name, columns in INDEXES.items()
                ),
            ]
        )
    ]
