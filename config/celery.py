"""Celery only wakes up what the database already holds: arguments are ids, and every task may run twice."""

import os
import warnings

from celery import Celery, signals
from celery.exceptions import CPendingDeprecationWarning

from config import logs
from config.schedule import SCHEDULE
from privacy import keyfiles
from privacy.servers import BROKER

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("yorisoi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = SCHEDULE


@signals.setup_logging.connect
def log_as_django_does(**_):
    """Celery's own handlers would write an error's text, and the arguments of a task."""


@signals.before_task_publish.connect
def say_which_request(headers=None, **_):
    """Not an argument: what a task does depends on its ids alone."""
    if headers is not None and (cause := logs.cause()):
        headers[logs.CAUSE] = cause


@signals.after_task_publish.connect
def reached(**_):
    """Whoever hands over work has reached the broker."""
    BROKER.back()


@signals.worker_ready.connect
def hear_no_advice(**_):
    """Each time that the broker went, about what the worker might do with what it has begun: it goes on, and all may run twice."""
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)


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
