"""What is asked of the directory of agencies."""

from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Cast

from japan import names


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
