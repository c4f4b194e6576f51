"""Ciphertext within one dossier, where the key is the same: the row still decides, and keys are fetched together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Person, ProgressNote
from casework.services import relative_save
from privacy import context, keyring
from privacy.fields import Tampered
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


def test_a_value_of_another_row_in_the_same_dossier_is_refused(caseworker, person, acting):
    """The key is the same; the row is not."""
    one, two = (relative_save(person, actor=caseworker, relation="長女", name=name) for name in ("植木 梅", "植木 桜"))
    put(two, "name", column(one, "name"))
    assert read(caseworker, one, "name") == "植木 梅"
    with pytest.raises(Tampered):
        read(caseworker, two, "name")


def test_an_older_value_of_the_row_is_told_by_its_history(caseworker, person, acting):
    """Bound to its row, an older ciphertext of the same row opens: that it is not the newest, the history shows."""
    older = column(person, "phone")
    fresh = Person.objects.visible_to(caseworker).get(pk=person.pk)
    fresh.phone = "0436-00-9999"
    fresh.save()
    put(person, "phone", older)
    assert read(caseworker, person, "phone") == "0436-00-5188"
    assert bytes(person.history.order_by("-history_date").values_list("phone", flat=True)[0]) != older


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


def test_whoever_makes_a_dossier_has_its_key_at_hand(caseworker, areas):
    make_case(caseworker, areas.dai)
    with CaptureQueriesContext(connection) as asked:
        make_case(caseworker, areas.dai)
    assert not [one["sql"] for one in asked if one["sql"].startswith(keyring.WRAPPED[:40])]
