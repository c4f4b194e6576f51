import pytest

from documents.models import Document
from privacy import context, outbox
from privacy.models import OutboxMessage
from tests.factories.casework import make_person


@pytest.fixture
def her(caseworker, areas):
    return make_person(caseworker, areas.dai, family_name="髙﨑", given_name="𠮷子")


def work():
    """What the worker would do now."""
    for message in OutboxMessage.objects.filter(handler="documents.make", done_at=None):
        outbox.deliver(message.pk)


@pytest.fixture
def seen_by():
    """`seen_by(user)`: the newest document and its PDF, as this user gets them."""

    def found(user):
        with context.on_behalf_of(user) as actor:
            document = Document.objects.visible_to(actor).order_by("-asked_at").first()
            return document, bytes(document.content.pdf) if document else b""

    return found
