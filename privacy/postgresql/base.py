"""Django's PostgreSQL, whose errors repeat no value: DETAIL says which user name is taken, class 22 quotes what was typed.

At the source, since an error's text goes further than any log: a worker's report, a command's last line, whoever prints it.
"""

from types import TracebackType

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

DATA_EXCEPTION = "22"


class QuietErrors(DatabaseErrorWrapper):
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if isinstance(error, psycopg.Error) and error.sqlstate:
            error.args = (_without_values(error),)
        super().__exit__(kind, error, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return QuietErrors(self)


def _without_values(error: psycopg.Error) -> str:
    """The first line names tables, columns and constraints."""
    state = error.sqlstate or ""
    said = "a value that does not fit" if state.startswith(DATA_EXCEPTION) else error.diag.message_primary
    return f"{said} ({state})"
