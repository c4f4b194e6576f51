"""Doors only: each calls one service, as the job that the policy knows."""

from celery import shared_task

from privacy.context import as_job
from visits import services


@shared_task(name="visits.scan")
def scan():
    """Every minute: what is overdue, and what nobody took in time."""
    with as_job("watch") as actor:
        services.scan(actor=actor)


@shared_task(name="visits.plan")
def plan():
    """Every night: the months that begin."""
    with as_job("watch") as actor:
        services.plan_months(actor=actor)
