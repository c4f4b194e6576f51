from django.db.models import Q

from privacy.confidential import ConfidentialQuerySet


class DocumentQuerySet(ConfidentialQuerySet):
    def numbered(self):
        """What left, or may have left, the office: also what was withdrawn afterwards."""
        return self.filter(sequence__isnull=False)

    def before(self, mark):
        """`mark`: (moment, id) of the last row of the page before."""
        at, pk = mark
        return self.filter(Q(made_at__lt=at) | Q(made_at=at, pk__lt=pk))


class ContentQuerySet(ConfidentialQuerySet):
    def expired(self, now):
        return self.filter(document__sequence__isnull=True, document__expires_at__lte=now)
