# ruff: noqa: S608
"""One case, note, step, door and visit of the demo each, many times over in SQL: reports read plain columns alone, and open nothing.

By the owner, since triggers that follow a change would be asked for each of millions of rows; what they keep in step is written here as they
would: the district of a row is its dossier's.
"""

import os

import psycopg
from django.core.management import call_command
from psycopg import sql

from accounts.demo_staff import FIRST_COUNCIL

NOTES, VISITS, DOORS, REFERRED = 10, 5, 10, 50
TOPICS = "ARRAY['dementia','care','isolation','rubbish','income','other']"
# A case's number and a row's own, as ids that can be said again.
ID = "md5({0} || g)::uuid"
# {table: {column: SQL for the g-th row}}, in the order in which they need each other. `districts`: the council's, as an array.
ROWS = {
    "privacy_dossier people": {"id": ID.format("'p'"), "area_id": "districts[1 + g % 3]", "sealed": "false"},
    "privacy_dossier cases": {
        "id": ID.format("'c'"), "subject_id": ID.format("'p'"), "area_id": "districts[1 + g % 3]", "sealed": "g % 100 = 0",
    },
    "casework_person": {
        "id": ID.format("'p'"), "dossier_id": ID.format("'p'"), "birth_fiscal_year": "1930 + g % 80",
        "sex": "(ARRAY['female','male','unknown'])[1 + g % 3]",
    },
    "casework_case": {
        "id": ID.format("'c'"), "dossier_id": ID.format("'c'"), "subject_id": ID.format("'p'"), "area_id": "districts[1 + g % 3]",
        "counted_area_id": "districts[1 + g % 3]", "sealed": "g % 100 = 0", "sequence": "g + 1000000", "intake_date": "{day}",
        "fiscal_year": "extract(year FROM {day} - interval '3 months')::int",
        "topics": f"ARRAY[({TOPICS})[1 + g % 6], ({TOPICS})[1 + (g + 1 + g % 5) % 6]]", "main_topic": f"({TOPICS})[1 + g % 6]",
        "route": "(ARRAY['self','family','neighbour','medical'])[1 + g % 4]",
    },
    "casework_progressnote": {
        "id": ID.format("'n'"), "case_id": "md5('c' || (g - 1) / {notes} + 1)::uuid", "dossier_id": "md5('c' || (g - 1) / {notes} + 1)::uuid",
        "area_id": "districts[1 + ((g - 1) / {notes} + 1) % 3]", "met_at": "{moment}", "means": "(ARRAY['phone','visit','memo'])[1 + g % 3]",
    },
    "privacy_dossier doors": {"id": ID.format("'w'"), "subject_id": ID.format("'p'"), "area_id": "districts[1 + g % 3]", "sealed": "false"},
    "visits_enrolment": {
        "id": ID.format("'w'"), "dossier_id": ID.format("'w'"), "person_id": ID.format("'p'"), "area_id": "districts[1 + g % 3]",
    },
    "visits_visit": {
        "id": ID.format("'v'"), "enrolment_id": "md5('w' || g % {doors} + 1)::uuid", "dossier_id": "md5('w' || g % {doors} + 1)::uuid",
        "area_id": "districts[1 + (g % {doors} + 1) % 3]", "visited_at": "{moment}", "same_as_id": "NULL::uuid",
        "outcome": "(ARRAY['well','well','well','concern','absent'])[1 + g % 5]",
    },
}  # fmt: skip
_COUNCIL = f"(SELECT id FROM privacy_area WHERE name = '{FIRST_COUNCIL}')"
# Over five fiscal years up to the end of the one that is measured.
DAY = "date '2021-04-01' + (g * 7919::bigint % 1826)::int"
KINDS = {"people": "person", "cases": "case", "doors": "enrolment"}


def fill(size: int, say) -> None:
    call_command("demo")
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for name, columns in ROWS.items():
            _clone(owner, name, columns, size)
            say(f"{name} …")


def _clone(owner, name: str, columns: dict, size: int) -> None:
    table, _space, part = name.partition(" ")
    many = {"casework_progressnote": size * NOTES, "visits_visit": size * VISITS, "visits_enrolment": size // DOORS}.get(
        table, size
    )
    many = size // DOORS if part == "doors" else many
    given = {
        column: written.format(
            notes=NOTES, doors=size // DOORS, day=DAY, moment=f"({DAY})::timestamptz + (g % 86400) * interval '1 second'"
        )
        for column, written in columns.items()
    }
    kept = owner.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
    ).fetchall()
    names = [column for (column,) in kept]
    some = f"WHERE kind = '{KINDS[part]}' AND council_id = {_COUNCIL}" if part else f"WHERE {_OWN.get(table, 'true')}"
    chosen = ", ".join(given.get(column, f'one."{column}"') for column in names)
    query = f"""
        INSERT INTO {table} ({", ".join(f'"{column}"' for column in names)})
        SELECT {chosen} FROM (SELECT * FROM {table} {some} LIMIT 1) one, generate_series(1, {many}) g,
        (SELECT array_agg(id) AS districts FROM privacy_area WHERE council_id = {_COUNCIL} AND kind = 'district' AND special = '') own
    """
    owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    owner.execute(query)
    owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))


_OWN = {
    "casework_case": f"council_id = {_COUNCIL} AND sequence IS NOT NULL AND closed_date IS NOT NULL", "visits_enrolment": "ended_date IS NULL",
    "casework_progressnote": f"case_id IN (SELECT id FROM casework_case WHERE council_id = {_COUNCIL} AND sequence IS NOT NULL)",
}  # fmt: skip
