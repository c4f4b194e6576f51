"""A promise made in a transaction is kept once, whatever dies between the commit and the delivery."""

import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from privacy import context, outbox
from privacy.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(monkeypatch):
    """Ids that the handler was called with, and who acted."""
    calls = []
    monkeypatch.setitem(outbox.HANDLERS, "test", lambda thing: calls.append((thing, context.current().user_id)))
    return calls


@pytest.fixture
def dead(monkeypatch):
    """The process dies right after the commit: nobody is woken."""
    monkeypatch.setattr(outbox, "_wake", lambda message_id: None)


def promise(user, key="k", **ids):
    with context.on_behalf_of(user):
        outbox.enqueue("test", key=key, **(ids or {"thing": uuid.uuid4()}))


def test_killed_after_the_commit_it_is_delivered_once_by_the_sweeper(
    caseworker, delivered, dead, django_capture_on_commit_callbacks, monkeypatch
):
    thing = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        promise(caseworker, thing=thing)
    assert delivered == []
    monkeypatch.undo()
    outbox.HANDLERS["test"] = lambda thing: delivered.append((thing, context.current().user_id))
    try:
        assert [outbox.sweep(), outbox.sweep()] == [1, 0]
        outbox.sweep(timezone.now() + timezone.timedelta(days=1))
    finally:
        del outbox.HANDLERS["test"]
    assert delivered == [(str(thing), caseworker.pk)]
    assert OutboxMessage.objects.get().done_at is not None


def test_what_is_rolled_back_was_never_promised(caseworker, delivered, dead):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        promise(caseworker)
        1 / 0  # noqa: B018
    assert outbox.sweep() == 0
    assert OutboxMessage.objects.count() == 0


def test_promised_twice_under_one_key_it_is_kept_once(caseworker, delivered, dead):
    promise(caseworker)
    promise(caseworker)
    assert OutboxMessage.objects.count() == 1


def test_killed_in_the_middle_it_is_done_again_and_nothing_of_the_half_stays(caseworker, dead, monkeypatch):
    tries = []

    def half(thing):
        caseworker.pledges.update(valid_until=timezone.localdate())
        tries.append(thing)
        if len(tries) == 1:
            raise SystemExit

    monkeypatch.setitem(outbox.HANDLERS, "test", half)
    promise(caseworker)
    before, message = caseworker.pledges.get().valid_until, OutboxMessage.objects.get()
    with pytest.raises(SystemExit):
        outbox.deliver(message.pk)
    assert caseworker.pledges.get().valid_until == before
    assert outbox.deliver(message.pk) is True
    assert outbox.deliver(message.pk) is False
    assert len(tries) == 2


def test_a_sweep_counts_a_try_of_what_was_due_alone(caseworker, dead):
    for key in ("due", "later"):
        promise(caseworker, key=key)
    OutboxMessage.objects.filter(key="later").update(due_at=timezone.now() + timezone.timedelta(days=1))
    assert outbox.sweep() == 1
    assert dict(OutboxMessage.objects.values_list("key", "attempts")) == {"due": 1, "later": 0}


def test_a_message_holds_ids_only(caseworker, dead):
    promise(caseworker, thing=uuid.uuid4(), other=7)
    assert all(len(value) <= 36 for value in OutboxMessage.objects.get().payload.values())


def test_who_lost_the_right_meanwhile_gets_nothing_done(caseworker, areas, dead, monkeypatch):
    """The policy is asked again when it runs."""
    from casework.models import Case
    from tests.factories.casework import make_case

    make_case(caseworker, areas.dai)
    seen = []
    monkeypatch.setitem(outbox.HANDLERS, "test", lambda thing: seen.append(Case.objects.visible_to(context.current()).count()))
    for key in "ab":
        promise(caseworker, key=key)
        outbox.deliver(OutboxMessage.objects.get(key=key).pk)
        caseworker.is_active = False
        caseworker.save()
    assert seen == [1, 0]
