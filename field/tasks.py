"""A door for the clock."""

from celery import shared_task

from field.services import keys_rotate


@shared_task(name="field.keys")
def keys():
    """Every day: the sealing key, when it is old enough, and those that were replaced long ago."""
    keys_rotate()
