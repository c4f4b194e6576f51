"""Writers with rollbacks, one in flight for long, and two sealers: every event lies in exactly one block, and nobody waits."""

import secrets
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.db import connection, transaction

from config import engine
from config.engine import postgres
from privacy import ledger
from privacy.ledger import sealer
from privacy.ledger.verify import verify
from tests.privacy.ledger.test_tampering import anchor, seal_exactly, seal_until, write

__all__ = ["anchor"]


def insert_event(other):
    values = (uuid.uuid4(), "open", "case.read", None, "demo", None, "", [], [], None, None, None)
    other.execute(ledger.INSERT, [*values, ledger.row_mac(*values)])


def seal_apart() -> int:
    try:
        return sealer.seal()
    finally:
        connection.close()


def test_two_sealers_and_a_writer_in_flight_leave_no_row_out(own_database, django_db_blocker, anchor):
    """An older transaction that commits after a newer one: a sealer that only looked at numbers would skip it."""
    with django_db_blocker.unblock(), psycopg.connect(postgres.url(engine.var_dir(), postgres.APP, own_database)) as late:
        insert_event(late)
        write(5)
        assert sealer.seal() == 0, "nothing below the fence of the open transaction"
        late.commit()
        with ThreadPoolExecutor() as pool:
            with transaction.atomic():
                seal_until(6)
                second = pool.submit(seal_apart)
                time.sleep(0.1)
            assert second.result() == 0, "the number of its block was taken"
        assert verify(anchor).rows == 6
        with transaction.atomic():
            write(1)
            transaction.set_rollback(True)
        write(1)
        seal_exactly(1)
        assert verify(anchor).rows == 7


def test_every_row_lies_in_exactly_one_block_whatever_commits_when(own_database, django_db_blocker, anchor):
    least, latest, closed = time.monotonic() + 1.5, time.monotonic() + 60, []

    def going() -> bool:
        """Until two blocks were closed while others wrote: another test's transaction may hold the first one back."""
        now = time.monotonic()
        return now < least or (len(closed) < 2 and now < latest)

    url = postgres.url(engine.var_dir(), postgres.APP, own_database)

    def writer(number):
        with psycopg.connect(url) as other:
            while going():
                for _event in range(number):
                    insert_event(other)
                other.rollback() if secrets.randbelow(3) == 0 else other.commit()

    def sealing():
        try:
            while going():
                if rows := sealer.seal():
                    closed.append(rows)
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor() as pool:
        running = [pool.submit(writer, number) for number in (1, 2, 5, 9)] + [pool.submit(sealing) for _ in range(2)]
        for one in running:
            one.result()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM privacy_accessevent")
            (written,) = cursor.fetchone()
        seal_until(written)
        found = verify(anchor)
    assert (found.rows, found.unsealed) == (written, 0)
    assert found.blocks > 1
    assert written > 50


def test_a_new_era_opens_while_a_transaction_stands_at_the_fence(own_database, django_db_blocker, anchor):
    """The next id is the fence itself: nothing lies between, and nothing is lost."""
    url = postgres.url(engine.var_dir(), postgres.APP, own_database)
    with django_db_blocker.unblock():
        write(1)
        with psycopg.connect(url) as late:
            insert_event(late)
            seal_exactly(1)
            sealer.open_era("restored from a backup")
            late.commit()
        seal_exactly(1)
        assert (verify(anchor).rows, verify(anchor).unsealed) == (2, 0)


def test_a_block_ends_between_transactions_and_one_that_is_larger_lies_in_one_block(
    own_database, django_db_blocker, anchor, monkeypatch
):
    """Ten events with at most three a block: the fourth lies in the second transaction, then in the third, which alone is too many."""
    monkeypatch.setattr(sealer, "MOST_ROWS", 3)
    url = postgres.url(engine.var_dir(), postgres.APP, own_database)
    with django_db_blocker.unblock(), psycopg.connect(url) as other:
        for events in (2, 2, 5, 1):
            for _event in range(events):
                insert_event(other)
            other.commit()
        # Another test's transaction, begun before these, may still hold them back.
        unready = "SELECT count(*) FROM privacy_accessevent WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())"
        while other.execute(unready).fetchone() != (0,):
            other.rollback()
            time.sleep(0.05)
        other.rollback()
        assert [sealer.seal() for _time in range(4)] == [2, 2, 6, 0]
        assert (verify(anchor).rows, verify(anchor).unsealed) == (10, 0)
