from publishing.services.months import month_close, month_reopen
from publishing.services.tables import table_again, table_ask, table_drop, table_make, table_publish

__all__ = ["month_close", "month_reopen", "table_again", "table_ask", "table_drop", "table_make", "table_publish"]
