"""What the migrations cannot say: the app role's rights, and the trigger that keeps a record in its dossier.

Runs as the owner after every migrate; each statement may run again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from privacy.confidential import confidential_models
from privacy.ledger import grants as ledger_grants
from privacy.reseal import GUARD

LOCK = 0x59_4F_50_52  # "YOPR"
STAYS = f"""
CREATE OR REPLACE FUNCTION privacy_dossier_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.dossier_id IS DISTINCT FROM OLD.dossier_id
       AND coalesce(current_setting('{GUARD}', true), '') <> 'on' THEN
        RAISE EXCEPTION 'a record changes its dossier by reseal only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


@contextmanager
def alone(connection: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """One process at a time prepares a database: two would change the same rows of the catalogue, and one would fail."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def prepare(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Grants and guards on every table that exists now. `app_role` comes from the engine or DATABASE_URL."""
    role = connection.ops.quote_name(app_role)
    with alone(connection) as cursor:
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        ):
            cursor.execute(statement)
        cursor.execute(STAYS)
        for table in guarded_tables():
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER dossier_stays BEFORE UPDATE ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION privacy_dossier_stays()"
            )
        ledger_grants.apply(connection, app_role)


def guarded_tables() -> list[str]:
    """Each confidential table and its history."""
    models = confidential_models()
    return [model._meta.db_table for model in models] + [model.history.model._meta.db_table for model in models]
