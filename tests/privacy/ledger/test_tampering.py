"""Eight kinds of tampering by somebody with the owner's password, each found and named; untouched, the ledger verifies."""

import json
import shutil
import time
import uuid
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from privacy import context, ledger
from privacy.ledger import sealer
from privacy.ledger.models import LedgerBlock
from privacy.ledger.sealer import LedgerBroken
from privacy.ledger.verify import verify
from tests.engine.copies import PATIENCE

DOSSIERS = [uuid.UUID(int=number) for number in range(1, 4)]


@pytest.fixture
def anchor(tmp_path, settings):
    settings.LEDGER_ANCHOR = tmp_path / "anchor" / "ledger.jsonl"
    return settings.LEDGER_ANCHOR


@pytest.fixture
def sealed(own_database, django_db_blocker, anchor):
    """Three blocks of four events each, and two events not yet sealed."""
    with django_db_blocker.unblock():
        for _block in range(3):
            write(4)
            seal_exactly(4)
        write(2)
        yield


def write(number):
    """In one transaction, so that the fence of another test's never falls between them."""
    with context.as_job("demo"), transaction.atomic():
        for _event in range(number):
            ledger.record("open", action="case.read", dossiers=DOSSIERS, objects=[uuid.uuid4()], model="casework.Case")


def seal_exactly(rows):
    """A transaction of another test, in another database of this server, holds the fence back for as long as it runs."""
    deadline = time.monotonic() + PATIENCE
    while (sealed := sealer.seal()) == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sealed == rows


def seal_until(rows):
    """Rounds until so many rows are sealed in all: the fence may fall between two transactions."""
    deadline = time.monotonic() + PATIENCE
    while (LedgerBlock.objects.aggregate(rows=Sum("rows"))["rows"] or 0) < rows and time.monotonic() < deadline:
        sealer.seal()
        time.sleep(0.01)


def broken_at(anchor=None) -> str:
    with pytest.raises(LedgerBroken) as found:
        verify(anchor)
    return str(found.value)


@pytest.fixture
def owner(owner_connection):
    """Past the triggers, as only the owner can go."""
    for table in ("privacy_accessevent", "privacy_ledgerblock"):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    partitions = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'privacy_accessevent'::regclass"
    for (name,) in owner_connection.execute(partitions).fetchall():
        owner_connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    return owner_connection


def test_untouched_it_is_whole(sealed, anchor):
    found = verify(anchor)
    assert (found.blocks, found.rows, found.unsealed, found.anchored) == (3, 12, 2, 3)
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "3 blocks, 12 events sealed, 2 not yet, 3 anchors" in out.getvalue()


def test_an_edited_event(sealed, owner, anchor):
    owner.execute("UPDATE privacy_accessevent SET actor = gen_random_uuid() WHERE seq = 6")
    assert broken_at() == "block 2: its events are not those that were sealed"
    with pytest.raises(CommandError, match="block 2") as refused:
        call_command("verify_ledger")
    assert refused.value.returncode == 1


def test_a_deleted_event(sealed, owner):
    owner.execute("DELETE FROM privacy_accessevent WHERE seq = 10")
    assert broken_at().startswith("block 3")


def test_an_inserted_event(sealed, owner):
    owner.execute(
        "INSERT INTO privacy_accessevent SELECT gen_random_uuid(), 999, xid, at, kind, action, gen_random_uuid(), job, council, model,"
        " objects, dossiers, request, query, mac FROM privacy_accessevent WHERE seq = 2"
    )
    assert broken_at().startswith("block 1")


def test_an_event_inserted_where_no_fence_will_ever_come(sealed, owner):
    owner.execute(
        "INSERT INTO privacy_accessevent SELECT gen_random_uuid(), 999, '18446744073709551615', at, kind, action, gen_random_uuid(), job,"
        " council, model, objects, dossiers, request, query, mac FROM privacy_accessevent WHERE seq = 2"
    )
    assert verify().forged == {(None, 999)}


def test_an_event_copied_with_its_own_mac(sealed, owner):
    owner.execute(
        "INSERT INTO privacy_accessevent SELECT id, 999, pg_current_xact_id(), clock_timestamp(), kind, action, actor, job, council, model,"
        " objects, dossiers, request, query, mac FROM privacy_accessevent WHERE seq = 2"
    )
    assert verify().forged == {(None, 999)}


def test_two_events_swapped(sealed, owner):
    owner.execute("UPDATE privacy_accessevent SET seq = CASE seq WHEN 1 THEN 12 ELSE 1 END WHERE seq IN (1, 12)")
    assert broken_at().startswith("block 1")


def test_an_edited_event_with_a_block_made_to_fit(sealed, owner):
    """Without the sealing key a new digest cannot be sealed."""
    owner.execute("UPDATE privacy_accessevent SET action = 'nothing' WHERE seq = 6")
    owner.execute(
        "UPDATE privacy_ledgerblock SET digest = (SELECT sha256(string_agg(record_send(e), '' ORDER BY e.xid, e.seq)) FROM"
        f" (SELECT {sealer.ROW} FROM privacy_accessevent WHERE xid >= (SELECT xid_from FROM privacy_ledgerblock WHERE number = 2)"
        " AND xid < (SELECT xid_until FROM privacy_ledgerblock WHERE number = 2)) e) WHERE number = 2"
    )
    assert broken_at() == "block 2: its seal is not ours"


def test_a_block_dated_back(sealed, owner):
    owner.execute("UPDATE privacy_ledgerblock SET sealed_at = sealed_at - interval '1 year' WHERE number = 2")
    assert broken_at() == "block 2: its seal is not ours"


def test_another_key_verifies_nothing(sealed, monkeypatch):
    monkeypatch.setattr("privacy.keys.get", lambda name: b"k" * 32)
    assert broken_at() == "block 1: its seal is not ours"


def test_a_removed_block(sealed, owner):
    owner.execute("DELETE FROM privacy_ledgerblock WHERE number = 2")
    assert broken_at() == "block 2: is missing"


def test_the_mac_of_an_event_is_another_with_any_other_value():
    first, second = uuid.UUID(int=1), uuid.UUID(int=2)
    values = {
        "id": first, "kind": "open", "action": "case.read", "actor": first, "job": "", "council": 1, "model": "casework.Case",
        "objects": [first], "dossiers": [second], "request": first, "query": b"q", "versions": ["one"],
    }  # fmt: skip
    others = {
        "id": second, "kind": "list", "action": "case.print", "actor": second, "job": "demo", "council": 2, "model": "casework.Person",
        "objects": [second], "dossiers": [], "request": second, "query": b"r", "versions": ["two"],
    }  # fmt: skip
    assert list(values) == list(others) == [*ledger.COLUMNS[:-1]]
    macs = {ledger.row_mac(**values | {name: value}) for name, value in others.items()}
    assert len(macs | {ledger.row_mac(**values)}) == len(others) + 1


def test_the_seal_of_a_block_is_another_with_any_other_value():
    values = {
        "number": 2, "era": 1, "xid_from": 5, "xid_until": 9, "rows": 4, "digest": b"d", "note": "", "previous": b"p",
        "sealed_at": datetime(2026, 1, 1, tzinfo=UTC), "forged": [3],
    }  # fmt: skip
    others = {
        "number": 3, "era": 2, "xid_from": 6, "xid_until": 8, "rows": 5, "digest": b"e", "note": "restored", "previous": b"q",
        "sealed_at": datetime(2026, 1, 2, tzinfo=UTC), "forged": [],
    }  # fmt: skip
    macs = {sealer.block_mac(**values | {name: value}) for name, value in others.items()}
    assert len(macs | {sealer.block_mac(**values)}) == len(others) + 1


def test_an_event_changed_before_it_was_sealed(sealed, owner):
    owner.execute("UPDATE privacy_accessevent SET kind = 'list' WHERE seq = 14")
    assert verify().forged == {(None, 14)}
    seal_until(14)
    assert {seq for block, seq in verify().forged if block} == {14}


def test_a_cut_tail_is_found_by_the_anchor_alone(sealed, owner, anchor):
    owner.execute("DELETE FROM privacy_accessevent WHERE seq > 8")
    owner.execute("DELETE FROM privacy_ledgerblock WHERE number = 3")
    assert verify().blocks == 2
    assert broken_at(anchor) == "block 3: was sealed, and is gone"


def test_a_table_rolled_back_and_written_anew_is_found_by_the_older_anchor(sealed, owner, anchor, tmp_path):
    """With both keys in hand: only what was kept outside still knows better."""
    outside = shutil.copy(anchor, tmp_path / "copied-away.jsonl")
    owner.execute("DELETE FROM privacy_accessevent WHERE seq > 8")
    owner.execute("DELETE FROM privacy_ledgerblock WHERE number = 3")
    anchor.write_text(anchor.read_text().rpartition("\n")[0])
    write(5)
    seal_exactly(5)
    assert verify(anchor).blocks == 3
    assert broken_at(outside) == "block 3: is not the one that was anchored"


def test_a_line_torn_by_a_power_cut_costs_that_line_alone(sealed, anchor):
    with open(anchor, "a") as file:
        file.write('\n{"block": 4, "ma')
    assert verify(anchor).anchored == 3
    write(1)
    seal_until(15)
    found = verify(anchor)
    assert found.rows == 15
    assert found.blocks == found.anchored > 3


def test_a_block_sealed_while_it_is_verified_is_no_alarm(sealed, anchor, monkeypatch):
    from privacy.ledger import verify as module

    check_tail = module._check_tail

    def meanwhile(*args):
        seal_exactly(2)
        return check_tail(*args)

    monkeypatch.setattr(module, "_check_tail", meanwhile)
    assert verify(anchor).blocks == 3
    monkeypatch.undo()


def test_the_owner_too_meets_the_triggers(own_database, owner_connection, django_db_blocker):
    import psycopg

    with django_db_blocker.unblock():
        write(1)
    month = f"privacy_accessevent_{timezone.now():%Y%m}"
    for statement in (
        "UPDATE privacy_accessevent SET kind = 'x'",
        "DELETE FROM privacy_accessevent",
        f"TRUNCATE {month}",
        "TRUNCATE privacy_accessevent",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
            owner_connection.execute(statement)


def sealed_until(owner, number, xid):
    """As another cluster would have sealed it, with our key."""
    one = "SELECT number, era, xid_from::text, %s, rows, digest, note, previous, sealed_at, forged FROM privacy_ledgerblock WHERE number = %s"
    mac = sealer.block_mac(*owner.execute(one, [xid, number]).fetchone())
    owner.execute("UPDATE privacy_ledgerblock SET xid_until = %s::text::xid8, mac = %s WHERE number = %s", [xid, mac, number])


def test_a_restored_copy_refuses_to_seal_until_a_new_era(sealed, owner, anchor):
    """As if the next transaction id lay below the last fence."""
    sealed_until(owner, 3, "9999999")
    with pytest.raises(sealer.EraEnded):
        sealer.seal()


def test_a_new_era_says_why_there_is_a_gap(sealed, anchor):
    sealer.open_era("restored from a backup")
    with connection.cursor() as cursor:
        cursor.execute("SELECT era, note FROM privacy_ledgerblock ORDER BY number DESC LIMIT 1")
        assert cursor.fetchone() == (2, "restored from a backup")
    assert verify(anchor).blocks == 4


def test_a_new_era_is_opened_by_hand(sealed, owner, anchor):
    call_command("open_ledger_era", reason=" snapshot brought back ", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT era, note FROM privacy_ledgerblock ORDER BY number DESC LIMIT 1")
        assert cursor.fetchone() == (2, "snapshot brought back")
    assert verify(anchor).blocks == 4
    with pytest.raises(CommandError, match="says why"):
        call_command("open_ledger_era", reason=" ")
    sealed_until(owner, 4, "9999999")
    with pytest.raises(CommandError, match="pg_resetwal -e"):
        call_command("open_ledger_era", reason="again")


def test_an_older_backup_restored_is_told_from_a_cut_tail(sealed, owner, anchor, tmp_path):
    """The anchor knows a third block that the backup did not hold; the new era's own block stands in its place."""
    outside = shutil.copy(anchor, tmp_path / "copied-away.jsonl")
    owner.execute("DELETE FROM privacy_accessevent WHERE seq > 8")
    owner.execute("DELETE FROM privacy_ledgerblock WHERE number = 3")
    assert broken_at(anchor) == "block 3: was sealed, and is gone"
    sealer.open_era("restored from a backup")
    assert verify(anchor).anchored == 3
    assert broken_at(outside) == "block 3: is not the one that was anchored"


def test_an_era_cannot_be_claimed_in_the_anchor_alone(sealed, owner, anchor):
    first = json.loads(anchor.read_text().split("\n")[1])
    owner.execute("DELETE FROM privacy_accessevent WHERE seq > 4")
    owner.execute("DELETE FROM privacy_ledgerblock WHERE number > 1")
    with open(anchor, "a") as file:
        file.write("\n" + json.dumps(first | {"era": 2}))
    assert broken_at(anchor) == "block 1: is not the one that was anchored"
