"""What the migrations cannot say: the app role's rights, the trigger that keeps a record in its dossier, and how a version follows it.

Runs as the owner after every migrate; each statement may run again.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from privacy import ended
from privacy.confidential import confidential_models, models_with_history
from privacy.fields import encrypted_fields
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
# The one way a version changes: into the dossier that its record was moved to, its ciphertexts made anew. `known` comes from the models.
FOLLOWS = """
CREATE OR REPLACE FUNCTION privacy_version_follows(history text, version bigint, columns text[], ciphertexts bytea[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known jsonb := '{known}'::jsonb -> history;
    moved integer;
BEGIN
    IF known IS NULL OR columns IS NULL OR NOT to_jsonb(columns) <@ (known -> 'columns') THEN
        RAISE EXCEPTION 'a version changes its dossier and ciphertexts alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format(
        'UPDATE public.%I AS version SET dossier_id = record.dossier_id%s FROM public.%I AS record '
        'WHERE version.history_id = $1 AND record.id = version.id AND record.dossier_id <> version.dossier_id',
        history,
        (SELECT string_agg(format(', %I = $2[%s]', name, place), '') FROM unnest(columns) WITH ORDINALITY AS given (name, place)),
        known ->> 'record'
    ) USING version, ciphertexts;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> 1 THEN
        RAISE EXCEPTION 'a version follows a record that was moved' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$
"""
# The one way a record with a history is deleted: where its dossier's key is gone, and nothing of it can be read. `tables` come from the
# models; the histories stay.
DISPOSES = """
CREATE OR REPLACE FUNCTION privacy_dispose(dossiers uuid[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held text;
BEGIN
    IF EXISTS (SELECT FROM public.privacy_dossierkey WHERE dossier_id = ANY(dossiers)) THEN
        RAISE EXCEPTION 'what can be read is not deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOREACH held IN ARRAY '{tables}'::text[] LOOP
        EXECUTE format('DELETE FROM public.%I WHERE dossier_id = ANY($1)', held) USING dossiers;
    END LOOP;
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
        cursor.execute(STAYS)
        cursor.execute(ended.NOTES)
        cursor.execute(FOLLOWS.replace("{known}", json.dumps(_followers())))
        records = ", ".join(model._meta.db_table for model in confidential_models())
        cursor.execute(DISPOSES.replace("{tables}", f"{{{records}}}"))
        # One statement, and so one transaction: at no moment may the app's role do more than it may at the end.
        cursor.execute("; ".join(_rights(role)))
        for table in guarded_tables():
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER dossier_stays BEFORE UPDATE ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION privacy_dossier_stays()"
            )
        for trigger in ended.triggers():
            cursor.execute(trigger)
        ledger_grants.apply(connection, app_role)


def _rights(role: str) -> list[str]:
    """Nothing is deleted but what `settings.DELETED_BY_THE_APP` names, and no version is changed, nor a row of a model that says
    `only_added`: what is wrong gets one more."""
    deleted = ", ".join(f'"{table}"' for table in settings.DELETED_BY_THE_APP)
    kept = [model.history.model for model in models_with_history()]
    kept += [model for model in apps.get_models() if getattr(model, "only_added", False)]
    histories = ", ".join(f'"{model._meta.db_table}"' for model in kept)
    functions = "FUNCTION privacy_version_follows(text, bigint, text[], bytea[]), privacy_dispose(uuid[])"
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public FROM {role}",
        f"GRANT DELETE ON {deleted} TO {role}",
        f"REVOKE UPDATE ON {histories} FROM {role}",
        # Again, for a restored copy: a dump without privileges lets everybody call a function.
        f"REVOKE ALL ON {functions} FROM PUBLIC",
        f"GRANT EXECUTE ON {functions} TO {role}",
    ]


def _followers() -> dict[str, Any]:
    """Of each history: the table of its records, and the columns that hold ciphertext."""
    return {
        model.history.model._meta.db_table: {
            "record": model._meta.db_table,
            "columns": [field.column for field in encrypted_fields(model.history.model)],
        }
        for model in models_with_history()
    }


def guarded_tables() -> list[str]:
    """Each confidential table and its history."""
    histories = [model.history.model for model in models_with_history()]
    return [model._meta.db_table for model in [*confidential_models(), *histories]]
