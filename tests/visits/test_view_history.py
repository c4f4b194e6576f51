"""What a coordinator reads about an enrolment: who looked, and what a visit said before it was corrected."""

import pytest
from django.urls import reverse

from privacy import context
from tests.cast import login
from tests.factories import visits as make
from visits import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(cast, areas):
    enrolment = make.enrol(cast.coordinator, areas.dai)
    make.assign(cast.coordinator, enrolment, cast.visitor)
    return enrolment


def test_a_correction_shows_what_stood_there_before(client, cast, enrolment):
    visit = make.visit(
        cast.visitor, enrolment, "concern", note="新聞が二日分", checks={"mail": "changed"}, companions=[cast.caseworker]
    )
    with context.on_behalf_of(cast.visitor):
        services.visit_correct(
            visit, actor=cast.visitor, reason="数えちがい", note="新聞が一日分", checks={"mail": "same"}, companions=[]
        )
    page = login(client, cast.coordinator).get(reverse("enrolment_changes", args=[enrolment.pk])).content.decode()
    for words in ("新聞が二日分", "新聞が一日分", "数えちがい", "郵便受け・新聞: 変化あり", cast.caseworker.display_name):
        assert words in page


def test_who_looked_at_an_enrolment(client, cast, enrolment):
    login(client, cast.manager).get(enrolment.get_absolute_url())
    page = login(client, cast.coordinator).get(reverse("enrolment_access", args=[enrolment.pk])).content.decode()
    assert cast.manager.display_name in page


def test_a_visitor_reads_no_history(client, cast, enrolment):
    for name in ("enrolment_access", "enrolment_changes"):
        assert login(client, cast.visitor).get(reverse(name, args=[enrolment.pk])).status_code in (403, 404)
