"""What decides who reads a record is proven too: nobody opens a restricted one, lets themselves in or out beside the program unnoticed."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from casework import services
from casework.models import Case, Person
from casework.services import person_correct
from privacy import context
from privacy.ledger import proofs, sealer, versions
from privacy.models import AccessEvent, Dossier, Grant, Recusal
from privacy.proven import proven_models
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories.casework import details, make_case, make_note, make_place
from tests.factories.visits import assign, enrol
from visits.services import enrolments

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def restricted(caseworker, manager, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(manager):
        services.person_exclude(case, actor=manager, user=_another(areas), why="family")
        Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)
    return case


def _another(areas):
    return make_member(make_user("another"), Role.CASEWORKER, areas.dai)


def test_a_restricted_case_that_sql_opens_to_its_area_is_named(client, restricted, coordinator):
    login(client, coordinator)
    assert client.get(restricted.get_absolute_url()).status_code == 404
    whole()
    sql("UPDATE privacy_dossier SET sealed = false WHERE id = %s", restricted.dossier_id)
    part = Dossier.objects.get(parent=restricted.dossier_id)
    found = differs()
    assert f"privacy.dossier {restricted.dossier_id}: is not as it was written" in found
    assert f"privacy.dossier {part.pk}: is not as it was written" in found, (
        "the part follows by a trigger, and is named as well"
    )
    with pytest.raises(CommandError, match=f"privacy.dossier {restricted.dossier_id}"):
        call_command("verify_ledger")


@pytest.mark.parametrize(
    "change",
    [
        "council_id = (SELECT id FROM privacy_area WHERE name = '乙地区社会福祉協議会')",
        "kind = 'compartment'",
        "subject_id = NULL",
        "parent_id = subject_id",
    ],
)
def test_a_dossier_changed_by_hand_is_named(restricted, change):
    sql(f"UPDATE privacy_dossier SET {change} WHERE id = %s", restricted.dossier_id)
    assert f"privacy.dossier {restricted.dossier_id}: is not as it was written" in differs()


def test_a_person_moved_by_hand_is_named_with_all_that_follows(restricted, areas):
    sql("UPDATE privacy_dossier SET area_id = %s WHERE id = %s", areas.nishi.pk, restricted.subject.dossier_id)
    found = differs()
    for dossier in (restricted.subject.dossier_id, restricted.dossier_id):
        assert f"privacy.dossier {dossier}: is not as it was written" in found


def test_a_dossier_made_by_hand_is_named(restricted):
    made = uuid.uuid4()
    columns = "kind, area_id, council_id, subject_id, sealed, created_at"
    sql(
        f"INSERT INTO privacy_dossier (id, {columns}) SELECT %s, {columns} FROM privacy_dossier WHERE id = %s",
        made,
        restricted.dossier_id,
    )
    assert differs() == f"privacy.dossier {made}: was made up"


def test_a_way_in_made_or_widened_by_hand_is_named(restricted, coordinator):
    columns = "kind, purpose, from_date, until_date, given_by_id, lead, content_object_id, permission_id"
    [(made,)] = sql(
        f"INSERT INTO privacy_grant (user_id, {columns}) SELECT %s, {columns} FROM privacy_grant WHERE content_object_id = %s RETURNING id",
        coordinator.pk,
        restricted.dossier_id,
    )
    assert differs() == f"privacy.grant {made}: was made up"


@pytest.mark.parametrize("change", ["user_id = given_by_id", "until_date = '2030-01-01'", "lead = 'asked'", "kind = 'shared'"])
def test_a_grant_changed_by_hand_is_named(restricted, manager, change):
    with context.on_behalf_of(manager):
        grant = Grant.objects.get(content_object=restricted.dossier_id)
        grant.given_by = manager
        grant.save()
    whole()
    sql(f"UPDATE privacy_grant SET {change} WHERE id = %s", grant.pk)
    assert differs() == f"privacy.grant {grant.pk}: is not as it was written"


@pytest.mark.parametrize(
    "change",
    [
        "path = path || (SELECT id FROM privacy_area WHERE name = '乙地区社会福祉協議会')",
        "special = 'outside', council_id = NULL",
        "kind = 'council'",
    ],
)
def test_an_area_put_elsewhere_by_hand_is_named(areas, change):
    """A district with another council's id in its path is covered by that council's memberships."""
    whole()
    sql(f"UPDATE privacy_area SET {change} WHERE id = %s", areas.nishi.pk)
    assert differs() == f"privacy.area {areas.nishi.pk}: is not as it was written"


@pytest.mark.parametrize("change", ["ended_at = now(), ended_by_id = created_by_id, over = 'past'", "created_by_id = user_id"])
def test_a_recusal_changed_by_hand_is_named(restricted, change):
    recusal = Recusal.objects.get()
    sql(f"UPDATE privacy_recusal SET {change}")
    assert differs() == f"privacy.recusal {recusal.pk}: is not as it was written"


# What a row is called, and when it was made: it opens and closes nothing.
UNPROVEN = {
    "privacy.Area": {"id", "name", "short_name", "code", "closed_date"},
    "privacy.Dossier": {"id", "created_at"},
    "privacy.Emergency": {"id"},
    "privacy.Grant": {"id"},
    "privacy.Recusal": {"id"},
    "accounts.Membership": {"id"},
    "accounts.Pledge": {"id"},
    "accounts.AccessReview": {"id"},
    "field.Device": {"id"},
}


def test_every_other_column_of_what_decides_is_proven():
    found = {
        model._meta.label: {column.name for column in model._meta.concrete_fields} - set(model.proven)
        for model in proven_models()
    }
    assert found == UNPROVEN


def test_a_role_that_somebody_gives_themselves_is_named(restricted, visitor, areas):
    [(made,)] = sql(
        "INSERT INTO accounts_membership (id, user_id, role, area_id, from_date, granted_at, confirmed_at)"
        " VALUES (gen_random_uuid(), %s, 'manager', %s, '2020-04-01', now(), now()) RETURNING id",
        visitor.pk,
        areas.council.pk,
    )
    assert differs() == f"accounts.membership {made}: was made up"


@pytest.mark.parametrize(
    "change", ["role = 'manager'", "until_date = NULL, ended_at = NULL", "confirmed_by_id = NULL, granted_by_id = NULL"]
)
def test_a_role_changed_by_hand_is_named(cast, areas, change):
    role = make_member(
        make_user("asked"),
        "visitor",
        areas.dai,
        granted_by=cast.manager,
        confirmed_by=cast.second_manager,
        ended_at=timezone.now(),
    ).memberships.get()
    whole()
    sql(f"UPDATE accounts_membership SET {change} WHERE id = %s", role.pk)
    assert differs() == f"accounts.membership {role.pk}: is not as it was written"


def test_a_pledge_made_longer_by_hand_is_named(visitor):
    pledge = visitor.pledges.get()
    sql("UPDATE accounts_pledge SET valid_until = '2040-01-01', revoked_at = NULL WHERE id = %s", pledge.pk)
    assert differs() == f"accounts.pledge {pledge.pk}: is not as it was written"


def test_a_proof_put_in_by_hand_vouches_for_nothing(restricted):
    """With the right digest, but without the key that events are written with."""
    sql("UPDATE privacy_dossier SET sealed = false WHERE id = %s", restricted.dossier_id)
    written = proofs.Written(rows={Dossier: [restricted.dossier_id]})
    written.read()
    sql(
        "INSERT INTO privacy_accessevent (id, kind, action, job, model, objects, dossiers, versions, mac)"
        " VALUES (gen_random_uuid(), 'write', 'case.write', '', '', '{}', '{}', %s, '')",
        written.versions,
    )
    assert f"privacy.dossier {restricted.dossier_id}: is not as it was written" in differs()


def test_an_older_proof_used_again_vouches_for_nothing(restricted, manager):
    """The event of the opening, whose MAC fits, put in once more after the dossier was turned back to what it was."""
    event = AccessEvent.objects.filter(kind="write", dossiers__contains=[restricted.dossier_id]).order_by("seq").first()
    columns = ", ".join(
        (
            "id",
            "kind",
            "action",
            "actor",
            "job",
            "council",
            "model",
            "objects",
            "dossiers",
            "request",
            "query",
            "versions",
            "mac",
        )
    )
    sql("UPDATE privacy_dossier SET sealed = false WHERE id = %s", restricted.dossier_id)
    sql(f"INSERT INTO privacy_accessevent ({columns}) SELECT {columns} FROM privacy_accessevent WHERE seq = %s", event.seq)
    assert f"privacy.dossier {restricted.dossier_id}: is not as it was written" in differs()


def test_after_a_day_of_moves_and_names_it_is_whole(caseworker, coordinator, manager, advocate, visitor, areas):
    case = make_case(caseworker, areas.dai)
    make_note(caseworker, case)
    unnamed = make_case(caseworker, areas.dai, new_subject=None)
    door = enrol(coordinator, areas.dai)
    given = assign(coordinator, door, visitor)
    today = timezone.localdate()
    with context.on_behalf_of(coordinator):
        case = Case.objects.visible_to(coordinator).get(pk=case.pk)
        services.case_assign(case, actor=coordinator, user=advocate)
        services.case_unassign(case, actor=coordinator, user=advocate)
        person = Person.objects.visible_to(coordinator).get(pk=case.subject_id)
        person_correct(person, actor=coordinator, details=details(make_place(areas.nishi, "西町")))
    with context.on_behalf_of(manager):
        unnamed = Case.objects.visible_to(manager).get(pk=unnamed.pk)
        services.person_exclude(unnamed, actor=manager, user=advocate, why="family")
        services.subject_name(unnamed, actor=manager, subject=Person.objects.visible_to(manager).get(pk=case.subject_id))
        services.person_readmit(unnamed, actor=manager, user=advocate, over="past")
    with context.on_behalf_of(coordinator):
        enrolments.visitor_unassign(given, actor=coordinator, until_date=today)
    assert Dossier.objects.get(pk=case.dossier_id).area == areas.nishi
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)
    assert whole() > 0
    assert Grant.objects.exclude(until_date=None).filter(until_date__lte=today + timedelta(days=1)).exists()


def test_what_is_there_is_taken_as_it_stands(caseworker, areas, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(proofs, "keep_rows", lambda model, keys: None)
        make_case(caseworker, areas.dai)
    assert "was made up" in differs()
    for model in proven_models():
        proofs.adopt_rows(model)
    assert whole() > 0
