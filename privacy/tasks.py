"""Doors only: an id in, one service call."""

from celery import shared_task
from django.utils import timezone

from privacy import outbox
from privacy.ledger import nightly, partitions, sealer


@shared_task(acks_late=True)
def deliver_message(*, message_id: str) -> None:
    outbox.deliver(message_id)


outbox.doors.append(deliver_message)


@shared_task
def sweep_outbox() -> None:
    outbox.sweep()


@shared_task(name="privacy.ledger.seal")
def seal_ledger() -> None:
    """Rounds until nothing is ready, so that a busy day does not lag behind."""
    while sealer.seal() >= sealer.MOST_ROWS:
        continue


@shared_task(name="privacy.ledger.partitions")
def make_partitions() -> None:
    partitions.make()


@shared_task(name="privacy.ledger.look")
def look_through_ledger() -> None:
    nightly.look(timezone.now())
