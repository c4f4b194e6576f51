"""Doors only: an id in, one service call."""

from celery import shared_task

from privacy import outbox


@shared_task(acks_late=True)
def deliver_message(*, message_id):
    outbox.deliver(message_id)


@shared_task
def sweep_outbox():
    outbox.sweep()
