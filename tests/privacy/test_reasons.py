"""Why something was changed is written in somebody's own words, which name people: encrypted like what was changed."""

import pytest
from django.db import connection

from casework import services
from casework.models import Person, ProgressNote
from privacy import context
from privacy.fields import Tampered
from tests.factories.casework import details, make_case, make_note

pytestmark = pytest.mark.django_db

REASON = "植木さんの聞きちがい"
TABLE = Person.history.model._meta.db_table


@pytest.fixture
def person(caseworker, areas):
    case = make_case(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        found = Person.objects.visible_to(caseworker).get(pk=case.subject_id)
        for living in ("一人", "二人"):
            services.person_correct(found, actor=caseworker, details=details(living=living), reason=f"{REASON} {living}")
    return found


def columns():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT history_id, history_change_reason FROM {TABLE} ORDER BY history_date, history_id")
        return [(key, value and bytes(value)) for key, value in cursor.fetchall()]


def reasons(user, person):
    with context.on_behalf_of(user):
        found = Person.objects.visible_to(user).get(pk=person.pk)
        return [version.history_change_reason for version in found.history.order_by("history_date", "history_id")]


def test_it_is_read_by_whom_may_and_lies_encrypted(caseworker, person):
    assert reasons(caseworker, person) == [None, f"{REASON} 一人", f"{REASON} 二人"]
    made, first, second = (value for _key, value in columns())
    assert made is None
    assert REASON.encode() not in first + second


def test_it_belongs_to_its_version(caseworker, person):
    with context.on_behalf_of(caseworker):
        found = Person.objects.visible_to(caseworker).get(pk=person.pk)
        second, first, _made = found.history.order_by("-history_date", "-history_id")
        second.__dict__["history_change_reason"] = first.__dict__["history_change_reason"]
        with pytest.raises(Tampered):
            second.history_change_reason  # noqa: B018


def test_it_goes_with_a_note_that_is_moved(caseworker, areas):
    old, new = make_case(caseworker, areas.dai), make_case(caseworker, areas.dai)
    note = make_note(caseworker, old)
    with context.on_behalf_of(caseworker):
        services.note_correct(note, actor=caseworker, text="封筒は四通", reason=REASON)
        services.note_move(note, actor=caseworker, to=new, reason=f"{REASON} 再び")
    with context.on_behalf_of(caseworker):
        moved = ProgressNote.objects.visible_to(caseworker).get(pk=note.pk)
        found = [version.history_change_reason for version in moved.history.order_by("history_date", "history_id")]
    assert (moved.dossier_id, found) == (new.dossier_id, [None, REASON, f"{REASON} 再び"])
