"""Encrypted fields: a ciphertext opens in its own row, column and dossier, whole, and nowhere else; and only within reach."""

import pytest
from django.db import connection

from casework.models import Person, ProgressNote, Relative
from casework.services import relative_save
from privacy import context
from privacy.context import Destroyed, Keyring, NobodyActs, NoReach
from privacy.fields import NONCE, Tampered
from privacy.models import DossierKey
from tests.factories.casework import make_case, make_note, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(caseworker, areas):
    return make_person(caseworker, areas.dai)


@pytest.fixture
def acting(caseworker):
    with context.on_behalf_of(caseworker) as actor:
        yield actor


def column(row, name) -> bytes:
    """What the database holds."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{name}" FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])
        return bytes(cursor.fetchone()[0])


def put(row, name, value) -> None:
    """What somebody with the database's password could do."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{row._meta.db_table}" SET "{name}" = %s WHERE id = %s', [value, row.pk])


def read(user, row, name):
    return getattr(type(row).objects.visible_to(user).get(pk=row.pk), name)


def test_the_column_holds_no_name(person):
    assert "髙橋".encode() not in column(person, "family_name")
    assert len(column(person, "family_name")) == 1 + NONCE + len("髙橋".encode()) + 16


def test_what_was_written_is_read(caseworker, person, acting):
    assert (read(caseworker, person, "family_name"), read(caseworker, person, "phone")) == ("髙橋", "0436-00-5188")


def test_two_columns_of_a_row_cannot_be_swapped(caseworker, person, acting):
    family, given = column(person, "family_name"), column(person, "given_name")
    put(person, "family_name", given)
    put(person, "given_name", family)
    for name in ("family_name", "given_name"):
        with pytest.raises(Tampered):
            read(caseworker, person, name)


def test_a_value_of_another_person_is_refused(caseworker, areas, person, acting):
    other = make_person(caseworker, areas.dai)
    put(other, "phone", column(person, "phone"))
    with pytest.raises(Tampered):
        read(caseworker, other, "phone")


def test_a_value_of_another_row_in_the_same_dossier_is_refused(caseworker, person, acting):
    """The key is the same; the row is not."""
    one, two = (relative_save(person, actor=caseworker, relation="長女", name=name) for name in ("植木 梅", "植木 桜"))
    put(two, "name", column(one, "name"))
    assert read(caseworker, one, "name") == "植木 梅"
    with pytest.raises(Tampered):
        read(caseworker, two, "name")
    assert Relative.objects.filter(pk__in=[one.pk, two.pk]).count() == 2


@pytest.mark.parametrize("cut", [1, 16, 17])
def test_a_shortened_value_is_refused(caseworker, person, acting, cut):
    put(person, "notes", column(person, "notes")[:-cut])
    with pytest.raises(Tampered):
        read(caseworker, person, "notes")


@pytest.mark.parametrize("place", [1, 1 + NONCE, -1])
def test_a_changed_byte_is_refused(caseworker, person, acting, place):
    sealed = bytearray(column(person, "notes"))
    sealed[place] ^= 1
    put(person, "notes", bytes(sealed))
    with pytest.raises(Tampered):
        read(caseworker, person, "notes")


def test_an_older_value_of_the_row_is_told_by_its_history(caseworker, person, acting):
    """Bound to its row, an older ciphertext of the same row opens: that it is not the newest, the history shows."""
    older = column(person, "phone")
    fresh = Person.objects.visible_to(caseworker).get(pk=person.pk)
    fresh.phone = "0436-00-9999"
    fresh.save()
    put(person, "phone", older)
    assert read(caseworker, person, "phone") == "0436-00-5188"
    assert bytes(person.history.order_by("-history_date").values_list("phone", flat=True)[0]) != older


def test_an_unchanged_value_keeps_its_bytes(caseworker, person, acting):
    before = {name: column(person, name) for name in ("family_name", "phone", "notes")}
    fresh = Person.objects.visible_to(caseworker).get(pk=person.pk)
    assert fresh.family_name == "髙橋"
    fresh.notes = "耳が遠い。筆談"
    fresh.save()
    after = {name: column(person, name) for name in before}
    assert {name for name in before if before[name] != after[name]} == {"notes"}


def test_the_same_value_never_has_the_same_bytes_twice(caseworker, areas, person):
    other = make_person(caseworker, areas.dai)
    assert column(person, "family_name") != column(other, "family_name")


def test_without_reach_there_is_no_key(caseworker, other_caseworker, person):
    with context.on_behalf_of(other_caseworker) as actor:
        assert not Person.objects.visible_to(other_caseworker).filter(pk=person.pk).exists()
        row = Person.objects.get(pk=person.pk)
        with pytest.raises(NoReach):
            _ = row.family_name
        with pytest.raises(NoReach):
            actor.keyring.key(person.dossier_id)
    with context.on_behalf_of(caseworker):
        assert Person.objects.visible_to(caseworker).get(pk=person.pk).family_name == "髙橋"


def test_rows_made_visible_for_somebody_else_stay_sealed(caseworker, other_caseworker, person):
    """A job that asks what another person can see learns the rows, and no word of them."""
    with context.on_behalf_of(other_caseworker):
        (row,) = Person.objects.visible_to(caseworker).filter(pk=person.pk)
        with pytest.raises(NoReach):
            _ = row.family_name


def test_where_nobody_acts_nothing_opens(person):
    row = Person.objects.get(pk=person.pk)
    with pytest.raises(NobodyActs):
        _ = row.family_name


def test_a_keyring_asks_once_for_all_its_keys(caseworker, areas, django_assert_num_queries):
    case = make_case(caseworker, areas.dai)
    for _ in range(5):
        make_note(caseworker, make_case(caseworker, areas.dai))
    with context.on_behalf_of(caseworker):
        notes = list(ProgressNote.objects.visible_to(caseworker))
        assert len({note.dossier_id for note in notes}) == 6
        with django_assert_num_queries(1):
            assert all(note.text for note in notes)
    assert case.pk


def test_a_destroyed_key_opens_nothing_again(caseworker, person, acting):
    DossierKey.objects.filter(pk=person.dossier_id).delete()
    acting.keyring = Keyring()
    row = Person.objects.visible_to(caseworker).get(pk=person.pk)
    with pytest.raises(Destroyed):
        _ = row.family_name
