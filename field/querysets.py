"""Reads of the tablets and of what they brought."""

from django.db import models
from django.db.models import F

from field.codes import Reason
from privacy.confidential import ConfidentialQuerySet
from privacy.proven import ProvenQuerySet


class DeviceQuerySet(ProvenQuerySet):
    def in_use(self):
        return self.filter(revoked_at=None)

    def in_order(self):
        """By visitor; those in use first, the newest first."""
        order = ("visitor__kana", "visitor_id", F("revoked_at").desc(nulls_first=True), "-enrolled_at", "id")
        return self.select_related("visitor", "contact").order_by(*order)


class SealingKeyQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at=None).first()


class ArrivalQuerySet(models.QuerySet):
    def early(self, visitor_id):
        """Corrections of this visitor that wait for what they correct."""
        return self.filter(device__visitor=visitor_id, reason=Reason.EARLY, held__settled="")


class HeldQuerySet(ConfidentialQuerySet):
    def waiting(self):
        return self.filter(settled="")

    def in_order(self):
        return self.select_related("arrival__device__visitor", "enrolment").order_by("arrival__received_at", "arrival_id")
