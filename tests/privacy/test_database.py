"""What runs as the owner: after each migrate, and the migration itself, beside connections that go on."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import NotSupportedError, OperationalError, close_old_connections, connection, transaction

from config import engine
from config.engine import postgres
from config.settings.base import database
from privacy import prepared
from privacy.database import prepare

WIDE = "SELECT word FROM wide"


def test_two_processes_prepare_one_database_at_once(own_database, django_db_blocker):
    together = Barrier(2)

    def preparing(_number):
        owner = connection.copy()
        owner.settings_dict |= database(postgres.url(engine.var_dir(), postgres.OWNER, own_database))
        try:
            for _time in range(5):
                together.wait(60)
                prepare(owner, settings.APP_ROLE)
        finally:
            owner.close()
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor() as pool:
        list(pool.map(preparing, range(2)))


def test_after_a_migration_one_page_fails_at_most(owner_connection, django_db_blocker):
    """A column that became wider: the server refuses what it planned before, once."""
    owner_connection.execute("CREATE TABLE wide (word varchar(4)); GRANT SELECT ON wide TO PUBLIC")
    with django_db_blocker.unblock():
        for _time in range(6):
            prepared.rows_of(WIDE, [])
        owner_connection.execute("ALTER TABLE wide ALTER word TYPE varchar(8)")
        with pytest.raises(NotSupportedError):
            prepared.rows_of(WIDE, [])
        assert prepared.rows_of(WIDE, []) == []


def test_a_page_after_the_server_went_and_came_makes_a_new_connection(own_database, django_db_blocker):
    """What it asks first is a statement that is planned once a connection."""
    with django_db_blocker.unblock():
        [(process,)] = prepared.rows_of("SELECT pg_backend_pid()", [])
        with postgres.superuser(engine.var_dir(), own_database) as server:
            server.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
        close_old_connections()
        assert prepared.rows_of("SELECT 1", []) == [(1,)]


def test_what_the_server_cut_off_is_told_once_and_the_next_statement_has_a_new_connection(own_database, django_db_blocker):
    """Also outside of a page, where nothing closes old connections: the worker and the beat."""
    with django_db_blocker.unblock():
        [(process,)] = prepared.rows_of("SELECT pg_backend_pid()", [])
        with postgres.superuser(engine.var_dir(), own_database) as server:
            server.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
        with pytest.raises(OperationalError):
            prepared.rows_of("SELECT 1", [])
        assert prepared.rows_of("SELECT 1", []) == [(1,)]


def test_a_statement_that_took_too_long_in_a_savepoint_closes_no_connection(db):
    """The page around it goes on: nobody looks whether the connection still works, since in the midst of a failed savepoint none does."""
    with connection.cursor() as cursor:
        with pytest.raises(OperationalError), transaction.atomic():
            cursor.execute("SET LOCAL statement_timeout = 1")
            cursor.execute("SELECT pg_sleep(1)")
        assert prepared.rows_of("SELECT 1", []) == [(1,)]
