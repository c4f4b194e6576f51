"""What the installation remembers of its own upkeep."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BackupRun(models.Model):
    """One backup, made or failed, by beat or by hand. The files tell nobody whether they are as they were written: this does."""

    class Why(models.TextChoices):
        MADE = "", _("A backup was made")
        FULL = "full", _("There was no room left")
        FOLDER = "folder", _("The folder could not be written to")
        AWAY = "away", _("The address did not answer, or knows no such bucket")
        REFUSED = "refused", _("The address did not take the key")
        RECIPIENT = "recipient", _("There is no recovery key yet")
        OTHER = "other", _("It failed; the worker's log says why")

    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(default=timezone.now)
    folder = models.CharField(max_length=500)
    name = models.CharField(max_length=80, blank=True, default="")
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    keys_digest = models.CharField(max_length=64, blank=True, default="")
    failed = models.CharField(max_length=12, choices=Why.choices, blank=True, default="")
    # Rows of this table are never changed.
    only_added = True

    class Meta:
        indexes = [models.Index(fields=["-ended_at"], name="config_backups_newest")]

    def __str__(self):
        return f"backup {self.pk}"


class BackupFile(models.Model):
    """A file of a backup, noted before it takes its place: where the backup was killed, nothing else tells that the file is ours. `begun_at`
    is its run's."""

    begun_at = models.DateTimeField()
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    # Neither are these.
    only_added = True

    def __str__(self):
        return f"{self.name} {self.pk}"
