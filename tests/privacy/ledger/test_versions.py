"""Nobody rewrites the history of a record with the app's own role: it is refused, or found and named."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework import services
from casework.models import Case, Circulation, Person, ProgressNote, Relative
from privacy import context
from privacy.confidential import confidential_models, models_with_history
from privacy.ledger import proofs, sealer, versions
from privacy.models import AccessEvent, Grant
from privacy.reseal import GUARD, reseal
from tests.architecture.test_confidential import NO_HISTORY
from tests.factories import visits as watch
from tests.factories.casework import details, make_case, make_note
from visits.models import Alert, Assignment, Enrolment, SafetyCheck
from visits.services import alerts

pytestmark = pytest.mark.django_db

HISTORIES = [model.history.model._meta.db_table for model in models_with_history()]
RECORDS = [model._meta.db_table for model in models_with_history()]
NOTES = "casework_historicalprogressnote"


@pytest.fixture
def note(caseworker, coordinator, areas):
    """A note with three versions; somebody was asked to read it."""
    note = make_note(caseworker, make_case(caseworker, areas.dai), readers=[coordinator])
    with context.on_behalf_of(caseworker):
        note = ProgressNote.objects.visible_to(caseworker).get(pk=note.pk)
        services.note_mend(note, actor=caseworker, text="封筒が四通")
        services.note_correct(note, actor=caseworker, text="封筒が五通", reason="聞きちがい")
    return note


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else None


def differs() -> str:
    with connection.cursor() as cursor, pytest.raises(sealer.LedgerBroken) as found:
        versions.check(cursor)
    return str(found.value)


def whole() -> int:
    with connection.cursor() as cursor:
        return versions.check(cursor)


def versions_of(record) -> list[int]:
    table = type(record).history.model._meta.db_table
    return [key for (key,) in sql(f"SELECT history_id FROM {table} WHERE id = %s ORDER BY history_id", record.pk)]


# What the database refuses.


def test_every_table_with_a_history_is_asked():
    assert {"casework_progressnote", "casework_person", "visits_visit", "visits_alert"} <= set(RECORDS)
    # Which have none, tests/architecture/test_confidential.py says by hand.
    kept = {model._meta.db_table for model in confidential_models() if model not in NO_HISTORY}
    assert set(RECORDS) == kept
    assert len(HISTORIES) == len(kept)


@pytest.mark.parametrize("table", HISTORIES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET history_user_id = NULL", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_app_cannot_change_a_version(table, statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        sql(statement.format(table))


@pytest.mark.parametrize("table", RECORDS)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_app_cannot_delete_a_record(table, statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        sql(statement.format(table))


def test_a_version_follows_its_record_and_goes_no_other_way(caseworker, areas, note):
    other = make_case(caseworker, areas.dai)
    version = versions_of(note)[0]
    calls = [
        (NOTES, version, ["text"], [b"x"]),
        (NOTES, version, ["history_user_id"], [b"x"]),
        (NOTES, version, None, None),
        ("casework_progressnote", version, ["text"], [b"x"]),
        ("accounts_user", version, ["password"], [b"x"]),
    ]
    sql("SELECT set_config(%s, 'on', true)", GUARD)
    for call in calls:
        with pytest.raises(DatabaseError, match="a version"), transaction.atomic():
            sql("SELECT privacy_version_follows(%s, %s, %s, %s::bytea[])", *call)
    # Dragged along behind a record that was put elsewhere, it does change: and is found.
    sql("UPDATE casework_progressnote SET dossier_id = %s WHERE id = %s", other.dossier_id, note.pk)
    sql("SELECT privacy_version_follows(%s, %s, %s, %s::bytea[])", NOTES, version, ["text"], [b"x"])
    assert f"version {version} of casework.progressnote {note.pk}: is not as it was written" in differs()


# What is found.


@pytest.mark.parametrize(
    "change",
    [
        f"text = (SELECT text FROM {NOTES} h WHERE h.id = casework_progressnote.id ORDER BY history_id LIMIT 1)",
        "author_id = (SELECT id FROM accounts_user WHERE id <> author_id LIMIT 1)",
        "met_at = met_at - interval '1 day'",
        "created_at = created_at - interval '1 day'",
        "minutes = NULL",
    ],
)
def test_a_record_changed_by_hand_is_named(note, change):
    assert whole() > 0
    sql(f"UPDATE casework_progressnote SET {change} WHERE id = %s", note.pk)
    assert differs() == f"casework.progressnote {note.pk}: differs from its history"


def test_a_record_made_by_hand_is_named(note):
    columns = ", ".join(f'"{field.column}"' for field in ProgressNote._meta.concrete_fields if field.name != "id")
    made = uuid.uuid4()
    sql(f"INSERT INTO casework_progressnote (id, {columns}) SELECT %s, {columns} FROM casework_progressnote LIMIT 1", made)
    assert differs() == f"casework.progressnote {made}: has no version"


def test_a_version_made_by_hand_is_named_whoever_vouches_for_it(note):
    """With an event of its own beside it, but without the key that events are written with."""
    columns = ", ".join(
        f'"{field.column}"' for field in ProgressNote.history.model._meta.concrete_fields if field.name != "history_id"
    )
    [(made,)] = sql(
        f"INSERT INTO {NOTES} ({columns}) SELECT {columns} FROM {NOTES} WHERE id = %s ORDER BY history_id LIMIT 1 RETURNING history_id",
        note.pk,
    )
    named = f"version {made} of casework.progressnote {note.pk}: was made up"
    assert named in differs()
    written = proofs.Written({ProgressNote.history.model: [made]})
    written.read()
    sql(
        "INSERT INTO privacy_accessevent (id, kind, action, job, model, objects, dossiers, versions, mac)"
        " VALUES (gen_random_uuid(), 'write', 'note.write', '', '', '{}', '{}', %s, '')",
        written.versions,
    )
    assert named in differs()


def test_a_session_of_other_habits_finds_the_same(note):
    sql("SET LOCAL timezone = 'Asia/Tokyo'")
    sql("SET LOCAL bytea_output = 'escape'")
    sql("SET LOCAL datestyle = 'German'")
    assert whole() > 0


# What is no alarm.


def test_after_a_day_of_everything_it_is_whole(caseworker, coordinator, visitor, areas, note):
    with context.on_behalf_of(caseworker):
        other = Case.objects.visible_to(caseworker).get(pk=make_case(caseworker, areas.dai).pk)
        services.note_move(note, actor=caseworker, to=other)
        person = Person.objects.visible_to(caseworker).get(pk=other.subject_id)
        services.person_correct(person, actor=caseworker, details=details(living="二人"), reason="娘が来た")
        services.consent_record(
            person, actor=caseworker, decision="granted", contents=["identity"], recipients=["network"], manner="written",
            given_date=timezone.localdate(),
        )  # fmt: skip
        services.case_close(other, actor=caseworker, on_date=timezone.localdate(), reason_code="solved")
    doors = [watch.enrol(coordinator, areas.dai) for _door in range(2)]
    watch.assign(coordinator, doors[0], visitor)
    watch.visit(visitor, doors[0], "absent")
    with context.as_job("watch"):
        alerts.scan(actor=context.current(), now=timezone.now() + timedelta(days=90))
    other.dossier.sealed = True
    other.dossier.save()
    assert SafetyCheck.objects.count() > 1
    assert Alert.objects.exists()
    assert whole() == sum(model.history.count() for model in models_with_history())


def test_a_moved_record_is_whole_before_it_is_saved_again(caseworker, areas, note):
    other = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        note = ProgressNote.objects.visible_to(caseworker).get(pk=note.pk)
        Case.objects.visible_to(caseworker).get(pk=other.pk)
        reseal(note, other.dossier)
    assert whole() > 0


def test_what_a_savepoint_took_back_is_not_proven(caseworker, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker), proofs.gathered() as written:
        case = Case.objects.visible_to(caseworker).get(pk=case.pk)
        with transaction.atomic():
            case.save()
            transaction.set_rollback(True)
        case.save()
        written.read()
    assert len(written.versions) == 1


def test_a_column_that_came_later_changes_no_digest(caseworker, areas):
    """`key_holder` and `tokens` came with a value that the database gives to every row there was."""
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        person = Person.objects.visible_to(caseworker).get(pk=case.subject_id)
        Relative(person=person, dossier=person.dossier, name="髙橋 次郎", relation="son").save()
    table = Relative.history.model._meta.db_table
    before = ", ".join(
        f'"{f.column}"' for f in Relative.history.model._meta.concrete_fields if f.name not in ("key_holder", "tokens")
    )
    digest, usual = proofs.digest_of(Relative.history.model, "now")
    assert usual == '{"key_holder": false, "tokens": []}'
    query = (
        f"SELECT {digest} = (SELECT sha256(convert_to((to_jsonb(old) - ARRAY(SELECT key FROM jsonb_each(to_jsonb(old))"
        f" WHERE value = 'null'))::text, 'UTF8')) FROM (SELECT {before} FROM {table}) AS old) FROM {table} AS now"
    )
    assert sql(query, usual) == [(True,)]
    assert sql(query, "{}") == [(False,)]


def test_versions_of_before_are_taken_as_they_stand(caseworker, areas, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(proofs, "keep", lambda history, ids: None)
        make_case(caseworker, areas.dai)
    assert "was made up" in differs()
    proofs.adopt(model.history.model for model in models_with_history())
    assert whole() > 0
    assert AccessEvent.objects.filter(kind="system", action="history.adopt", job="migrate").count() == len(
        [model for model in models_with_history() if model.history.exists()]
    )


# What the event names.


def last_write() -> AccessEvent:
    return AccessEvent.objects.filter(kind="write").order_by("-seq").first()


def proven(event) -> list[str]:
    [(said,)] = sql("SELECT versions FROM privacy_accessevent WHERE id = %s", event.pk)
    return said or []


def test_a_write_names_every_record_and_dossier_that_was_written(caseworker, coordinator, areas, note):
    source, target = note.case, make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        target = Case.objects.visible_to(caseworker).get(pk=target.pk)
        services.note_move(note, actor=caseworker, to=target)
    event = last_write()
    assert event.action == "note.move"
    assert set(event.dossiers) == {source.dossier_id, target.dossier_id}
    assert {note.pk, Circulation.objects.get().pk} < set(event.records)
    # The note's four versions, the circulation's one, and a line on each of the cases.
    assert len(proven(event)) == 7


def test_an_event_names_the_record_it_is_about_though_nothing_was_written_in_it(caseworker, coordinator, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).get(pk=case.pk)
        services.case_assign(case, actor=coordinator, user=caseworker)
    event = last_write()
    assert (event.action, event.model, event.records[0]) == ("case.assign", "casework.Case", case.pk)


def test_where_no_row_was_changed_no_event_says_so(caseworker, areas):
    make_case(caseworker, areas.dai)
    before = last_write().pk
    with context.on_behalf_of(caseworker):
        assert Grant.objects.filter(kind="emergency").update(purpose="other") == 0
    assert last_write().pk == before


def test_a_death_names_the_enrolment_that_it_ends(coordinator, visitor, areas):
    door = watch.enrol(coordinator, areas.dai)
    watch.assign(coordinator, door, visitor)
    with context.on_behalf_of(coordinator):
        person = Person.objects.visible_to(coordinator).get(pk=door.person_id)
        before = last_write().seq
        services.person_correct(person, actor=coordinator, details=details(death_date=timezone.localdate()))
    written = {event.action: event for event in AccessEvent.objects.filter(kind="write", seq__gt=before)}
    assert set(written["person.write"].dossiers) == {person.dossier_id}
    following = written["enrolment.write"]
    assert (following.job, following.actor, set(following.dossiers)) == ("life event", coordinator.pk, {door.dossier_id})
    assert {door.pk, Assignment.objects.get().pk} <= set(following.records)


def test_many_made_at_once_have_each_their_version_and_one_event(coordinator, areas):
    for _door in range(3):
        watch.enrol(coordinator, areas.dai)
    with context.as_job("watch"):
        alerts.scan(actor=context.current(), now=timezone.now() + timedelta(days=90))
    checks = list(SafetyCheck.objects.values_list("pk", flat=True))
    assert len(checks) == 3
    assert set(SafetyCheck.history.values_list("id", "history_type")) == {(pk, "+") for pk in checks}
    event = last_write()
    assert event.action == "watch.run"
    assert set(checks) < set(event.records)
    assert set(event.dossiers) == set(Enrolment.objects.values_list("dossier", flat=True))
    assert whole() > 0


def test_a_record_saved_outside_of_a_gate_has_an_event_of_its_own(caseworker, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        Case.objects.visible_to(caseworker).get(pk=case.pk).save()
    event = last_write()
    assert (event.action, event.records, event.dossiers, event.model) == (
        "record.write",
        [case.pk],
        [case.dossier_id],
        "casework.Case",
    )
    assert proven(event)[0].startswith(f"casework.case/{versions_of(case)[-1]}/")
