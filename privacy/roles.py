"""The seven roles of a council, and how far an action of theirs can reach."""

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CASEWORKER = "caseworker", _("Caseworker")
    VISITOR = "visitor", _("Visitor")
    COORDINATOR = "coordinator", _("Coordinator")
    ADVOCATE = "advocate", _("Advocate")
    MANAGER = "manager", _("Manager")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Scope(IntEnum):
    """Ordered, so that of several memberships the widest wins."""

    NONE = 0
    ASSIGNED = 1
    AREA = 2


# Roles that see what is written about a person. Each needs a valid pledge.
CONTENT_ROLES = frozenset({Role.CASEWORKER, Role.VISITOR, Role.COORDINATOR, Role.ADVOCATE, Role.MANAGER})
