from publishing.models.long import LongReport
from publishing.models.months import ClosedMonth
from publishing.models.tables import PublishedTable

__all__ = ["ClosedMonth", "LongReport", "PublishedTable"]
