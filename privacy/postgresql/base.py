"""Django's PostgreSQL, whose errors repeat no value, and which waits for a server that starts anew.

DETAIL says which user name is taken, class 22 quotes what was typed. It is left out at the source, since an error's text goes
further than any log: a worker's report, a command's last line, whoever prints it.
"""

import time
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property
from psycopg._preparing import PrepareManager

from privacy.servers import DATABASE

DATA_EXCEPTION = "22"
# From when the server went, not from when somebody asks: a page that comes later is told at once, and no thread is held for long.
PATIENCE, BETWEEN = 5.0, 0.1
# So many plans a connection keeps (`privacy/prepared.py`), the last ones asked for; a large one takes some megabytes.
PLANS = 36


class QuietErrors(DatabaseErrorWrapper):
    wrapper: "DatabaseWrapper"

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if isinstance(error, psycopg.Error) and error.sqlstate:
            error.args = (_without_values(error),)
        if isinstance(error, psycopg.OperationalError) and not self.wrapper.in_atomic_block:
            # Whoever asks next looks first whether this connection still works.
            self.wrapper.health_check_done = False
        super().__exit__(kind, error, traceback)


class Operations(DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """For whoever listens while trying something out: of a statement that was planned before, the text without its values."""
        said: str | None = super().last_executed_query(cursor, sql, params)
        return said or sql


class PlannedCursor(base.CursorMixin, psycopg.RawCursor[Any]):
    """Its statements have their places numbered, as the server takes them ($1)."""

    def execute(self, *args: Any, **options: Any) -> Self:
        try:
            return super().execute(*args, **options)
        except psycopg.errors.FeatureNotSupported:
            # A migration made a column wider, and the server refuses plans that give it as it was: the next page makes new ones.
            PrepareManager.clear(self.connection._prepared)
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations
    health_check_done: bool

    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return QuietErrors(self)

    def planned_cursor(self) -> Any:
        """One whose statements are planned once a connection, where `prepare_threshold` allows it."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PlannedCursor(self.connection))  # type: ignore[attr-defined]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if self.alias != DEFAULT_DB_ALIAS:
            # Nobody waits for a copy: the database itself is asked instead (`privacy.replica`).
            return super().get_new_connection(conn_params)
        while True:
            try:
                connection = super().get_new_connection(conn_params)
            except psycopg.OperationalError as error:
                if DATABASE.gone(error) >= PATIENCE:
                    raise
                time.sleep(BETWEEN)
            else:
                DATABASE.back()
                connection.prepared_max = PLANS
                connection._prepared.clear = _kept
                return connection


def _kept() -> bool:
    """psycopg gives up all plans at each rollback, since what was made within may be made anew as something else; and a page that is
    refused is rolled back. Nothing is made here: the app's role cannot, and the server itself plans anew what a migration changed."""
    return False


def _without_values(error: psycopg.Error) -> str:
    """The first line names tables, columns and constraints."""
    state = error.sqlstate or ""
    said = "a value that does not fit" if state.startswith(DATA_EXCEPTION) else error.diag.message_primary
    return f"{said} ({state})"
