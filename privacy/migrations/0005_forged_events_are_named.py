"""A block names the events in it that the program did not write; a copied event is found by its id."""

from django.db import migrations

NAMED = """
ALTER TABLE privacy_ledgerblock ADD COLUMN forged bigint[] NOT NULL DEFAULT '{}';
CREATE INDEX privacy_accessevent_id ON privacy_accessevent (id);
"""
UNNAMED = """
DROP INDEX privacy_accessevent_id;
ALTER TABLE privacy_ledgerblock DROP COLUMN forged;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_versions_are_proven")]

    operations = [migrations.RunSQL(NAMED, UNNAMED)]
