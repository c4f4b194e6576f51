"""Each version of a record is proven by the event that wrote it: `versions` names it with the digest of its row.

An event without versions keeps the MAC and the block digest that it had. Versions written before today are taken as they stand.
"""

from django.db import migrations

# The digest says nothing of an empty column, nor of one that holds its usual value: a column added later changes no old digest.
# The settings are pinned, since a time or a bytea is written as the session likes it.
PROVEN = """
ALTER TABLE privacy_accessevent ADD COLUMN versions text[];

CREATE FUNCTION privacy_version_digest(version anyelement, usual jsonb) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET bytea_output = 'hex' SET extra_float_digits = '1' AS $$
    SELECT sha256(convert_to((said - ARRAY(
        SELECT key FROM jsonb_each(said) WHERE value = 'null' OR value = usual -> key
    ))::text, 'UTF8')) FROM (SELECT to_jsonb(version) AS said OFFSET 0) AS row
$$;
"""
UNPROVEN = """
DROP FUNCTION privacy_version_digest(anyelement, jsonb);
ALTER TABLE privacy_accessevent DROP COLUMN versions;
"""


def adopt_what_is_there(apps, schema_editor):
    from privacy.confidential import models_with_history
    from privacy.ledger import proofs

    tables = schema_editor.connection.introspection.table_names()
    histories = [model.history.model for model in models_with_history()]
    proofs.adopt(history for history in histories if history._meta.db_table in tables)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_parts_sealed_with_the_whole")]

    operations = [
        migrations.RunSQL(PROVEN, UNPROVEN),
        migrations.RunPython(adopt_what_is_there, migrations.RunPython.noop),
    ]
