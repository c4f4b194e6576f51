"""A door only: it calls one service, as the job that the policy knows."""

from celery import shared_task

from conferences import services
from privacy.context import as_job


@shared_task(name="conferences.scan")
def scan():
    """Every hour: which action items are due, and who has not heard of it."""
    with as_job("deeds") as actor:
        services.scan(actor=actor)
