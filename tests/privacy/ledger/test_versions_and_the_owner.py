"""Who has the owner's password can rewrite a history past every right, and is found: the message names the record."""

import pytest
from django.db import connection

from casework import services
from casework.models import Case, ProgressNote
from privacy import context, keys, ledger
from privacy.ledger import forged, sealer, versions
from privacy.ledger.verify import verify
from privacy.models import AccessEvent
from privacy.roles import Role
from tests.cast import make_areas, make_member, make_user
from tests.factories.casework import make_case, make_note
from tests.privacy.ledger.test_tampering import anchor, broken_at, owner, seal_until, write

__all__ = ["anchor", "owner"]

NOTES = "casework_historicalprogressnote"


@pytest.fixture
def note(own_database, django_db_blocker, anchor):
    """A note corrected and moved to another case; the ledger is sealed."""
    with django_db_blocker.unblock():
        areas = make_areas()
        user = make_member(make_user("caseworker"), Role.CASEWORKER, areas.dai)
        make_user("somebody else")
        made = make_note(user, make_case(user, areas.dai))
        other = make_case(user, areas.dai)
        with context.on_behalf_of(user):
            note = ProgressNote.objects.visible_to(user).get(pk=made.pk)
            services.note_correct(note, actor=user, text="封筒が五通", reason="聞きちがい")
            services.note_move(note, actor=user, to=Case.objects.visible_to(user).get(pk=other.pk))
        seal_until(AccessEvent.objects.count())
        yield note


@pytest.fixture
def ids(note, owner):
    """The note's versions, oldest first: written, corrected, moved."""
    return [key for (key,) in owner.execute(f"SELECT history_id FROM {NOTES} WHERE id = %s ORDER BY 1", [note.pk]).fetchall()]


def test_untouched_it_is_whole(note, ids, anchor):
    assert len(ids) == 3
    assert verify(anchor).versions > 3


def test_an_older_text_put_back_into_the_note(note, ids, owner):
    owner.execute(
        f"UPDATE casework_progressnote n SET text = h.text FROM {NOTES} h WHERE h.history_id = %s AND n.id = h.id", [ids[0]]
    )
    assert broken_at() == f"casework.progressnote {note.pk}: differs from its history"


def test_an_older_text_put_back_into_the_note_and_its_last_versions(note, ids, owner):
    owner.execute(
        f"UPDATE casework_progressnote n SET text = h.text FROM {NOTES} h WHERE h.history_id = %s AND n.id = h.id", [ids[0]]
    )
    owner.execute(f"UPDATE {NOTES} n SET text = h.text FROM {NOTES} h WHERE h.history_id = %s AND n.id = h.id", [ids[0]])
    assert broken_at() == "; ".join(
        f"version {key} of casework.progressnote {note.pk}: is not as it was written" for key in ids[1:]
    )


@pytest.mark.parametrize("which", [0, 1])
def test_a_version_deleted(note, ids, owner, which):
    owner.execute(f"DELETE FROM {NOTES} WHERE history_id = %s", [ids[which]])
    assert broken_at() == f"version {ids[which]} of casework.progressnote: was deleted"


def test_the_last_version_deleted_and_the_note_put_back_to_the_one_before(note, ids, owner):
    columns = [field.column for field in ProgressNote._meta.concrete_fields if field.name not in ("id", "dossier")]
    values = ", ".join(f'"{column}" = h."{column}"' for column in columns)
    owner.execute(f"DELETE FROM {NOTES} WHERE history_id = %s", [ids[2]])
    owner.execute(
        f"UPDATE casework_progressnote n SET {values} FROM {NOTES} h WHERE h.history_id = %s AND n.id = h.id", [ids[1]]
    )
    assert broken_at() == f"version {ids[2]} of casework.progressnote: was deleted"


@pytest.mark.parametrize(
    "change",
    [
        "history_user_id = (SELECT id FROM accounts_user WHERE username = 'somebody else')",
        "history_date = history_date - interval '1 day'",
        "history_change_reason = NULL",
        "author_id = (SELECT id FROM accounts_user WHERE username = 'somebody else')",
        "minutes = NULL",
    ],
)
def test_a_version_changed(note, ids, owner, change):
    owner.execute(f"UPDATE {NOTES} SET {change} WHERE history_id = %s", [ids[1]])
    assert broken_at() == f"version {ids[1]} of casework.progressnote {note.pk}: is not as it was written"


@pytest.mark.parametrize("change", ["author_id = (SELECT id FROM accounts_user WHERE id <> author_id)", "met_at = now()"])
def test_a_notes_author_or_time_changed(note, owner, change):
    owner.execute(f"UPDATE casework_progressnote SET {change} WHERE id = %s", [note.pk])
    assert broken_at() == f"casework.progressnote {note.pk}: differs from its history"


def test_a_note_deleted(note, owner):
    owner.execute("DELETE FROM casework_progressnote WHERE id = %s", [note.pk])
    assert broken_at() == f"casework.progressnote {note.pk}: was deleted"


def test_a_note_deleted_with_its_history(note, ids, owner):
    owner.execute("DELETE FROM casework_progressnote WHERE id = %s", [note.pk])
    owner.execute(f"DELETE FROM {NOTES} WHERE id = %s", [note.pk])
    assert broken_at() == "; ".join(f"version {key} of casework.progressnote: was deleted" for key in ids)


def test_a_note_deleted_with_a_version_that_says_so(note, ids, owner):
    columns = ", ".join(f'"{field.column}"' for field in ProgressNote._meta.concrete_fields)
    owner.execute("DELETE FROM casework_progressnote WHERE id = %s", [note.pk])
    made = owner.execute(
        f"INSERT INTO {NOTES} ({columns}, history_date, history_type) SELECT {columns}, now(), '-' FROM {NOTES} WHERE history_id = %s"
        " RETURNING history_id",
        [ids[2]],
    ).fetchone()[0]
    assert broken_at() == f"version {made} of casework.progressnote {note.pk}: was made up"


def test_a_version_put_back_as_it_was_before_a_move(note, ids, owner):
    """Its first proof still stands in the ledger, and counts no more; nor does a copy of it at the end."""
    owner.execute(f"CREATE TABLE kept AS SELECT * FROM {NOTES} WHERE history_id = %s", [ids[0]])
    with context.on_behalf_of(note.author):
        moved = ProgressNote.objects.visible_to(note.author).get(pk=note.pk)
        back = Case.objects.visible_to(note.author).exclude(pk=moved.case_id).get()
        services.note_move(moved, actor=note.author, to=back)
    assert verify().versions > 3
    columns = ", ".join(
        f'"{field.column}" = kept."{field.column}"' for field in ProgressNote.history.model._meta.concrete_fields
    )
    owner.execute("SET yorisoi.reseal = 'on'")
    owner.execute(f"UPDATE {NOTES} h SET {columns} FROM kept WHERE h.history_id = kept.history_id")
    named = f"version {ids[0]} of casework.progressnote {note.pk}: is not as it was written"
    assert broken_at() == named
    with connection.cursor() as cursor:
        event = ", ".join(ledger.COLUMNS)
        cursor.execute(
            f"INSERT INTO privacy_accessevent ({event}) SELECT {event} FROM privacy_accessevent WHERE versions::text LIKE %s"
            " ORDER BY seq LIMIT 1",
            [f"%progressnote/{ids[0]}/%"],
        )
        assert cursor.rowcount == 1
        with pytest.raises(sealer.LedgerBroken, match=named):
            versions.check(cursor)


@pytest.mark.parametrize("value", ["NULL", "versions[2:]", "array_append(versions, 'casework.case/1/00')"])
def test_a_sealed_proof_changed(note, owner, value):
    owner.execute(f"UPDATE privacy_accessevent SET versions = {value} WHERE action = 'note.move'")
    assert broken_at().endswith("its events are not those that were sealed")


# What was sealed before there were proofs.


def test_an_event_without_versions_has_the_mac_and_the_digest_that_it_had(own_database, django_db_blocker):
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        write(2)
        cursor.execute(f"SELECT mac, {forged.SUPPLIED} FROM privacy_accessevent LIMIT 1")
        mac, *supplied = cursor.fetchone()
        id, kind, action, _actor, job, _council, model, objects, dossiers, request, _query, _versions = supplied
        said = [str(part).encode() for part in (id, kind, action, "", job, "", model, request)]
        packed = [b"".join(one.bytes for one in many) for many in (objects, dossiers)]
        assert bytes(mac) == keys.keyed_hash("ledger-row", *said, *packed, b"") == ledger.row_mac(*supplied[:-1])
        cursor.execute(
            "SELECT count(*), sha256(string_agg(record_send(e), '' ORDER BY e.xid, e.seq)) FROM (SELECT id, seq, xid, at, kind, action,"
            " actor, job, council, model, objects, dossiers, request, query, mac FROM privacy_accessevent) e"
        )
        before = cursor.fetchone()
        cursor.execute(sealer.DIGEST, ["0", "18446744073709551615"])
        assert cursor.fetchone() == before
        assert before[0] == 2
