"""What is asked of the conferences, as sentences."""

from datetime import timedelta

from django.db.models import Q

from accounts.acting import CanAct
from privacy.confidential import ConfidentialQuerySet

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class ConferenceQuerySet(ConfidentialQuerySet):
    def ahead(self, on):
        return self.filter(date__gte=on, state__in=("planned", "running"))

    def behind(self, on):
        return self.filter(Q(date__lt=on) | Q(state="held"))

    def lasting(self):
        """But for those that were cancelled."""
        return self.exclude(state="cancelled")


class AttendeeQuerySet(ConfidentialQuerySet):
    def present(self):
        return self.filter(removed_at=None)

    def with_names(self):
        return self.select_related("user", "agency", "contact")


class ItemQuerySet(ConfidentialQuerySet):
    def present(self):
        return self.filter(removed_at=None)


class DecisionQuerySet(ConfidentialQuerySet):
    def standing(self):
        return self.filter(removed_at=None)


class ActionItemQuerySet(ConfidentialQuerySet):
    def open(self):
        return self.filter(done_date=None, removed_at=None)

    def to_be_reminded(self, today):
        """The day before, the day itself, and a week after: what nobody was told of yet."""
        until = [(1, today + DAY), (2, today), (3, today - WEEK)]
        due = [Q(reminded__lt=stage, until_date__lte=day) for stage, day in until]
        return self.open().filter(due[0] | due[1] | due[2])

    def with_holder(self, on):
        """`is_held`: whether its owner can still do it; somebody from outside is nobody of the staff."""
        return self.annotate(is_held=CanAct("action_item.complete", user="owner_id", dossier="dossier_id", on=on))


class AskQuerySet(ConfidentialQuerySet):
    def open(self):
        return self.filter(ended_at=None)


class PassedQuerySet(ConfidentialQuerySet):
    def lasting(self):
        return self.filter(ended_at=None)


class PaperPartQuerySet(ConfidentialQuerySet):
    def first_parts(self):
        """One a paper: what it says of the meeting itself."""
        return self.filter(place=0).select_related("document")

    def counting(self):
        """But for those of papers that no longer count."""
        return self.exclude(document__status="withdrawn")
