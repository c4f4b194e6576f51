"""A door only."""

from celery import shared_task

from programs import services


@shared_task(name="programs.count")
def count():
    """Every hour: months that have ended, and what has changed in them since."""
    services.counts_keep()
