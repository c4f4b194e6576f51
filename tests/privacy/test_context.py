"""A job that somebody set off carries their name, and nobody's rights cross over."""

import pytest

from casework import services
from casework.models import Case
from privacy import context
from privacy.models import AccessEvent, Recusal
from privacy.reach import can
from tests.factories import visits as make
from tests.factories.casework import make_case
from visits.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(coordinator, areas):
    return make.enrol(coordinator, areas.dai)


def test_a_job_has_its_own_rights_and_not_those_of_whoever_set_it_off(coordinator, areas, door):
    with context.as_job("late visit", user=coordinator) as job:
        assert can(job, "visit.write", door)
        assert not can(job, "enrolment.write", door)
        assert not can(job, "person.read", door.person)


def test_a_person_asked_about_inside_a_job_has_their_own_rights(advocate, door):
    """Neither the job's yes nor its keys are theirs."""
    with context.as_job("life event", user=advocate) as job:
        assert can(job, "enrolment.write", door)
        assert not can(advocate, "enrolment.write", door)
        [enrolment] = Enrolment.objects.in_dossier_of(door, job, "enrolment.write")
        assert enrolment.need_text == "去年ころんだ"
        assert list(Enrolment.objects.visible_to(advocate)) == []


def test_a_recusal_of_whoever_set_it_off_stops_no_job(coordinator, door):
    Recusal.objects.create(user=coordinator, dossier=door.dossier, why="neighbour", created_by=coordinator)
    with context.as_job("life event", user=coordinator) as job:
        assert can(job, "enrolment.write", door)
        assert not can(coordinator, "enrolment.write", door)


def test_a_service_that_is_called_from_nowhere_is_written_down_for_its_actor(caseworker, areas):
    case = Case._base_manager.select_related("dossier").get(pk=make_case(caseworker, areas.dai).pk)
    services.case_correct(case, actor=caseworker, reason="聞き直した", urgency="today")
    assert context.current_or_none() is None
    assert Case.history.latest().history_user_id == caseworker.pk
    assert AccessEvent.objects.filter(kind="write", action="case.write").latest("seq").actor == caseworker.pk
