"""The watch-over's demo: no board is empty, and what it holds is a state that people could have made."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from casework.demo import make_demo as make_cases
from privacy import context
from visits.codes import Outcome
from visits.demo import make_demo
from visits.models import Alert, Assignment, Enrolment, Pause, Rollout, SafetyCheck, Visit
from visits.pages.rounds import round_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(for_the_file):
    make_cases()
    make_demo()
    return timezone.localdate()


@pytest.fixture
def demo(made, db):
    return made


def test_no_board_is_empty(demo):
    shishikura = User.objects.get(username="shishikura")
    with context.on_behalf_of(shishikura):
        doors = [stop.door for stop in round_of(shishikura, timezone.now(), contacts=True).stops]
        assert len(doors) == 8
        assert all(door.name and door.address and door.person.phones and door.contacts for door in doors)
    assert {(check.cause, check.confirmed_at) for check in SafetyCheck.objects.all()} == {("absent", None), ("overdue", None)}
    assert set(Alert.objects.open().values_list("kind", flat=True)) == {"concern", "overdue"}
    assert Alert.objects.exclude(closed_at=None).get().in_time
    assert Enrolment.objects.exclude(ended_date=None).count() == 1
    assert Pause.objects.get().reason == "hospital"
    newest = dict(Rollout.objects.order_by("from_date").values_list("district__short_name", "status"))
    assert newest == {"台小区": "running", "東小区": "trial", "西小区": "prepare"}


def test_it_is_a_state_that_people_could_have_made(demo):
    now = timezone.now()
    for visit in Visit.objects.select_related("enrolment"):
        assert visit.enrolment.start_date <= timezone.localdate(visit.visited_at) <= demo
        assert visit.visited_at <= now + timedelta(minutes=5)
        assert not visit.flag
    assert Enrolment.objects.overdue(demo).count() == 1
    assert Visit.objects.filter(outcome=Outcome.ABSENT, visited_at__date=demo).count() == 1
    rhythms = Enrolment.objects.values_list("pattern", "times", "weeks", "nth", "weekdays")
    assert len({str(rhythm) for rhythm in rhythms}) >= 6
    assert all(user.trained_on for user in User.objects.filter(pk__in=Assignment.objects.values("user")))


def test_a_second_run_changes_nothing(demo):
    before = [model.objects.count() for model in (Enrolment, Visit, Alert, Rollout)]
    make_demo()
    assert [model.objects.count() for model in (Enrolment, Visit, Alert, Rollout)] == before
