"""Each night looks through what came since the last one, each seventh the whole; what is wrong stays said until somebody found it right."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.schedule import SCHEDULE
from config.upkeep import records
from privacy.ledger import nightly, verify
from privacy.ledger.models import LedgerBlock
from privacy.ledger.sealer import GENESIS
from privacy.tasks import look_through_ledger
from tests.privacy.ledger.test_tampering import anchor, owner, seal_until, sealed, write  # noqa: F401

NIGHT = timedelta(days=1)
EDIT = "UPDATE privacy_accessevent SET actor = gen_random_uuid() WHERE seq = {}"


def said(now) -> tuple[str, str]:
    [finding] = [one for one in records.ledger(now) if one.label == str(records._("Looking through the ledger"))]
    return finding.state, finding.says


def sealed_whole() -> int:
    """The number of the last block, once all 18 events are sealed: another test's fence may make two blocks of them."""
    write(4)
    seal_until(18)
    return LedgerBlock.objects.latest("number").number


def begun_at(monkeypatch):
    """The blocks from which each look begins."""
    found = []
    monkeypatch.setattr(nightly, "verify", lambda path, since=GENESIS: found.append(since.number) or verify.verify(path, since))
    return found


def test_a_night_goes_on_from_the_one_before_and_the_seventh_begins_anew(sealed, monkeypatch):  # noqa: F811
    begun, now = begun_at(monkeypatch), timezone.now()
    nightly.look(now)
    last = sealed_whole()
    for night in range(1, 8):
        nightly.look(now + night * NIGHT)
    assert begun == [0, 3, *[last] * 5, 0]
    looked = nightly.last()
    assert (looked.head.number, looked.at, looked.whole_at, looked.wrong) == (last, now + 7 * NIGHT, now + 7 * NIGHT, "")
    assert said(now + 8 * NIGHT)[0] == "ok"
    assert said(now + 12 * NIGHT)[0] == "warn"


def test_a_night_reads_no_block_and_no_version_that_was_read(sealed):  # noqa: F811
    from django.db import connection

    whole = verify.verify()
    with CaptureQueriesContext(connection) as asked:
        found = verify.verify(None, whole.last)
    assert (found.blocks, found.rows, found.unsealed, found.versions, found.last) == (0, 0, 2, 0, whole.last)
    assert not any("historical" in one["sql"] for one in asked)


def test_what_is_wrong_since_is_said_by_morning_and_until_it_was_found_right(sealed, owner, anchor):  # noqa: F811
    now = timezone.now()
    nightly.look(now)
    last = sealed_whole()
    owner.execute("CREATE TEMPORARY TABLE before AS SELECT actor FROM privacy_accessevent WHERE seq = 15")
    owner.execute(EDIT.format(15))
    nightly.look(now + NIGHT)
    assert said(now + NIGHT) == ("bad", said(now + NIGHT)[1])
    assert said(now + NIGHT)[1].endswith(f"block {last}: its events are not those that were sealed")
    with pytest.raises(CommandError):
        call_command("verify_ledger")
    assert said(now + NIGHT)[0] == "bad"
    owner.execute("UPDATE privacy_accessevent SET actor = (SELECT actor FROM before) WHERE seq = 15")
    call_command("verify_ledger")
    assert said(now + NIGHT)[0] == "ok"
    assert nightly.last().head.number == last


def test_an_old_block_is_looked_at_again_within_a_week(sealed, owner):  # noqa: F811
    now = timezone.now()
    nightly.look(now)
    owner.execute(EDIT.format(6))
    nightly.look(now + NIGHT)
    assert nightly.last().wrong == ""
    nightly.look(now + 7 * NIGHT)
    assert nightly.last().wrong == "block 2: its events are not those that were sealed"


@pytest.mark.parametrize(
    ("done", "words"),
    [
        ("DELETE FROM privacy_ledgerblock WHERE number = 3", "block 3: was found whole, and is gone"),
        ("UPDATE privacy_ledgerblock SET mac = '\\x00' WHERE number = 3", "block 3: is not the one that was found whole"),
        ("UPDATE privacy_ledgerblock SET rows = 3 WHERE number = 3", "block 3: is not the one that was found whole"),
    ],
    ids=["gone", "sealed anew", "changed"],
)
def test_the_block_it_goes_on_from_is_still_that_one(sealed, owner, done, words):  # noqa: F811
    now = timezone.now()
    nightly.look(now)
    owner.execute(done)
    nightly.look(now + NIGHT)
    assert nightly.last().wrong == words


def test_a_block_that_the_anchor_knows_and_the_night_does_not_find(sealed, owner, anchor):  # noqa: F811
    now = timezone.now()
    nightly.look(now)
    last = sealed_whole()
    owner.execute("DELETE FROM privacy_ledgerblock WHERE number = %s", [last])
    nightly.look(now + NIGHT)
    assert nightly.last().wrong == f"block {last}: was sealed, and is gone"


def test_the_worker_does_it_each_day(sealed):  # noqa: F811
    assert nightly.last() is None
    look_through_ledger()
    assert nightly.last().head.number == 3
    assert {"task": look_through_ledger.name, "schedule": 24 * 60 * 60.0} in SCHEDULE.values()


def test_a_file_that_is_torn_counts_as_none(sealed):  # noqa: F811
    nightly.look(timezone.now())
    nightly.place().write_text(nightly.place().read_text()[:40])
    assert nightly.last() is None
