"""What a manager is told of an emergency: how many pages its reader opened about that person while it lasted, and how many records on them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emergencies import pages
from privacy import context
from privacy.models import Emergency
from tests.cast import login
from tests.emergencies.test_emergency import by_name, case, person  # noqa: F401
from tests.factories.casework import make_case, make_note, make_person

pytestmark = pytest.mark.django_db


def read_in(user, *emergencies):
    with context.on_behalf_of(user):
        return [(row.pages, row.records) for row in pages.rows_of(user, emergencies)]


def opens(user, record):
    assert login(Client(), user).get(record.get_absolute_url()).status_code == 200


def test_pages_and_records_of_this_person_alone(cast, areas, person, case):  # noqa: F811
    note = make_note(cast.coordinator, case, text="一通")
    by_name(cast.caseworker)
    one = Emergency.objects.get()
    already = read_in(cast.manager, one)[0]
    opens(cast.caseworker, case)
    first = read_in(cast.manager, one)[0]
    assert first[0] == already[0] + 1
    assert first[1] >= already[1] + len({case, note})
    opens(cast.caseworker, case)
    assert read_in(cast.manager, one) == [(first[0] + 1, first[1])], "the same records on another page"
    opens(cast.caseworker, make_case(cast.caseworker, areas.dai, subject=make_person(cast.caseworker, areas.dai)))
    opens(cast.coordinator, case)
    assert read_in(cast.manager, one) == [(first[0] + 1, first[1])], "of another person, and by another reader"


def test_what_was_read_before_and_after_does_not_count(cast, person, case):  # noqa: F811
    by_name(cast.caseworker)
    one = Emergency.objects.get()
    opens(cast.caseworker, case)
    later = timezone.now() + timedelta(minutes=1)
    one.opened_at, one.until = later, later + timedelta(minutes=5)
    one.save()
    assert read_in(cast.manager, one) == [(0, 0)]
    one.opened_at, one.ended_at = later - timedelta(minutes=20), later - timedelta(minutes=10)
    one.save()
    assert read_in(cast.manager, one) == [(0, 0)]


def test_one_statement_tells_of_all(cast, person, case, django_assert_num_queries):  # noqa: F811
    by_name(cast.caseworker)
    opens(cast.caseworker, case)
    one = Emergency.objects.get()
    again = Emergency.objects.create(
        user=one.user, dossier=one.dossier, council=one.council, why=one.why, until=one.until, review_due=one.review_due
    )
    told = pages._read([one])[one.pk]
    with django_assert_num_queries(1):
        both = pages._read([one, again])
    assert both == {one.pk: told}, "the second began after what was read"
    page = login(Client(), cast.manager).get(reverse("emergencies")).content.decode()
    assert str(one.pk) in page
    assert str(again.pk) in page
