"""Doors only."""

from celery import shared_task

from documents import services
from privacy.context import as_job


@shared_task(name="documents.forget")
def forget():
    """Every hour: what drafts said that nobody finished in a day."""
    with as_job("documents") as actor:
        services.documents_forget(actor=actor)
