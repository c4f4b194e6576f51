"""Other names of a person: 旧姓, 通称, what they were called before. Whoever they were known to asks for them by these."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.codes import NameKind
from casework.models.people import Person
from privacy.confidential import ConfidentialQuerySet
from privacy.models import ConfidentialModel, EncryptedTextField


class OtherNameQuerySet(ConfidentialQuerySet):
    def present(self):
        return self.filter(removed_at__isnull=True)


class OtherName(ConfidentialModel):
    """Kept as typed beside the name of today; the person's own search tokens find it too. Whoever may find the person sees it."""

    read_action = "person.find"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="other_names")
    kind = models.CharField(_("Kind of name"), max_length=6, choices=NameKind)
    family_name = EncryptedTextField(_("Family name"))
    given_name = EncryptedTextField(_("Given name"), blank=True, default="")
    family_kana = EncryptedTextField(_("Family name (kana)"), blank=True, default="")
    given_kana = EncryptedTextField(_("Given name (kana)"), blank=True, default="")
    from_date = models.DateField(_("Called so from"), null=True, blank=True)
    until_date = models.DateField(_("Called so until"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OtherNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("Other name")
        ordering = ["created_at", "id"]

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def kana(self) -> str:
        return f"{self.family_kana} {self.given_kana}".strip()
