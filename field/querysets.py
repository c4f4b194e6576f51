"""Reads of the tablets and of what they brought."""

from django.db import models

from privacy.confidential import ConfidentialQuerySet
from privacy.proven import ProvenQuerySet


class DeviceQuerySet(ProvenQuerySet):
    def in_use(self):
        return self.filter(revoked_at=None)

    def of_council(self, council_id):
        return (
            self.filter(council=council_id).select_related("visitor").order_by("visitor__kana", "visitor", "enrolled_at", "id")
        )


class SealingKeyQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at=None).first()


class HeldQuerySet(ConfidentialQuerySet):
    def waiting(self):
        return self.filter(settled="")

    def in_order(self):
        return self.select_related("arrival__device__visitor", "enrolment").order_by("arrival__received_at", "arrival_id")
