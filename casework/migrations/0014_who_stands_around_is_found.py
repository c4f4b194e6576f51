"""Relatives and consulters are found by name and number; `manage.py reindex` fills the tokens. The indexes are built beside the app."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import privacy.tokens


def tokens():
    return privacy.tokens.TokensField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casework", "0013_restricted_by_its_word")]

    operations = [
        *(migrations.AddField(name, "tokens", tokens()) for name in ("relative", "historicalrelative", "consulter", "historicalconsulter")),
        AddIndexConcurrently("relative", GinIndex(fields=["tokens"], name="casework_relative_tokens")),
        AddIndexConcurrently("consulter", GinIndex(fields=["tokens"], name="casework_consulter_tokens")),
    ]
