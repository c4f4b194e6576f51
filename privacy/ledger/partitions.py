"""Makes the partitions of the ledger's coming months long before these begin."""

from django.db import connection


def make(months: int = 24) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_ledger_partitions(%s)", [months])
        return int(cursor.fetchone()[0])
