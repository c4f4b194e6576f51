"""What becomes of a table that is to leave the office."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    MAKING = "making", pgettext_lazy("table", "Being made")
    READY = "ready", pgettext_lazy("table", "To look through")
    IMPOSSIBLE = "impossible", pgettext_lazy("table", "Cannot be published")
    CONTRADICTS = "contradicts", pgettext_lazy("table", "Does not fit what was published")
    PUBLISHED = "published", pgettext_lazy("table", "Published")
    DROPPED = "dropped", pgettext_lazy("table", "Put aside")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (str(self.label), *CHIPS[self])


CHIPS = {
    Status.MAKING: ("now", "run"), Status.READY: ("now", "eye"), Status.IMPOSSIBLE: ("bad", "oct"), Status.CONTRADICTS: ("warn", "tri"),
    Status.PUBLISHED: ("ok", "check"), Status.DROPPED: ("off", "minus"),
}  # fmt: skip
