"""Code lists of the conferences. Stored codes never change; what is shown comes through the translations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What kind of meeting it is. Who calls it and on what basis it speaks of people are two fields of their own (`kinds.py`)."""

    INDIVIDUAL = "individual", _("Conference about one person")
    REGULAR = "regular", _("Regular case conference")
    STUDY = "study", _("Case study meeting")
    COMMUNITY_CARE = "care", _("Community care conference")
    LAYERED = "layered", _("Multi-layered support conference")
    SUPPORT = "support", _("Support conference (106-6)")
    COUNCIL_2 = "layer2", _("Second-layer council")
    COMMITTEE = "committee", _("Promotion committee")
    NETWORK = "network", _("Small-area network meeting")


class Host(TextChoices):
    OURS = "ours", _("Ourselves")
    COMPREHENSIVE = "comprehensive", pgettext_lazy("host", "Community comprehensive support centre")
    CITY = "city", pgettext_lazy("host", "City")
    LAYERED = "layered", _("Provider of multi-agency cooperation")


class Basis(TextChoices):
    """On what a meeting speaks of people to those who are not of the staff."""

    CONSENT = "consent", pgettext_lazy("basis", "The person's consent")
    ANONYMISED = "anonymised", pgettext_lazy("basis", "Without names")
    PROTECTION = "protection", pgettext_lazy("basis", "To protect life, body or property")
    CARE_ACT = "care_act", _("Long-Term Care Insurance Act, article 115-48")
    WELFARE_ACT = "welfare_act", _("Social Welfare Act, article 106-6")
    NO_CASES = "no_cases", _("No cases are spoken of")


class State(TextChoices):
    PLANNED = "planned", pgettext_lazy("conference", "Ahead")
    RUNNING = "running", pgettext_lazy("conference", "Being held")
    HELD = "held", pgettext_lazy("conference", "Held")
    CANCELLED = "cancelled", pgettext_lazy("conference", "Cancelled")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (str(self.label), *STATE_CHIPS[self])


STATE_CHIPS = {
    State.PLANNED: ("now", "clock"), State.RUNNING: ("warn", "run"), State.HELD: ("ok", "check"), State.CANCELLED: ("off", "minus"),
}  # fmt: skip


class Purpose(TextChoices):
    """For what a case or a matter is on the agenda."""

    REPORT = "report", pgettext_lazy("agenda", "To report")
    DISCUSS = "discuss", pgettext_lazy("agenda", "To discuss")
    DECIDE = "decide", pgettext_lazy("agenda", "To decide")


# What must say what is to be answered.
ASKS = (Purpose.DISCUSS, Purpose.DECIDE)


class Shown(TextChoices):
    """How those who are not of the staff see the person. Nothing chosen: without the name, where something carries it."""

    REAL = "real", _("With the real name")
    MASKED = "masked", _("Without the name")


class Answer(TextChoices):
    """What one attendee may see of one item."""

    REAL = "real", pgettext_lazy("answer", "Real name")
    MASKED = "masked", pgettext_lazy("answer", "Masked")
    NOTHING = "nothing", pgettext_lazy("answer", "Not at all")


class DecisionKind(TextChoices):
    CONTINUE = "continue", _("Go on as before")
    CHANGE = "change", _("Change the course")
    CONNECT = "connect", _("Refer to an agency")
    WATCH = "watch", _("Into the watch-over")
    CLOSE = "close", _("Towards closing")


class Rhythm(TextChoices):
    MONTHLY = "monthly", _("Each month on a weekday")
    WEEKLY = "weekly", _("Every so many weeks")
