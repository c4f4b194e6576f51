"""The data key of each dossier, wrapped under the master key."""

from django.db import models


class DossierKey(models.Model):
    """The wrapped data key. Its absence, not a flag, is what makes a dossier unreadable in every copy."""

    dossier = models.OneToOneField("privacy.Dossier", primary_key=True, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField()

    class Meta:
        db_table = "privacy_dossierkey"

    def __str__(self) -> str:
        return str(self.pk)
