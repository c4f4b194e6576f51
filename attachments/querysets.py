from attachments.codes import Scan
from privacy.confidential import ConfidentialQuerySet


class AttachmentQuerySet(ConfidentialQuerySet):
    def present(self):
        return self.filter(removed_at=None)

    def removed(self):
        return self.filter(removed_at__isnull=False)

    def unscanned(self):
        return self.filter(scan=Scan.NONE)

    def newest_first(self):
        return self.order_by("-added_at", "-id")
