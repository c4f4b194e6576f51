"""Events that the program did not write: anybody with the app's role can add them. They stop nothing, and never become true."""

import uuid
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from config import engine
from config.backup import proof
from config.engine import postgres
from privacy import context, ledger
from privacy.ledger import forged, sealer
from privacy.ledger.models import AccessEvent
from privacy.ledger.verify import verify
from tests.cast import login
from tests.factories.casework import make_case
from tests.privacy.ledger.test_tampering import anchor, owner, seal_until, sealed, write

__all__ = ["anchor", "owner", "sealed"]

COLUMNS = ", ".join(ledger.COLUMNS)
COPY = f"INSERT INTO privacy_accessevent ({COLUMNS}) SELECT {COLUMNS} FROM privacy_accessevent WHERE seq = %s"


def forge(execute, actor, dossier=None, council=None):
    """What the app's role can add by itself: everything fits but the MAC, for which it would need the row key."""
    values = (
        uuid.uuid4(),
        "open",
        "case.read",
        actor,
        "",
        council,
        "casework.Case",
        [],
        [dossier] if dossier else [],
        None,
        None,
        None,
    )
    execute(ledger.INSERT, [*values, b"\0" * 32])


@pytest.fixture
def app(own_database):
    with psycopg.connect(postgres.url(engine.var_dir(), postgres.APP, own_database), autocommit=True) as connection:
        yield connection.execute


def verified(*known):
    out = StringIO()
    call_command("verify_ledger", "--known", *known, stdout=out) if known else call_command("verify_ledger", stdout=out)
    return out.getvalue()


def test_a_forged_event_does_not_stop_the_sealer(sealed, app, anchor):
    forge(app, uuid.uuid4())
    write(1)
    seal_until(16)
    assert AccessEvent.objects.count() == 16
    assert verify(anchor).unsealed == 0


def test_what_was_sealed_is_named_for_good(sealed, app, anchor):
    forge(app, uuid.uuid4())
    seal_until(15)
    ((block, number),) = verify(anchor).forged
    assert (block > 3, number) == (True, 15)
    write(1)
    seal_until(16)
    with pytest.raises(CommandError, match=f"event {block}:15 was not written by the program") as refused:
        verified()
    assert refused.value.returncode == 1
    assert "whole but for 1 forged events that are known" in verified(f"{block}:15")
    forge(app, uuid.uuid4())
    with pytest.raises(CommandError, match="not yet sealed"):
        verified(f"{block}:15")


def test_a_new_era_does_not_make_it_true(sealed, app, anchor):
    forge(app, uuid.uuid4())
    sealer.open_era("restored from a backup")
    seal_until(15)
    assert {seq for _block, seq in verify(anchor).forged} == {15}
    assert verify(anchor).unsealed == 0
    with pytest.raises(CommandError, match="not written by the program"):
        verified()


def test_an_event_changed_before_an_era_is_named_by_it(sealed, owner, anchor):
    owner.execute("UPDATE privacy_accessevent SET actor = gen_random_uuid() WHERE seq = 13")
    call_command("open_ledger_era", reason="snapshot brought back", stdout=StringIO())
    seal_until(14)
    assert {seq for _block, seq in verify(anchor).forged} == {13}


def test_an_era_that_an_older_version_opened_is_looked_through(sealed, app, anchor, monkeypatch):
    """It sealed whatever was there, and named nothing."""
    forge(app, uuid.uuid4())
    with monkeypatch.context() as older:
        older.setattr(forged, "looked_through", lambda *_: (0, []))
        sealer.open_era("restored from a backup")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_ledgerblock WHERE forged <> '{}'")
        assert cursor.fetchone() == (0,)
    assert {seq for _block, seq in verify(anchor).forged} == {15}


def test_nobody_takes_a_name_out_of_a_block(sealed, app, owner, anchor):
    forge(app, uuid.uuid4())
    seal_until(15)
    owner.execute("UPDATE privacy_ledgerblock SET forged = '{}'")
    with pytest.raises(sealer.LedgerBroken, match="its seal is not ours"):
        verify(anchor)


def test_a_copy_with_its_own_mac_is_forged_too(sealed, app, anchor):
    app(COPY, [2])
    assert verify(anchor).forged == {(None, 15)}
    seal_until(15)
    assert {seq for block, seq in verify(anchor).forged if block} == {15}


def test_a_copy_that_an_older_version_sealed_is_found(sealed, app, anchor, monkeypatch):
    app(COPY, [2])
    with monkeypatch.context() as older:
        older.setattr(forged, "looked_through", lambda *_: (0, []))
        seal_until(15)
    assert {seq for block, seq in verify(anchor).forged if block} == {15}


def test_a_restore_says_how_many_stand_in_the_ledger(sealed, app, anchor):
    assert proof.in_words(verify(anchor)) == "The ledger is whole: 3 blocks, 14 events."
    forge(app, uuid.uuid4())
    assert "with 1 forged events" in proof.in_words(verify(anchor))


def test_a_page_asks_once_for_all_its_events(sealed, app, django_assert_num_queries):
    forge(app, uuid.uuid4())
    with django_assert_num_queries(2):
        events = forged.marked(AccessEvent.objects.all())
    assert {event.seq for event in events if event.forged} == {15}
    assert len(events) == 15


@pytest.mark.django_db
def test_who_was_framed_does_not_stand_in_the_record_of_who_looked(client, manager, caseworker, visitor, areas):
    case = make_case(caseworker, areas.dai)
    with connection.cursor() as cursor:
        forge(cursor.execute, visitor.pk, case.dossier_id, areas.council.pk)
    login(client, manager)
    page = client.get(reverse("case_access", args=[case.pk]))
    assert "このシステムが書いた記録ではありません" in page.content.decode()
    assert [look.who for look in page.context["rows"] if look.forged] == [None]
    assert {look.who for look in page.context["rows"] if not look.forged} == {caseworker}


@pytest.mark.django_db
def test_a_look_that_was_copied_to_a_later_day_is_marked(client, manager, caseworker, areas):
    case = make_case(caseworker, areas.dai)
    with context.acting(context.Actor(user=caseworker)):
        ledger.record("print", action="case.print", dossiers=[case.dossier_id])
    number = AccessEvent.objects.get(kind="print").seq
    with connection.cursor() as cursor:
        cursor.execute(COPY, [number])
    login(client, manager)
    rows = client.get(reverse("case_access", args=[case.pk])).context["rows"]
    assert sorted((look.forged, look.who) for look in rows if look.kind == "print") == [(False, caseworker), (True, None)]


@pytest.mark.django_db
def test_the_ledgers_page_marks_it_and_names_nobody(client, manager, visitor, areas):
    with connection.cursor() as cursor:
        forge(cursor.execute, visitor.pk, None, areas.council.pk)
    login(client, manager)
    page = client.get(reverse("ledger"))
    assert "このシステムが書いた記録ではありません" in page.content.decode()
    assert visitor not in [row.who for row in page.context["rows"]]
