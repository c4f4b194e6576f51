"""What a document and each of its copies can be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    MAKING = "making", _("Being made")
    FAILED = "failed", _("Could not be made")
    DRAFT = "draft", pgettext_lazy("document", "Draft")
    FINAL = "final", _("Numbered")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "Withdrawn")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return str(self.label), *LOOKS[self]


LOOKS = {
    Status.MAKING: ("now", "clock"),
    Status.FAILED: ("bad", "oct"),
    Status.DRAFT: ("", "draft"),
    Status.FINAL: ("ok", "check"),
    Status.WITHDRAWN: ("off", "minus"),
}


class Holding(TextChoices):
    """Where a copy is."""

    HERE = "here", _("In the office")
    SHOWN = "shown", _("Shown round in the office")
    OUT = "out", _("Handed over")
    COLLECTED = "collected", _("Collected again")
    DESTROYED = "destroyed", _("Destroyed")


# It has not left.
INSIDE = (Holding.HERE, Holding.SHOWN)
# What may follow on what. Each step can be taken back, since a press can be a slip; the history keeps both.
STEPS = {
    Holding.HERE: (Holding.SHOWN, Holding.OUT, Holding.DESTROYED),
    Holding.SHOWN: (Holding.HERE, Holding.OUT, Holding.DESTROYED),
    Holding.OUT: (Holding.COLLECTED, Holding.DESTROYED, Holding.HERE),
    Holding.COLLECTED: (Holding.OUT, Holding.DESTROYED),
    Holding.DESTROYED: (Holding.HERE,),
}
