"""Grants of the application's role on the ledger: it may read, add a block, and add an event but not choose its number or time."""

from django.db.backends.base.base import BaseDatabaseWrapper

from privacy.ledger import COLUMNS


def apply(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Runs as the owner after the general grants, and revokes what those gave on the ledger."""
    role = connection.ops.quote_name(app_role)
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid "
            "WHERE i.inhparent = 'privacy_accessevent'::regclass AND c.relkind = 'r'"
        )
        partitions = [name for (name,) in cursor.fetchall()]
        for table in ("privacy_accessevent", "privacy_ledgerblock", *partitions):
            cursor.execute(f"REVOKE ALL ON {table} FROM {role}")
        # A backup reads each month by itself; through the whole the role reads them anyway. The months to come get it as they are made.
        for table in ("privacy_accessevent", "privacy_ledgerblock", *partitions):
            cursor.execute(f"GRANT SELECT ON {table} TO {role}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}")
        cursor.execute(f"GRANT INSERT ({', '.join(COLUMNS)}) ON privacy_accessevent TO {role}")
        cursor.execute(f"GRANT INSERT ON privacy_ledgerblock TO {role}")
        # A temporary table with the ledger's name would be found first and receive the events of that connection.
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}")
        # This is revoked again for a restored copy: after a dump without privileges everybody may call the function.
        cursor.execute("REVOKE ALL ON FUNCTION privacy_ledger_guard(regclass), privacy_ledger_partitions(integer) FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION privacy_ledger_partitions(integer) TO {role}")
