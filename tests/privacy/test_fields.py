"""A ciphertext opens in its own row, column and dossier, for whoever a decision admitted, and nowhere else."""

import pytest
from django.db import IntegrityError, connection, transaction

from casework.models import Case, Person, ProgressNote
from privacy import context
from privacy.fields import Ciphertext, Tampered, encrypted_fields
from privacy.keyring import Destroyed, NoReach
from privacy.models import DossierKey
from privacy.reseal import GUARD
from tests.factories.casework import make_case, make_note, make_person

pytestmark = pytest.mark.django_db

TABLE = Person._meta.db_table


@pytest.fixture
def two(caseworker, areas):
    return make_person(caseworker, areas.dai), make_person(caseworker, areas.dai, family_name="青田", phone="0436-00-1111")


def column(pk, name="family_name") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{name}" FROM "{TABLE}" WHERE id = %s', [pk])
        return bytes(cursor.fetchone()[0])


def write(pk, value, name="family_name"):
    """As somebody with the app's own database password would."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{TABLE}" SET "{name}" = %s WHERE id = %s', [value, pk])
        assert cursor.rowcount == 1


def read(user, pk, name="family_name"):
    with context.on_behalf_of(user):
        return getattr(Person.objects.visible_to(user).get(pk=pk), name)


def test_it_opens_where_it_was_written(caseworker, two):
    assert [read(caseworker, person.pk) for person in two] == ["髙橋", "青田"]


def test_another_rows_is_refused(caseworker, two):
    write(two[0].pk, column(two[1].pk))
    with pytest.raises(Tampered):
        read(caseworker, two[0].pk)


def test_another_columns_is_refused(caseworker, two):
    write(two[0].pk, column(two[0].pk, "phone"))
    with pytest.raises(Tampered):
        read(caseworker, two[0].pk)


def test_another_dossiers_is_refused_even_with_its_key(caseworker, two):
    """The key of one dossier put in the place of the other's: wrapped for one id, it unwraps for no other."""
    write(two[0].pk, column(two[1].pk))
    DossierKey.objects.filter(pk=two[0].dossier_id).update(wrapped=DossierKey.objects.get(pk=two[1].dossier_id).wrapped)
    with pytest.raises(Exception) as refused:
        read(caseworker, two[0].pk)
    assert refused.type.__name__ in ("InvalidTag", "Tampered")


@pytest.mark.parametrize(
    "spoil", [lambda stored: stored[:-1], lambda stored: stored[:20], lambda stored: stored[:-1] + b"\0\1"[:1]]
)
def test_a_cut_or_changed_one_is_refused(caseworker, two, spoil):
    write(two[0].pk, spoil(column(two[0].pk)))
    with pytest.raises(Tampered):
        read(caseworker, two[0].pk)


def test_one_of_a_row_that_was_moved_is_refused_where_it_came_from(caseworker, areas):
    """Replayed: a note's text from before it was moved, put into a note that lies in the old case."""
    old, new = make_case(caseworker, areas.dai), make_case(caseworker, areas.dai)
    note = make_note(caseworker, old)
    table = ProgressNote._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "text" FROM "{table}" WHERE id = %s', [note.pk])
        before = bytes(cursor.fetchone()[0])
    from casework import services

    with context.on_behalf_of(caseworker):
        services.note_move(ProgressNote.objects.visible_to(caseworker).get(pk=note.pk), actor=caseworker, to=new)
        moved = ProgressNote.objects.visible_to(caseworker).get(pk=note.pk)
        assert (moved.text, moved.dossier_id) == ("封筒が三通。開けていない", new.dossier_id)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "text" = %s WHERE id = %s', [before, note.pk])
    with context.on_behalf_of(caseworker), pytest.raises(Tampered):
        ProgressNote.objects.visible_to(caseworker).get(pk=note.pk).text  # noqa: B018


def test_the_database_refuses_a_record_another_dossier(two):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(two[0].pk, two[1].dossier_id, "dossier_id")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [GUARD])
        assert cursor.fetchone()[0] in (None, "", "off")


def test_an_unchanged_value_keeps_its_bytes(caseworker, two):
    before = {field.name: column(two[0].pk, field.column) for field in encrypted_fields(Person) if field.name != "death_date"}
    with context.on_behalf_of(caseworker):
        person = Person.objects.visible_to(caseworker).get(pk=two[0].pk)
        assert person.family_name == "髙橋"
        person.phone = "0436-00-9999"
        person.save()
        versions = person.history.order_by("history_date", "history_id")
        stored = [bytes(version.__dict__["family_name"]) for version in versions]
    after = {name: column(two[0].pk, name) for name in before}
    assert {name for name in before if before[name] != after[name]} == {"phone"}
    assert len(stored) == 2
    assert set(stored) == {before["family_name"]}


def test_each_value_is_encrypted_and_the_same_word_twice_is_not_the_same_bytes(caseworker, areas):
    first, second = make_person(caseworker, areas.dai), make_person(caseworker, areas.dai)
    for field in encrypted_fields(Person):
        if field.name == "death_date":
            continue
        ciphertext = column(first.pk, field.column)
        assert ciphertext != column(second.pk, field.column), field.name
        assert "髙橋".encode() not in ciphertext


def test_no_key_without_a_decision(caseworker, two):
    with context.on_behalf_of(caseworker):
        person = Person.objects.get(pk=two[0].pk)
        assert isinstance(person.__dict__["family_name"], Ciphertext)
        with pytest.raises(NoReach):
            person.family_name  # noqa: B018
        with pytest.raises(NoReach):
            context.current().keyring.key(two[0].dossier_id)
        assert str(person) == f"{Person._meta.verbose_name} {person.pk}"


def test_who_asks_for_somebody_else_opens_nothing(caseworker, other_caseworker, two):
    with context.on_behalf_of(other_caseworker):
        person = Person.objects.visible_to(caseworker).get(pk=two[0].pk)
        with pytest.raises(NoReach):
            person.family_name  # noqa: B018


def test_nobody_acting_opens_nothing(two):
    with pytest.raises(context.NobodyActs):
        Person.objects.get(pk=two[0].pk).family_name  # noqa: B018


def test_a_destroyed_key_shows_nothing_and_says_so(caseworker, areas, client):
    from django.template import Context, Template

    case = make_case(caseworker, areas.dai)
    DossierKey.objects.filter(pk=case.subject.dossier_id).delete()
    with context.on_behalf_of(caseworker):
        person = Person.objects.visible_to(caseworker).get()
        with pytest.raises(Destroyed):
            person.family_name  # noqa: B018
        assert [version.family_name for version in person.history.none()] == []
        shown = Template("[{{ person.family_name }}]").render(Context({"person": person}))
        assert "髙橋" not in shown
        # What was counted stays: the case and its plain columns are untouched.
        assert Case.objects.visible_to(caseworker).get().words.startswith("通帳")
        assert (person.birth_fiscal_year, person.sex) == (1943, "female")
