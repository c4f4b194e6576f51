"""Celery only wakes up what the database already holds: arguments are ids, and every task may run twice."""

import os

from celery import Celery, signals

from privacy import keyfiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("yorisoi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def log_as_django_does(**_):
    """Celery's own handlers would write an error's text, and the arguments of a task."""


@signals.beat_init.connect
def do_without_the_seal(**_):
    """Beat only says when; what it wakes up seals."""
    keyfiles.withhold("ledger-seal")
    refuse()


@signals.worker_init.connect
def refuse(**_):
    """Celery logs what a receiver raises and goes on: only leaving stops it."""
    from config import refusals

    refusals.leave_if_refused()
