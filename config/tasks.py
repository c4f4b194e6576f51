"""The worker's sign of life, which /readyz looks at; the backup of each night and what ended since; and what is swept out each day."""

import time

from celery import shared_task, signals
from django.core.cache import cache
from django.utils import timezone

from casework.services.drafts import forget_drafts
from config.backup import running
from ui import once

HEARTBEAT, LASTS = "worker-heartbeat", 90


@shared_task
def forget_sent():
    once.forget_sent()
    forget_drafts()


@shared_task
def back_up():
    running.nightly(timezone.now())


@shared_task
def note_ended():
    running.note_ended(timezone.now())


@shared_task
def beat():
    cache.set(HEARTBEAT, time.time(), LASTS)


@signals.worker_ready.connect
def first_beat(**_):
    """Ready when it is ready, not at the clock's next tick."""
    beat()
