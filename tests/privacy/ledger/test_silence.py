"""Nothing stops the sealing or empties the ledger in silence: `/readyz` and `verify_ledger` say so. Time is given, never waited for."""

import re
from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from config import engine
from config.engine import postgres
from privacy.ledger import sealer, watch
from privacy.ledger.models import LedgerBlock
from privacy.ledger.verify import verify
from tests.privacy.ledger.test_concurrency import insert_event
from tests.privacy.ledger.test_tampering import anchor, owner, seal_exactly, seal_until, sealed, write

__all__ = ["anchor", "owner", "sealed"]

REAL_NOW = timezone.now


@pytest.fixture
def app(own_database):
    with psycopg.connect(postgres.url(engine.var_dir(), postgres.APP, own_database)) as connection:
        yield connection


@pytest.fixture
def later(monkeypatch):
    """So many minutes from now on."""

    def set_clock(minutes):
        monkeypatch.setattr("django.utils.timezone.now", lambda: REAL_NOW() + timedelta(minutes=minutes))

    return set_clock


def ready():
    return Client().get("/readyz").json()["ledger"]


def verified(*options):
    out = StringIO()
    call_command("verify_ledger", *options, stdout=out)
    return out.getvalue()


def alarm(*options) -> str:
    """Both say it; what the command says."""
    assert ready() == "failing"
    with pytest.raises(CommandError) as refused:
        verified(*options)
    assert refused.value.returncode == 1
    return str(refused.value)


def empty(owner):
    owner.execute("DELETE FROM privacy_accessevent")
    owner.execute("DELETE FROM privacy_ledgerblock")


def test_an_open_transaction_that_holds_the_sealing_up_is_named_after_ten_minutes(sealed, app, later):
    """It took its number before the last two events: nothing below it can be closed."""
    with psycopg.connect(app.info.dsn, password=app.info.password) as holder:
        insert_event(holder)
        write(1)
        assert sealer.seal() in (0, 2), "what was written before the holder began, at most"
        later(9)
        assert ready() == "ok"
        assert "The ledger is whole" in verified()
        later(11)
        said = alarm()
        # Transactions are counted for the whole cluster: beside this one, another database may hold an older one.
        assert re.search(r"process \d+ of the database holds a transaction open", said)
    seal_until(14)
    later(0)
    assert ready() == "ok"


def test_what_a_long_transaction_wrote_is_not_late_while_others_are_sealed(sealed, later):
    seal_exactly(2)
    later(11)
    assert ready() == "ok", "nothing waits"
    write(1)
    assert watch.troubles(REAL_NOW() + timedelta(minutes=9)) == []


def test_a_sealer_that_is_not_at_work_is_found(sealed, later):
    later(11)
    assert "nothing is sealed since" in alarm()


def test_a_lock_held_by_the_apps_role_holds_nothing_up(sealed, app):
    app.execute("SELECT pg_advisory_lock(%s)", [0x59_4F_52_49])
    app.commit()
    seal_until(14)
    assert verify().unsealed == 0


def test_a_block_begun_and_never_committed_is_no_silence(sealed, app, monkeypatch):
    """Its number is taken as long as that transaction lasts: the sealer fails, it does not wait for good."""
    columns = "number, era, xid_from, xid_until, rows, digest, previous, mac, sealed_at"
    app.execute(f"INSERT INTO privacy_ledgerblock ({columns}) VALUES (4, 1, '0', '0', 0, '', '', '', now())")
    monkeypatch.setattr(sealer, "PATIENCE", "100ms")
    with pytest.raises(Exception, match="lock timeout"):
        while sealer.seal() == 0:
            continue
    app.rollback()
    seal_until(14)


def test_a_block_that_the_apps_role_made_up_does_not_pass_for_sealing(sealed, app, anchor, later):
    columns = "number, era, xid_from, xid_until, rows, digest, previous, mac, sealed_at"
    app.execute(
        f"INSERT INTO privacy_ledgerblock ({columns}) VALUES (4, 1, '0', '9223372036854775807', 0, '', '', '', now() + interval '1 year')"
    )
    app.commit()
    with pytest.raises(sealer.LedgerBroken, match="block 4: its seal is not ours"):
        sealer.seal()
    later(11)
    assert "block 4" in alarm()
    assert LedgerBlock.objects.count() == len(anchor.read_text().split("\n")), "three heads after an empty line"


def test_everything_deleted_with_the_anchor_is_found(sealed, owner, anchor):
    empty(owner)
    anchor.unlink()
    assert "no event is left, and 14 were counted" in alarm()


@pytest.mark.parametrize("rubbish", [b"", b"\n", b"rubbish", b"\x00\xff" * 5000, b'{"block": "?"}\n5\n[]'])
def test_everything_deleted_and_the_anchor_made_rubbish_is_found(sealed, owner, anchor, rubbish):
    empty(owner)
    anchor.write_bytes(rubbish)
    assert "no event is left" in alarm()


def test_a_ledger_that_was_emptied_and_goes_on_is_found(sealed, owner, anchor, monkeypatch):
    monkeypatch.setattr(watch, "ROLLED_BACK", 10)
    empty(owner)
    anchor.unlink()
    write(1)
    seal_exactly(1)
    assert verify(anchor).blocks == 1
    assert "the first event that is left has the number 15" in alarm()


def test_a_missing_anchor_is_found_and_not_begun_anew(sealed, anchor, caplog):
    anchor.unlink()
    assert "is missing or unreadable" in alarm()
    seal_exactly(2)
    assert not anchor.exists()
    assert "was not anchored" in caplog.text
    alarm()


@pytest.mark.parametrize("rubbish", [b"", b"rubbish\n", b"\x00\xff" * 5000])
def test_an_unreadable_anchor_is_found(sealed, anchor, rubbish):
    anchor.write_bytes(rubbish)
    assert "is missing or unreadable" in alarm()
    seal_exactly(2)
    assert anchor.read_bytes() == rubbish


def test_the_copy_that_was_carried_away_does_not_hide_that_it_is_missing_here(sealed, anchor, tmp_path):
    copy = anchor.rename(tmp_path / "copied-away.jsonl")
    assert "is missing or unreadable" in alarm("--anchor", str(copy))


def test_a_new_era_begins_the_anchor_again_and_says_why(sealed, anchor):
    anchor.unlink()
    call_command("open_ledger_era", reason="the disk with the anchor broke", stdout=StringIO())
    assert ready() == "ok"
    assert verify(anchor).anchored == 1


def test_a_cut_tail_is_seen_by_readyz_too(sealed, owner):
    owner.execute("DELETE FROM privacy_ledgerblock WHERE number = 3")
    assert "block 3" in alarm()


def test_a_torn_last_line_is_tolerated(sealed, anchor):
    with open(anchor, "a") as file:
        file.write('\n{"block": 4, "ma')
    assert ready() == "ok"
    assert "3 anchors" in verified()
    seal_exactly(2)
    assert verify(anchor).anchored == 4


def test_a_ledger_that_nothing_was_written_in_is_well(own_database, django_db_blocker, anchor):
    with django_db_blocker.unblock():
        assert watch.troubles(timezone.now()) == []
