"""What the papers of a meeting say, each record's words in its own dossier."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conferences.models.items import Item
from conferences.models.meetings import Attendee, Conference
from conferences.querysets import PaperPartQuerySet
from documents.models import Document
from privacy.models import ConfidentialModel, EncryptedBytesField, EncryptedJSONField


class PaperPart(ConfidentialModel):
    """What one paper says of one item, in that item's dossier, with a share of the key of its file; and without an item what it says of
    the meeting itself. The file opens for whoever reaches every part (`conferences/joint.py`).

    `attendee`, `n`: whose copy it is, and its number on paper. It is written once with its paper, and never changed.
    """

    read_action = "conference.read"
    keeps_history = False

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="parts")
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    attendee = models.ForeignKey(Attendee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(default=0, help_text="Among the parts of its paper.")
    n = models.PositiveSmallIntegerField(default=0)
    data = EncryptedJSONField(default=dict)
    share = EncryptedBytesField()

    objects = PaperPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("Part of a paper")
        ordering = ["document", "place"]
        indexes = [models.Index(fields=["conference"], condition=models.Q(place=0), name="conferences_papers")]
        constraints = [models.UniqueConstraint(fields=["document", "place"], name="conferences_part_once")]
