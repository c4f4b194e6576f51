"""The keys of one request: nothing is unwrapped but what a decision of the policy has admitted."""

import uuid
from collections.abc import Iterable

from privacy import keys, prepared

WRAPPED = "SELECT dossier_id, wrapped FROM privacy_dossierkey WHERE dossier_id = ANY(%s)"


class NoReach(Exception):
    """A key was asked for without a decision of the policy. In a template this shows nothing."""

    silent_variable_failure = True


class Destroyed(Exception):
    """The dossier's key is gone: what lay in it can no longer be read by anyone."""

    silent_variable_failure = True


class Keyring:
    """The data keys of one request. Only an admitted dossier's key is ever unwrapped; all wanted ones come in one query."""

    def __init__(self) -> None:
        self._admitted: set[uuid.UUID] = set()
        self._keys: dict[uuid.UUID, bytes | None] = {}

    def admit(self, dossier_ids: Iterable[uuid.UUID]) -> None:
        self._admitted.update(dossier_ids)

    def key(self, dossier_id: uuid.UUID) -> bytes:
        if dossier_id not in self._admitted:
            raise NoReach("no decision of the policy opened this dossier")
        if dossier_id not in self._keys:
            self._load()
        key = self._keys[dossier_id]
        if key is None:
            raise Destroyed("this dossier's key was destroyed")
        return key

    def _load(self) -> None:
        wanted = self._admitted - self._keys.keys()
        self._keys.update(dict.fromkeys(wanted))
        self._keys.update((pk, keys.unwrap(wrapped, pk)) for pk, wrapped in prepared.rows_of(WRAPPED, [list(wanted)]))
