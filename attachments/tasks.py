"""The door of the scanner that comes later."""

import logging

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from attachments import services
from attachments.codes import Scan
from attachments.models import Attachment
from privacy.context import as_job
from privacy.keyring import Destroyed

logger = logging.getLogger(__name__)
BATCH, REACHED = 20, "attachments-scanned-until"


@shared_task(name="attachments.scan")
def scan():
    """Every five minutes some of the files that nobody looked into, and on from there, so that one which the scanner cannot look into holds
    up no other. Each by itself: its own transaction, its own key."""
    if not settings.CLAMD:
        return
    unscanned = Attachment.objects.unscanned().order_by("pk").values_list("pk", flat=True)
    reached = cache.get(REACHED)
    batch = list((unscanned.filter(pk__gt=reached) if reached else unscanned)[:BATCH])
    for pk in batch:
        try:
            _scan(pk)
        except Destroyed:
            continue
        except (OSError, ValueError) as error:
            logger.warning("clamd does not answer (%s): kept files wait for it", type(error).__name__)
            return
    cache.set(REACHED, batch[-1] if len(batch) == BATCH else None, None)


def _scan(pk) -> None:
    with as_job("virus scanner") as actor:
        found = services.attachment_scan(Attachment.objects.visible_to(actor).get(pk=pk), actor=actor)
    if found.scan == Scan.FOUND:
        logger.error("clamd found something in a file that lies here: attachment %s", pk)
