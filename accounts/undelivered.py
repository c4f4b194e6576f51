"""Notices by mail that were given up, since the server refused each of many tries: an administrator sees whose, and sends them again."""

from django.db.models import UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from accounts.models import User
from accounts.people import people_within
from privacy import outbox
from privacy.gate import service


def given_up_within(actor):
    """Those to people whom the actor may administer, the oldest first; `receiver` is the person's id."""
    receiver = Cast(KeyTextTransform("person", "payload"), UUIDField())
    people = people_within(actor, "user.manage").values("pk")
    return outbox.given_up().annotate(receiver=receiver).filter(receiver__in=people).order_by("created_at")


def rows(actor):
    """[(receiver, the message)]."""
    found = list(given_up_within(actor)[:200])
    people = User.objects.in_bulk({message.receiver for message in found})
    return [(people[message.receiver], message) for message in found]


@service("user.manage")
def send_again(*, actor):
    outbox.begin_again(given_up_within(actor))
