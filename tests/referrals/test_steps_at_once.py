"""Two people stand at one step of a referral and press in the same moment, really committed: one of them is told what the other one did."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from casework.services import case_assign
from privacy import context
from privacy.areas import Area
from privacy.roles import Role
from referrals import services
from referrals.models import Referral, ReferralStep
from referrals.services.steps import NotFromHere
from tests.cast import make_council, make_member, make_user
from tests.factories.casework import make_case
from tests.factories.rights import SAID, agree, make_agency, make_referral, newest, take

TIMES = 20


@pytest.fixture
def office(own_database):
    """A case that an advocate has by name, and two who approve."""
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
    council, dai, *_others = make_council(city, "丁地区社会福祉協議会", ("丁台小学校区", "台小区"))
    roles = {"advocate": Role.ADVOCATE, "first": Role.COORDINATOR, "second": Role.MANAGER}
    people = {name: make_member(make_user(name), role, council) for name, role in roles.items()}
    case, agency = make_case(people["first"], dai), make_agency(people["first"], council)
    with context.on_behalf_of(people["first"]):
        case_assign(case, actor=people["first"], user=people["advocate"])
    agree(people["first"], case)
    return people, case, agency


def press_at_once(django_db_blocker, referrals, *presses) -> list[list]:
    """`presses`: (user, step). Of each referral what became of each press: None where it was taken, or its refusal."""
    together = threading.Barrier(len(presses), timeout=60)

    def pressing(user, step):
        found = []
        try:
            for referral, shown in referrals:
                together.wait()
                try:
                    with context.on_behalf_of(user):
                        services.referral_step(referral, actor=user, step=step, shown=shown, **SAID[step])
                    found.append(None)
                except NotFromHere as refused:
                    found.append(refused)
        finally:
            connection.close()
        return found

    with django_db_blocker.unblock(), ThreadPoolExecutor(len(presses)) as pool:
        done = [pool.submit(pressing, *press) for press in presses]
        return [list(both) for both in zip(*(one.result() for one in done), strict=True)]


def waiting(office) -> list[tuple]:
    people, case, agency = office
    made = [take(people["advocate"], make_referral(people["advocate"], case, agency), "submit") for _ in range(TIMES)]
    return [(referral, newest(referral)) for referral in made]


@pytest.mark.parametrize(
    ("first", "second"), [(("first", "approve"), ("second", "approve")), (("first", "approve"), ("advocate", "withdraw"))]
)
def test_of_two_at_one_step_one_is_taken_and_the_other_hears_of_it(office, django_db_blocker, first, second):
    """Twenty times; either may be the first."""
    people, referrals = office[0], waiting(office)
    found = press_at_once(django_db_blocker, referrals, *((people[name], step) for name, step in (first, second)))
    for (referral, _shown), outcome in zip(referrals, found, strict=True):
        (refused,) = [one for one in outcome if one is not None]
        assert "この間に" in refused.message
        taken = (first, second)[outcome.index(None)][1]
        steps = list(ReferralStep.objects.filter(referral=referral).order_by("recorded_at").values_list("step", flat=True))
        assert steps == ["begin", "submit", taken]
        state = Referral.objects.values_list("state", flat=True).get(pk=referral.pk)
        assert state == {"approve": "approved", "withdraw": "withdrawn"}[taken]
