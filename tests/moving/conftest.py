import pytest

from moving.models import Move
from tests.moving.ledgers import bring, page_of, said_on, take


@pytest.fixture
def taken(django_capture_on_commit_callbacks):
    def run(client, data, **changed) -> Move:
        move = bring(client, data)
        take(client, move, django_capture_on_commit_callbacks, **changed)
        assert not move.is_open, said_on(page_of(client, move))
        return move

    return run
