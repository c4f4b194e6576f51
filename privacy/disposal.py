"""What nobody may read any more is deleted: first the dossiers' keys, which is what erases it in every copy, then the rows that lay there.

Of each record the history keeps that it was deleted, and the bytes that no key opens. The app's role deletes none of these rows itself:
a function of the owner's does, and only where the key is gone (`database.py`).
"""

import uuid
from collections.abc import Sequence

from django.db import connection

from privacy.confidential import confidential_models
from privacy.dossier_keys import DossierKey
from privacy.history import write_versions


def dispose(dossiers: Sequence[uuid.UUID]) -> None:
    """Only services call it, which have asked the policy and whether anything else speaks of these records: else it fails as a whole."""
    for model in confidential_models():
        rows = list(model._base_manager.filter(dossier__in=dossiers).only("pk", "dossier_id")) if model.keeps_history else []
        if rows:
            write_versions(model, rows, "-")
    DossierKey.objects.filter(pk__in=dossiers).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_dispose(%s::uuid[])", [list(dossiers)])
