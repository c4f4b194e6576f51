"""What is asked of the directory of agencies and of the referrals, as sentences."""

from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Cast

from accounts.acting import CanAct
from japan import names
from privacy.confidential import ConfidentialQuerySet
from referrals.codes import OPEN, State


class AgencyQuerySet(models.QuerySet):
    def open(self):
        """What can still be picked."""
        return self.filter(closed_date=None)

    def named(self, text: str):
        """Each word of what was typed stands somewhere in the name or in the reading, however either is written."""
        keys = [key for key in map(names.key, names.words(text)) if key]
        found = self.annotate(found_by=Cast("keys", models.TextField()))
        return found.filter(*(Q(found_by__contains=key) for key in keys))

    def with_kinds(self):
        return self.prefetch_related("kinds")

    def with_contacts(self):
        present = self.model._meta.get_field("contacts").related_model.objects.filter(removed_at=None)
        return self.prefetch_related("kinds", Prefetch("contacts", present, to_attr="present_contacts"))


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
