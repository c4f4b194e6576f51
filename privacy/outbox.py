"""Nothing promised is lost: a notice is a row in the transaction that promises it; Celery only wakes up to deliver it.

Payloads are ids. A handler runs at least once, in a transaction that holds the row's lock, and marks it done in the same
transaction; a sweeper sends again what a killed worker or broker left behind.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from privacy import context
from privacy.servers import BROKER

logger = logging.getLogger(__name__)
HANDLERS: dict[str, Callable[..., object]] = {}
Handler = TypeVar("Handler", bound=Callable[..., object])
RETRY = timedelta(seconds=60)
GIVE_UP = 20
# Seconds in which a server that did not answer is not asked again.
LEAVES_ALONE = 10.0


class NotYet(Exception):
    """A handler's server did not take it. Where it is `away` that was no attempt, and the next sweep tries again until it is back;
    what it refuses is given up in the end."""

    def __init__(self, *said: str, away: bool = False) -> None:
        super().__init__(*said)
        self.away = away


# The task that delivers; `tasks.py` puts it here when the app begins.
doors: list[Any] = []


class OutboxMessage(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handler = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True, help_text="Enqueued twice under one key is enqueued once.")
    payload = models.JSONField(default=dict, help_text="Ids only.")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    job = models.CharField(max_length=40, blank=True, default="")
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="privacy_outbox_due")]

    def __str__(self) -> str:
        return f"{self.handler} {self.pk}"


def handler(name: str) -> Callable[[Handler], Handler]:
    """Registers `function(**payload)`; it runs as the person who enqueued, or as the named job."""

    def decorate(function: Handler) -> Handler:
        HANDLERS[name] = function
        return function

    return decorate


def enqueue(name: str, *, key: str, job: str = "", due_at: datetime | None = None, **ids: object) -> None:
    """Inside the caller's transaction. Runs on behalf of the current person unless a job of the system is named."""
    user = None if job else context.current().user
    message, made = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "handler": name,
            "payload": {name: str(value) for name, value in ids.items()},
            "on_behalf_of": user,
            "job": job,
            "due_at": due_at or timezone.now(),
        },
    )
    if made:
        transaction.on_commit(lambda: _wake(message.pk))


def enqueue_all(name: str, notices: Iterable[tuple[str, dict[str, Any]]], *, job: str) -> None:
    """Many at once, of a job: `notices` are (key, ids)."""
    messages = [
        OutboxMessage(handler=name, key=key, payload={name: str(value) for name, value in ids.items()}, job=job)
        for key, ids in notices
    ]
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
    transaction.on_commit(lambda: _wake_all(messages))


def deliver(message_id: uuid.UUID | str) -> bool:
    """One attempt; False when another worker holds it, it is done, or it was not taken."""
    try:
        with transaction.atomic():
            return _deliver(message_id)
    except NotYet as error:
        if error.away:
            OutboxMessage.objects.filter(pk=message_id, done_at=None).update(attempts=0, due_at=timezone.now())
        else:
            logger.warning("message %s was refused; it is tried again", message_id)
        return False


def _deliver(message_id: uuid.UUID | str) -> bool:
    message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(pk=message_id, done_at=None).first()
    if message is None:
        return False
    acting = context.as_job(message.job) if message.job else context.on_behalf_of(message.on_behalf_of)
    with acting:
        HANDLERS[message.handler](**message.payload)
    message.done_at = timezone.now()
    message.save(update_fields=["done_at"])
    return True


def given_up() -> models.QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(done_at=None, attempts__gte=GIVE_UP)


def begin_again(messages: models.QuerySet[OutboxMessage]) -> None:
    """As if they had been promised now."""
    found = list(messages.select_for_update())
    OutboxMessage.objects.filter(pk__in=[message.pk for message in found]).update(attempts=0, due_at=timezone.now())
    transaction.on_commit(lambda: _wake_all(found))


def sweep(now: datetime | None = None) -> int:
    """Sends again what is due and not done; each failure waits longer. The number of messages woken."""
    now = now or timezone.now()
    with transaction.atomic():
        due = list(
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(done_at=None, due_at__lte=now, attempts__lt=GIVE_UP)
            .order_by("due_at")
            .values_list("pk", "attempts")[:500]
        )
        for pk, attempts in due:
            OutboxMessage.objects.filter(pk=pk).update(attempts=F("attempts") + 1, due_at=now + RETRY * min(2**attempts, 60))
    for pk, _attempts in due:
        _wake(pk)
    return len(due)


def _wake_all(messages: Iterable["OutboxMessage"]) -> None:
    for message in messages:
        _wake(message.pk)


def _wake(message_id: uuid.UUID) -> None:
    """A lost message is the sweeper's business, never the caller's."""
    if BROKER.failed_within(LEAVES_ALONE):
        return
    try:
        doors[0].delay(message_id=str(message_id))
    except (OperationalError, RedisError) as error:
        BROKER.gone(error)
