"""What the app's own role cannot do, whatever runs in the web process; and what happens when no event can be written."""

import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from config import engine
from config.engine import postgres
from privacy import context, ledger
from privacy.ledger import partitions

pytestmark = pytest.mark.django_db

REFUSED = [
    "UPDATE privacy_accessevent SET kind = 'list'",
    "DELETE FROM privacy_accessevent",
    "TRUNCATE privacy_accessevent",
    "UPDATE privacy_ledgerblock SET note = ''",
    "DELETE FROM privacy_ledgerblock",
    "TRUNCATE privacy_ledgerblock",
    "DROP TABLE privacy_accessevent",
    "ALTER TABLE privacy_accessevent DISABLE TRIGGER ALL",
    "CREATE TABLE mine (id int)",
    "SELECT privacy_ledger_guard('privacy_accessevent')",
]
# What tells of a decision: who was named, shut out, let in, given a role or a paper, and by which second person.
DECISIONS = [
    "accounts_membership",
    "accounts_onetimelink",
    "accounts_pledge",
    "accounts_user",
    "casework_takeover",
    "privacy_dossier",
    "privacy_emergency",
    "privacy_grant",
    "privacy_outboxmessage",
    "privacy_recusal",
    "visits_rollout",
    "visits_tie",
]
# By hand beside the settings, so that nobody opens one more without a second thought.
DELETED = {
    "casework_draft",
    # The bytes of a paper that was withdrawn or never approved; that there was one stays.
    "documents_content",
    "ui_sent",
    "django_session",
    "usersessions_usersession",
    "mfa_authenticator",
    "privacy_dossierkey",
    # What a tablet brought, once it has become a visit.
    "field_held",
    "programs_changedmonth",
    "publishing_longreport",
    "programs_quantity",
    # Of which kind an agency was, its changes say.
    "referrals_agency_kinds",
}
# What somebody said or changed, and when: never otherwise afterwards.
ONLY_ADDED = {
    "programs_activitychange", "programs_comment", "programs_evaluation", "programs_importedplan", "programs_money",
    "programs_planchange", "programs_remark", "programs_review", "config_backuprun", "config_backupfile",
    "privacy_ended",
}  # fmt: skip
ROW = ", ".join(ledger.COLUMNS)
VALUES = "gen_random_uuid(), 'open', 'case.read', NULL, '', NULL, '', '{}', '{}', NULL, NULL, NULL, ''"


@pytest.mark.parametrize("statement", REFUSED)
def test_the_app_cannot(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", DECISIONS)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_app_cannot_delete_what_tells_of_a_decision(table, statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_app_deletes_from_these_tables_alone_and_each_has_its_reason():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND (has_table_privilege(oid, 'DELETE') OR has_table_privilege(oid, 'TRUNCATE'))"
        )
        assert {name for (name,) in cursor.fetchall()} == DELETED == set(settings.DELETED_BY_THE_APP)
    assert all(settings.DELETED_BY_THE_APP.values())


@pytest.mark.parametrize("table", sorted(ONLY_ADDED))
def test_the_app_cannot_change_what_is_only_added_to(table):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")


@pytest.mark.parametrize(("column", "value"), [("seq", "1"), ("xid", "'1'::xid8"), ("at", "'2020-01-01'")])
def test_the_app_cannot_choose_number_or_time(column, value):
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO privacy_accessevent ({ROW}) VALUES ({VALUES})")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO privacy_accessevent ({ROW}, {column}) VALUES ({VALUES}, {value})")


def test_not_a_single_partition_is_open():
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'privacy_accessevent'::regclass")
        names = [name for (name,) in cursor.fetchall()]
    assert len(names) >= 25
    for name in names:
        for statement in (f"DELETE FROM {name}", f"TRUNCATE {name}", f"INSERT INTO {name} ({ROW}) VALUES ({VALUES})"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_the_coming_months_are_made_once_with_their_guards():
    assert partitions.make(24) == 0
    made = partitions.make(30)
    assert made == 6
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits i WHERE inhparent = 'privacy_accessevent'::regclass AND"
            " (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = i.inhrelid AND t.tgenabled = 'A') < 2"
        )
        assert cursor.fetchone() == (0,)


def test_what_a_caller_calls_a_date_is_not_run_as_the_owner(own_database, owner_connection):
    """A name that PostgreSQL looks up in pg_temp first would make the app's role the owner."""
    with psycopg.connect(postgres.url(engine.var_dir(), postgres.APP, own_database), autocommit=True) as app:
        app.execute(
            "CREATE FUNCTION pg_temp.opened(pg_catalog.date) RETURNS boolean LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'ran as %', current_user; END $$"
        )
        app.execute("CREATE DOMAIN pg_temp.date AS pg_catalog.date CHECK (pg_temp.opened(VALUE))")
        with pytest.raises(psycopg.errors.RaiseException, match="ran as"):
            app.execute("SELECT '2026-01-01'::date")
        assert app.execute("SELECT privacy_ledger_partitions(25)").fetchone() == (1,)


def test_a_new_month_waits_for_nobody(own_database):
    app_url = postgres.url(engine.var_dir(), postgres.APP, own_database)
    with psycopg.connect(app_url) as busy, psycopg.connect(app_url) as maker:
        busy.execute(f"INSERT INTO privacy_accessevent ({ROW}) VALUES ({VALUES})")
        maker.execute("SET lock_timeout = '2s'")
        assert maker.execute("SELECT privacy_ledger_partitions(25)").fetchone() == (1,)
        busy.execute(f"INSERT INTO privacy_accessevent ({ROW}) VALUES ({VALUES})")


def test_no_temporary_table_can_stand_before_the_ledger():
    """Asked of the database that was migrated: a copy made from it as a template has no rights of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(%s, %s, 'TEMP')", [postgres.APP, postgres.DATABASE])
        assert cursor.fetchone() == (False,)


def test_without_an_event_nothing_is_read(client, caseworker, areas, monkeypatch):
    from django.urls import reverse

    from tests.cast import login
    from tests.factories.casework import make_case

    case = make_case(caseworker, areas.dai)
    login(client, caseworker)
    client.raise_request_exception = False
    url = reverse("case", args=[case.pk])
    assert "髙橋" in client.get(url).content.decode()
    monkeypatch.setattr("privacy.ledger.INSERT", "INSERT INTO privacy_nowhere VALUES (" + ", ".join(["%s"] * 13) + ")")
    answer = client.get(url)
    assert answer.status_code == 500
    assert "髙橋" not in answer.content.decode()


def test_an_unknown_kind_is_an_error():
    with context.as_job("demo"), pytest.raises(LookupError):
        ledger.record("peek", action="case.read", objects=[uuid.uuid4()])
