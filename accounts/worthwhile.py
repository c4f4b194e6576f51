"""Which parts of the home page are worth making, asked of the database in one statement before any of them is made.

Most parts are empty on most days. Each of those names rows without which it has nothing to show, as querysets about whoever looks, today
and their reach (`privacy.together`). Rows out of reach count for nothing, or the time a page takes would tell of them.
"""

from datetime import date
from functools import lru_cache

from django.db import connection

from privacy import prepared
from privacy.together import TODAY, Asker, front_of, written_out


def worthwhile(parts, user, today: date) -> list:
    """Those of the parts that need nothing, or of whose rows there is at least one."""
    asked = tuple(part for part in parts if part.needs)
    if not asked:
        return parts
    text, asker = _question(asked)
    front, values = front_of(text, user, [asker], {TODAY: today})
    found = dict(zip(asked, prepared.row_of(f"{front} SELECT {text} FROM given", values), strict=True))  # noqa: S608
    return [part for part in parts if found.get(part, True)]


@lru_cache
def _question(parts) -> tuple[str, Asker]:
    """SQL with one column a part."""
    asker, columns = Asker(), []
    for part in parts:
        ways = [rows.query.exists().get_compiler(connection=connection).as_sql() for rows in part.needs(asker)]
        columns.append(" OR ".join(f"EXISTS ({written_out(*way)})" for way in ways))
    return ", ".join(columns), asker
