"""A backup as it is asked for, by hand or each night: made where it should lie, and remembered whether it was made or why not."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from config.backup import BackupError, Busy, NoRecipient, ended, making, recovery, where
from config.models import BackupFile, BackupRun
from privacy import keyfiles
from privacy.models import Ended

logger = logging.getLogger(__name__)
PUBLISHED, SOON = "ended-published", timedelta(minutes=10)
# After a failure: a folder that was away may be there again, and a full one may have been emptied.
AGAIN = timedelta(hours=1)
# A night and what a large database takes; then somebody must look.
LATE = timedelta(hours=30)


def back_up(address: str, *, keep: int, recipient: str | None) -> BackupRun:
    """The row of the backup that was made. A failure leaves a row too, and is raised."""
    begun = timezone.now()

    def note(name: str, digest: str) -> None:
        BackupFile.objects.create(begun_at=begun, name=name, digest=digest)

    try:
        if recipient is None:
            raise NoRecipient("There is no recovery key yet: make the first backup by hand (manage.py backup DIR).")
        place = where.of(address)
        made = making.make(
            place, var=Path(settings.VAR_DIR), keys_dir=settings.KEYS_DIR, anchor=Path(settings.LEDGER_ANCHOR),
            recipient=recipient, keep=keep, note=note,
        )  # fmt: skip
    except Busy:
        raise
    except (BackupError, OSError) as error:
        BackupRun.objects.create(begun_at=begun, folder=address, failed=getattr(error, "why", "other"))
        raise
    if address == settings.BACKUP_TO:
        _remember(made.ended)
    return BackupRun.objects.create(
        begun_at=begun, folder=str(place), name=made.name, size=place.size(made.name), digest=made.digest,
        keys_digest=made.keys_digest,
    )  # fmt: skip


def nightly(now: datetime) -> BackupRun | None:
    """Each time that beat asks: one backup a night, the missed one as soon as there is somebody to make it."""
    if not settings.BACKUP_TO or not is_due(now):
        return None
    try:
        return back_up(settings.BACKUP_TO, keep=settings.BACKUP_KEEP, recipient=recovery.known_recipient(settings.VAR_DIR))
    except Busy:
        return None
    except (BackupError, OSError) as error:
        # Their words are ours, or name a folder.
        logger.error(f"the backup failed: {error}")
        return None


def note_ended(now: datetime) -> None:
    """Carries the list of what ended to the backups, where something ended since it was carried there last."""
    recipient = recovery.known_recipient(settings.VAR_DIR)
    if not settings.BACKUP_TO or recipient is None or newest() is None:
        return
    published = cache.get(PUBLISHED) or {}
    if published.get("rows") == Ended.objects.count() and published["to"] == settings.BACKUP_TO:
        return
    try:
        place = where.of(settings.BACKUP_TO)
        place.prepare()
        key = keyfiles.read(settings.KEYS_DIR, "ledger-seal")
        _remember(ended.publish(place, recipient=recipient, key=key))
    except (BackupError, OSError) as error:
        # The page says so meanwhile; the log once an hour.
        if cache.add(f"{PUBLISHED}-failed", 1, AGAIN.total_seconds()):
            logger.error(f"what ended could not be noted beside the backups: {error}")


def _remember(published: ended.Published) -> None:
    cache.set(PUBLISHED, {"to": settings.BACKUP_TO, "rows": published.rows, "at": published.at}, None)


def unnoted(now: datetime) -> datetime | None:
    """Since when something that ended is not noted beside the backups, where that is longer than it takes."""
    published = cache.get(PUBLISHED)
    if not settings.BACKUP_TO or not published:
        return None
    late = Ended.objects.filter(at__gt=published["at"], at__lt=now - SOON).order_by("at").first()
    return late.at if late else None


def is_due(now: datetime) -> bool:
    """Whether none was made since the hour of last night, and none failed just now."""
    local = timezone.localtime(now)
    night = local.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    if night > local:
        night -= timedelta(days=1)
    runs = BackupRun.objects.filter(ended_at__gte=night)
    return not runs.filter(failed="").exists() and not runs.filter(ended_at__gte=now - AGAIN).exists()


def newest() -> BackupRun | None:
    return BackupRun.objects.filter(failed="").order_by("-ended_at").first()
