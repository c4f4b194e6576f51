"""What decides who reads what is proven by the events that write it. What there is today is taken as it stands."""

from django.db import migrations, models

from privacy.ledger.proofs import adopt_rows

PROVEN = {
    "privacy.Dossier": ("kind", "area", "council", "subject", "parent", "owner", "restricted", "month"),
    "privacy.Grant": ("user", "permission", "content_object", "kind", "purpose", "from_date", "until_date", "given_by", "lead"),
    "privacy.Recusal": ("user", "dossier", "why", "created_at", "created_by", "ended_at", "ended_by", "over"),
    "accounts.Membership": (
        "user", "role", "area", "operating_org", "from_date", "until_date", "granted_by", "granted_at", "confirmed_by", "confirmed_at",
        "ended_by", "ended_at",
    ),
    "accounts.Pledge": ("user", "signed_date", "valid_until", "recorded_by", "recorded_at", "revoked_by", "revoked_at"),
}


def adopt_what_is_there(apps, schema_editor):
    for name, columns in PROVEN.items():
        model = apps.get_model(name)
        model.proven = columns
        adopt_rows(model)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0012_restricted_by_its_word"), ("accounts", "0004_secrets_and_user_names")]

    operations = [
        migrations.AlterField(
            model_name="recusal",
            name="over",
            field=models.CharField(
                blank=True,
                choices=[
                    ("past", "The tie no longer exists"),
                    ("mistake", "It was a mistake"),
                    ("needed", "Nobody else can do the work"),
                    ("named", "Named"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.RunPython(adopt_what_is_there, migrations.RunPython.noop),
    ]
