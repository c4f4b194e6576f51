from publishing.models.tables import PublishedTable

__all__ = ["PublishedTable"]
