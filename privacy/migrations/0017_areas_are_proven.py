"""Where an area lies decides who reads what is kept there: the tree is proven like grants and roles. What there is today is taken as it stands."""

from django.db import migrations

from privacy.ledger.proofs import adopt_rows


def adopt_what_is_there(apps, schema_editor):
    area = apps.get_model("privacy", "Area")
    area.proven = ("parent", "council", "kind", "special", "path")
    adopt_rows(area)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0016_ledger_by_council_and_asked_recusals")]

    operations = [migrations.RunPython(adopt_what_is_there, migrations.RunPython.noop)]
