from publishing.services.tables import table_again, table_ask, table_drop, table_make, table_publish

__all__ = ["table_again", "table_ask", "table_drop", "table_make", "table_publish"]
