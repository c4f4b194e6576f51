"""An office that moves in: the ledger it brings, what became of each of its rows, and what its words mean."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Case, Person
from privacy.models import Area, ConfidentialModel, EncryptedJSONField
from privacy.policy import READS
from referrals.models import Agency
from visits.models import Enrolment

# How long a file lies on its desk, and how long what came of it can be taken back.
KEPT = timedelta(days=14)


class Move(models.Model):
    """One file of an old ledger or list. Nothing here says what stands in it; neither the file nor its name is kept."""

    class Subject(models.TextChoices):
        LEDGER = "ledger", _("Ledger of consultations")
        ENROLMENTS = "enrolments", _("List of the watch-over")
        AGENCIES = "agencies", _("Directory of agencies")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("old ledger", "Looked through")
        TAKING = "taking", pgettext_lazy("old ledger", "Being taken over")
        TAKEN = "taken", pgettext_lazy("old ledger", "Taken over")
        GOING = "going", pgettext_lazy("old ledger", "Being taken back")
        BACK = "back", pgettext_lazy("old ledger", "Taken back")
        DROPPED = "dropped", pgettext_lazy("old ledger", "Thrown away")

        @property
        def chip(self) -> tuple[str, str, str]:
            """(word, kind, icon)"""
            looks = {
                "open": ("now", "eye"), "taking": ("now", "run"), "taken": ("ok", "check"), "going": ("now", "run"),
                "back": ("off", "minus"), "dropped": ("off", "minus"),
            }  # fmt: skip
            return (str(self.label), *looks[self.value])

    class Trouble(models.TextChoices):
        """Why it was not taken over after all; nothing of it was."""

        CHANGED = "changed", _("Somebody else has changed something meanwhile. Look through it again.")
        WORKED_ON = "worked_on", _("Somebody has worked on what came of it. Nothing was taken back.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    subject = models.CharField(max_length=10, choices=Subject, default=Subject.LEDGER, db_default=Subject.LEDGER)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    trouble = models.CharField(max_length=10, choices=Trouble, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    # As the page has shown it: of another subject than the ledger what it makes in the place of cases and of contacts (`subjects.py`).
    cases = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    contacts = models.PositiveIntegerField(default=0)
    back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    back_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("Old ledger")
        ordering = ["-brought_at", "id"]
        indexes = [models.Index(fields=["council", "-brought_at"], name="moving_register")]

    def __str__(self):
        return f"move {self.pk}"

    def get_absolute_url(self):
        return reverse("move", args=[self.pk])

    @property
    def title(self) -> str:
        return title_of(self.subject)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_running(self) -> bool:
        return self.status in (self.Status.TAKING, self.Status.GOING)

    @property
    def is_taken(self) -> bool:
        return self.status == self.Status.TAKEN

    @property
    def chip(self) -> tuple[str, str, str]:
        return self.Status(self.status).chip

    @property
    def kept_until(self):
        """Until then the file lies on its desk, or what came of it can be taken back."""
        return (self.taken_at or self.brought_at) + KEPT

    @property
    def can_go_back(self) -> bool:
        return self.is_taken and timezone.now() < self.kept_until


def title_of(subject: str) -> str:
    """What the pages of a file of this kind are called."""
    return _("Taking over: %(what)s") % {"what": Move.Subject(subject).label}


class MoveContent(ConfidentialModel):
    """What the file says, how it is read and who is who in it: on the desk of whoever brought it, and null when it is done with.

    {"tables": [Table], "how": How, "decided": {key of somebody in the file: id of a known person, or "" for a new one}}
    """

    read_action = READS["desk"]
    keeps_history = False

    move = models.OneToOneField(Move, on_delete=models.PROTECT, related_name="content")
    payload = EncryptedJSONField(null=True)

    class Meta:
        verbose_name = _("Old ledger on a desk")


class MovedRow(ConfidentialModel):
    """A row that became a contact of this case, in the case's own dossier. `key`: a keyed hash of its day, name and number."""

    read_action = READS["case"]

    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="rows")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    # Whose record was made for it.
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        verbose_name = _("Row of an old ledger")
        constraints = [models.UniqueConstraint(fields=["council", "key"], name="moving_row_once")]


class MovedEnrolment(ConfidentialModel):
    """A row that became this enrolment, in its own dossier. `key`: as of `MovedRow`."""

    read_action = READS["enrolment"]

    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="enrolments")
    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    # Whose record was made for it.
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        verbose_name = _("Row of an old list of the watch-over")
        constraints = [models.UniqueConstraint(fields=["council", "key"], name="moving_enrolment_once")]


class MovedAgency(models.Model):
    """An agency that a row corrected, or that was entered by it, and how it stood before: as `agency_save` takes it, with its last day.
    Plain, as the directory is: nobody who is helped stands in it. Of a new one nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="agencies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "agency"], name="moving_agency_once")]

    def __str__(self):
        return f"moved {self.agency_id}"


class Habit(models.Model):
    """What a head or a word meant when this council took over a ledger. The word itself is not kept: a keyed hash knows it again."""

    council = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    word = models.BigIntegerField()
    meaning = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "word"], name="moving_word_once")]

    def __str__(self):
        return f"habit {self.pk}"
