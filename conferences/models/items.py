"""What is on an agenda: a case or a matter, who is left out of it, and the sheet that is laid before the meeting."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from conferences.codes import ASKS, Purpose, Shown
from conferences.models.meetings import Attendee, Conference
from conferences.querysets import ItemQuerySet
from privacy.models import ConfidentialModel, EncryptedJSONField, EncryptedTextField


class Item(ConfidentialModel):
    """One case on one agenda, in a dossier of its own below the case; without a case, a matter, in the meeting's.

    `letter`: which of Aさん, Bさん the person is in this meeting; from the papers on, for good. `shown`: how those see them who are
    not of the staff. `standing`: taken over into the next meeting of the series. `order` is the place on the agenda; a gap means nothing.
    """

    read_action = "conference.read"
    # Two coordinators who move items change no words: what was where, how it was called there before it stood on paper, and when it
    # was spoken of, is no history of a person.
    unhistoried = ("order", "letter", "begun_at")

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=2, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=15)
    purpose = models.CharField(_("Purpose"), max_length=7, choices=Purpose, default=Purpose.DISCUSS)
    title = EncryptedTextField(_("Matter"), blank=True, default="")
    question = EncryptedTextField(_("What is to be decided"), blank=True, default="")
    presenter = models.ForeignKey(
        Attendee, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Presenter")
    )
    shown = models.CharField(_("How outsiders see it"), max_length=6, choices=Shown, blank=True, default="")
    standing = models.BooleanField(_("Stands on each agenda"), default=False)
    begun_at = models.DateTimeField(null=True, blank=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("Item of an agenda")
        ordering = ["order", "added_at", "id"]
        indexes = [models.Index(fields=["conference", "order"], name="conferences_item_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "case"], condition=Q(removed_at=None, case__isnull=False), name="conferences_case_once"
            )
        ]

    def get_absolute_url(self):
        return f"{reverse('conference', args=[self.conference_id])}#item-{self.pk}"

    @property
    def asks(self) -> bool:
        """Whether it must say what is to be decided."""
        return self.purpose in ASKS

    @property
    def lacks_question(self) -> bool:
        return self.asks and not self.question.strip()


class LeftOut(ConfidentialModel):
    """This attendee takes no part in this item: no paper of it, no minutes. Let in again, it ends."""

    read_action = "conference.read"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="left_out")
    attendee = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("Left out of an item")
        constraints = [
            models.UniqueConstraint(fields=["item", "attendee"], condition=Q(ended_at=None), name="conferences_left_out_once")
        ]


class Sheet(ConfidentialModel):
    """事例シート: what the case said on the day it was taken. A later change of the case changes it no more.

    `blocks`: [{"key", "title", "text", "date", "on", "edited"}] with the real names; `masked`: the same by key without them;
    `findings`: what the check found in the masked texts and how somebody settled each.
    """

    read_action = "conference.read"

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="sheet")
    blocks = EncryptedJSONField(default=list, blank=True)
    masked = EncryptedJSONField(default=dict, blank=True)
    findings = EncryptedJSONField(default=list, blank=True)
    taken_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    final_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("Case sheet")
