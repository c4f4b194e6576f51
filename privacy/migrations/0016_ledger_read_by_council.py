"""The page of the ledger walks the newest events of a council, and the refused ones apart. Later partitions get the indexes by themselves."""

from django.db import migrations

INDEXES = """
CREATE INDEX privacy_accessevent_council ON privacy_accessevent (council, at DESC, seq DESC);
CREATE INDEX privacy_accessevent_denied ON privacy_accessevent (council, at DESC, seq DESC) WHERE kind = 'denied';
"""
DROP = """
DROP INDEX privacy_accessevent_council;
DROP INDEX privacy_accessevent_denied;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0013_what_opens_a_record_is_proven")]

    operations = [migrations.RunSQL(INDEXES, DROP)]
