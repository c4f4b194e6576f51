"""Reads of referrals, as sentences."""

from django.db.models import Q

from accounts.acting import CanAct
from privacy.confidential import ConfidentialQuerySet
from referrals.codes import OPEN, State


class ReferralQuerySet(ConfidentialQuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def silent(self, on):
        """Whose first day has come, and nobody has answered."""
        return self.filter(due_date__lte=on)

    def waiting(self):
        """For somebody's approval."""
        return self.filter(state=State.DRAFT, submitted_at__isnull=False)

    def with_holder(self, on):
        """Marks each with whether its owner can still act on it: whoever left, or is kept from it, follows nothing any more."""
        return self.annotate(is_held=CanAct("referral.step", user="owner", dossier="dossier", on=on))

    def nobodys(self, on):
        return self.with_holder(on).filter(is_held=False)

    def to_be_reminded(self, on):
        """Past a day of which nobody was told yet."""
        return self.filter(Q(due_date__lt=on, reminded=0) | Q(late_date__lt=on, reminded__lt=2))
