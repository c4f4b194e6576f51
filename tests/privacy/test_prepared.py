"""A question is planned once a connection, not at every look; behind a pool it is planned anew, and answered alike."""

import pytest
from django.db import connection, transaction

from privacy import prepared
from privacy.together import Asker, Question, ask
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(caseworker, areas):
    case = make_case(caseworker, areas.dai)

    def cases(asker: Asker):
        from casework.models import Case

        return asker.sees(Case).values_list("pk").order_by("pk")

    one = Question(cases)
    return lambda: ask(caseworker, [one])[one] == [(case.pk,)]


def plans():
    """(how often planned for given values, how often with the plan that was kept) of the statements of this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(custom_plans), 0), coalesce(sum(generic_plans), 0) FROM pg_prepared_statements")
        return cursor.fetchone()


def test_a_question_keeps_its_plan(asked):
    assert asked()
    planned, kept = plans()
    assert all(asked() for _time in range(3))
    assert plans()[0] == planned
    assert plans()[1] >= kept + 3


def test_a_question_keeps_its_plan_where_a_page_was_refused(asked):
    assert asked()
    planned, kept = plans()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert asked()
    assert plans()[0] == planned
    assert plans()[1] > kept


def test_a_place_and_a_percent_sign_are_told_apart():
    assert prepared.row_of("SELECT %s::text, '50 %%', %s::int", ["%s", 2]) == ("%s", "50 %", 2)


def test_behind_a_pool_nothing_is_kept(asked, monkeypatch):
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    before = plans()
    assert all(asked() for _time in range(3))
    assert plans() == before


def test_a_connection_keeps_so_many_plans_and_no_more():
    connection.ensure_connection()
    assert connection.connection.prepared_max == 36
    for number in range(48):
        prepared.row_of(f"SELECT {number}", [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone()[0] <= 36
