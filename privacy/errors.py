"""The two refusals. Both are written into the ledger after the rollback; neither tells what exists."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404


class Refusal(Exception):
    def __init__(self, action: str, dossiers: Iterable[UUID] = (), objects: Iterable[UUID] = ()) -> None:
        super().__init__(action)
        self.action, self.dossiers, self.objects = action, list(dossiers), list(objects)


class NotWithinReach(Refusal, Http404):
    """Outside the reach, or absent: the same answer for both."""


class Denied(Refusal, PermissionDenied):
    """An action that the role lacks, on what the person may read."""
