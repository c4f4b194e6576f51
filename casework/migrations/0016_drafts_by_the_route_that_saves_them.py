"""A draft says by which route its form is saved; a note's was called "note"."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_named_until_is_the_databases")]
    operations = [
        migrations.AlterField(
            "draft", "form", models.CharField(max_length=20, help_text="The route by which it is saved: intake, note_new …")
        ),
        migrations.AlterField(
            "draft", "about", models.UUIDField(null=True, blank=True, help_text="The record in the address of that route.")
        ),
        migrations.RunSQL(
            "UPDATE casework_draft SET form = 'note_new' WHERE form = 'note'",
            "UPDATE casework_draft SET form = 'note' WHERE form = 'note_new'",
        ),
    ]
