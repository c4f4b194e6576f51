"""A door only."""

from celery import shared_task

from exports import services


@shared_task(name="exports.forget")
def forget():
    """Every few minutes: files whose day is over, requests that nobody answered, and those of people who may not ask any more."""
    services.forget()
