"""Two workers that reach for one message."""

import threading

from django.db import connection

from privacy import context, outbox
from privacy.models import OutboxMessage
from tests.cast import make_user


def test_two_workers_do_not_deliver_the_same(own_database, django_db_blocker, monkeypatch):
    """While one holds the message the other passes by."""
    with django_db_blocker.unblock():
        user, both, calls = make_user("worker"), threading.Barrier(2, timeout=20), []
        with context.on_behalf_of(user):
            message = OutboxMessage.objects.create(handler="test", key="k", payload={"thing": "1"}, on_behalf_of=user)

        def slow(thing):
            calls.append(thing)
            both.wait()
            both.wait()

        monkeypatch.setitem(outbox.HANDLERS, "test", slow)
        first = threading.Thread(target=lambda: (outbox.deliver(message.pk), connection.close()))
        first.start()
        both.wait()
        assert outbox.deliver(message.pk) is False
        both.wait()
        first.join(20)
        assert calls == ["1"]
        assert outbox.deliver(message.pk) is False
