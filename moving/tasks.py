"""A door only."""

from celery import shared_task

from moving.services.looking import forget_files


@shared_task(name="moving.forget")
def forget():
    """Every night: files of old ledgers that nobody took over in two weeks."""
    forget_files()
