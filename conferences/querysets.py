"""What is asked of the conferences, as sentences."""

from django.db.models import Q

from privacy.confidential import ConfidentialQuerySet


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
