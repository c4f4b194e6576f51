from publishing.services.long import long_ask, long_make, long_stop
from publishing.services.months import month_close, month_reopen
from publishing.services.tables import table_again, table_ask, table_drop, table_make, table_publish

__all__ = [
    "long_ask",
    "long_make",
    "long_stop",
    "month_close",
    "month_reopen",
    "table_again",
    "table_ask",
    "table_drop",
    "table_make",
    "table_publish",
]
