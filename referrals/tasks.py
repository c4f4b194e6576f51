"""A door only: it calls one service, as the job that the policy knows."""

from celery import shared_task

from privacy.context import as_job
from referrals import services


@shared_task(name="referrals.scan")
def scan():
    """Every ten minutes: of which day nobody has heard."""
    with as_job("silence") as actor:
        services.scan(actor=actor)
