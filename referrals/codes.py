"""Code lists of the referrals. Stored codes never change; what is shown comes through the translations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What is asked of the agency."""

    DAILY_LIFE = "daily_life", _("Support for independence in daily life")
    GUARDIAN = "guardian", _("Adult guardianship")
    MAYOR = "mayor", _("Petition by the mayor")
    ELDER_ABUSE = "elder_abuse", _("Report of elder abuse")
    DISABLED_ABUSE = "disabled_abuse", _("Report of abuse of a disabled person")
    CHILD_ABUSE = "child_abuse", _("Report of child abuse")
    DV = "dv", _("Report of domestic violence")
    DEBT = "debt", _("Debt and legal matters")
    CONSUMER = "consumer", _("Consumer affairs")
    OTHER = "other", pgettext_lazy("referral", "Other")


ABUSE = (Kind.ELDER_ABUSE, Kind.DISABLED_ABUSE, Kind.CHILD_ABUSE, Kind.DV)


class Type(TextChoices):
    """類型 of adult guardianship."""

    GUARDIANSHIP = "full", _("Guardianship (後見)")
    CURATORSHIP = "curator", _("Curatorship (保佐)")
    ASSISTANCE = "assistance", _("Assistance (補助)")
    VOLUNTARY = "voluntary", _("Voluntary guardianship (任意後見)")
    OPEN = "open", _("Not decided yet")


class State(TextChoices):
    DRAFT = "draft", pgettext_lazy("referral", "Draft")
    APPROVED = "approved", pgettext_lazy("referral", "Approved")
    SENT = "sent", pgettext_lazy("referral", "Handed over")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("referral", "Received by the agency")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Taken on")
    RETURNED = "returned", pgettext_lazy("referral", "Sent back")
    DECLINED = "declined", pgettext_lazy("referral", "Not taken on")
    IN_PROGRESS = "in_progress", pgettext_lazy("referral", "The agency is at work")
    ENDED = "ended", pgettext_lazy("referral", "Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("referral", "Withdrawn")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (str(self.label), *STATE_CHIPS[self])


STATE_CHIPS = {
    State.DRAFT: ("off", "pen"), State.APPROVED: ("now", "check"), State.SENT: ("warn", "clock"),
    State.ACKNOWLEDGED: ("now", "inbox"), State.ACCEPTED: ("ok", "check"), State.RETURNED: ("warn", "swap"),
    State.DECLINED: ("bad", "oct"), State.IN_PROGRESS: ("now", "run"), State.ENDED: ("off", "minus"),
    State.WITHDRAWN: ("off", "minus"),
}  # fmt: skip
FINAL = (State.DECLINED, State.ENDED, State.WITHDRAWN)
OPEN = tuple(state for state in State if state not in FINAL)
# What the board is asked for beside a code or an id.
NOBODY, MINE, WAITING, SILENT, LATE, RECEIVED = "nobody", "me", "waiting", "silent", "late", "received"
