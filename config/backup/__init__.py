"""Backup and restore: data and keys part ways; both open with a recovery key that is on paper only (docs/operations.md)."""


class BackupError(Exception):
    """Says what is in the way and what to do about it. `why` is kept with the failed backup; a page has words for it."""

    why = "other"


class Full(BackupError):
    why = "full"


class NoFolder(BackupError):
    why = "folder"


class Away(BackupError):
    why = "away"


class Refused(BackupError):
    why = "refused"


class NoRecipient(BackupError):
    why = "recipient"


class Busy(BackupError):
    why = "busy"


DATA, KEYS, ENDED = "yorisoi-data-", "yorisoi-keys.age", "yorisoi-ended.age"
# Whose rows stay out of the data file: the dossiers' keys, which have a file of their own, and every open session.
WITHOUT_ROWS = ("privacy_dossierkey", "django_session", "usersessions_usersession")
