"""The broker away: what is promised is saved, nobody waits to hand it over, and the log says it once."""

import logging

import kombu.exceptions
import pytest
import redis.exceptions

from config import logs
from privacy import context, outbox, tasks
from privacy.models import OutboxMessage
from privacy.servers import BROKER

BROKEN = [kombu.exceptions.OperationalError("refused"), redis.exceptions.ResponseError("MISCONF the disk is full")]


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(BROKER, "_since", 0.0)


@pytest.mark.django_db
@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_promised_is_saved_and_the_broker_is_asked_once(
    caseworker, broken, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []

    def refuses(*args, **kwargs):
        asked.append(kwargs)
        raise broken

    monkeypatch.setattr(tasks.deliver_message, "apply_async", refuses)
    with django_capture_on_commit_callbacks(execute=True), context.on_behalf_of(caseworker):
        for number in range(5):
            outbox.enqueue("test", key=str(number))
    assert OutboxMessage.objects.filter(done_at=None).count() == 5
    assert len(asked) == 1


def test_what_celery_says_of_an_absent_broker_is_one_line_and_so_is_its_return(caplog):
    """As it says it: the consumer each two seconds, beat, and a connection that was lost with all its frames."""
    told = logs.Outages()
    refused = kombu.exceptions.OperationalError("refused")

    def passes(name, level, text, *args, error=None):
        info = (type(error), error, None) if error else None
        return told.filter(logging.LogRecord(name, level, "", 0, text, args, info))

    for _ in range(50):
        consumer = "celery.worker.consumer.consumer"
        assert not passes(consumer, logging.ERROR, "consumer: Cannot connect to %s: %s.\n%s", "redis://", refused, "again")
        assert not passes(consumer, logging.WARNING, "%s (%r)", "consumer: Connection to broker lost", refused, error=refused)
        assert not passes("celery.beat", logging.ERROR, "beat: Connection error: %s. Trying again in %s", refused, 2.0)
    assert not passes("celery.worker.consumer.connection", logging.INFO, "Connected to %s", "redis://")
    assert passes("celery.worker", logging.ERROR, "something else %s", ValueError("x"))
    assert [record.getMessage() for record in caplog.records] == [
        "the broker is away: OperationalError", "the broker is back after 0 s"
    ]  # fmt: skip
