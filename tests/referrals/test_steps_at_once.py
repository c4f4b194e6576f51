"""Two people stand at one step of a referral and press in the same moment, really committed: one of them is told what the other one did."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.utils import timezone

from casework.models import Consent
from casework.services import case_assign, consent_withdraw
from casework.services.disclosures import NotToBeTold
from privacy import context
from privacy.areas import Area
from privacy.roles import Role
from referrals import services
from referrals.models import Referral, ReferralStep
from referrals.services.steps import NotFromHere
from tests.casework.test_telling_at_once import told_on
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


def test_what_is_handed_over_in_the_moment_of_a_withdrawal_is_told_before_it_or_not_at_all(office, django_db_blocker):
    """Twenty times. Of one that was handed over, the withdrawal saw the telling before it was committed; `tests/casework/test_telling_at_once`
    does the same with what both rest on, two hundred times."""
    people, case, agency = office
    with context.on_behalf_of(people["first"]):
        for old in Consent.objects.visible_to(people["first"]).filter(person=case.subject_id):
            consent_withdraw(old, actor=people["first"], on_date=timezone.localdate())
    rounds = []
    for _number in range(TIMES):
        made = take(people["advocate"], make_referral(people["advocate"], case, agency), "submit")
        rounds.append(take(people["second"], made, "approve"))
    together, given, seen = threading.Barrier(2, timeout=60), [], []

    def withdrawing():
        try:
            for _referral in rounds:
                given.append(agree(people["first"], case, given_date=timezone.localdate()))
                together.wait()
                with transaction.atomic(), context.on_behalf_of(people["first"]):
                    consent_withdraw(given[-1], actor=people["first"], on_date=timezone.localdate())
                    seen.append(told_on(given[-1]))
                together.wait()
        finally:
            connection.close()

    def handing_over():
        try:
            for referral in rounds:
                together.wait()
                with suppress(NotToBeTold):
                    take(people["advocate"], referral, "send")
                together.wait()
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(withdrawing), pool.submit(handing_over)]:
            done.result()
    assert [told_on(consent) for consent in given] == seen
    states = [Referral.objects.values_list("state", flat=True).get(pk=referral.pk) for referral in rounds]
    assert states == ["sent" if told else "approved" for told in seen]
