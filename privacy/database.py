"""What the migrations cannot say: the app role's rights, and the trigger that keeps a record in its dossier.

Runs as the owner after every migrate; each statement may run again.
"""

from privacy.confidential import confidential_models
from privacy.ledger import grants as ledger_grants
from privacy.reseal import GUARD

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


def prepare(connection, app_role: str) -> None:
    """Grants and guards on every table that exists now. `app_role` comes from the engine or DATABASE_URL."""
    role = connection.ops.quote_name(app_role)
    with connection.cursor() as cursor:
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
