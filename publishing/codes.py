"""What becomes of a table that is to leave the office."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
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
# (kind, icon, what is so, what to do): above the table.
NOTICES = {
    Status.IMPOSSIBLE: (
        "bad", "oct", _("This table cannot be published."),
        _(
            "Whatever is hidden in it, somebody could be recognised, from it or from what was published before. "
            "Leave out a column, or take more days together."
        ),
    ),
    Status.CONTRADICTS: (
        "warn", "tri", _("These numbers do not fit what was published before."),
        _("A record of the same months was corrected since. Whoever has both tables would see whose. Take other months."),
    ),
    Status.READY: (
        "now", "eye", _("This is how it would leave."),
        _("Nothing has left yet. Once it is published it stays as it is, and later tables are looked through together with it."),
    ),
}  # fmt: skip
