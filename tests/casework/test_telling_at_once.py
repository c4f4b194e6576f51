"""A consent is withdrawn and something is told on it in the same moment, really committed: the later one sees the earlier."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from casework import services
from casework.models import Disclosure
from privacy import context
from privacy.areas import Area
from privacy.roles import Role
from tests.cast import make_council, make_member, make_user
from tests.factories import visits as watch
from tests.factories.casework import make_case
from tests.factories.telling import say, tell

TIMES = 200


def told_on(consent) -> set:
    return set(Disclosure.objects.filter(rests_on__identity=f"consent:{consent.pk}").values_list("pk", flat=True))


def test_nothing_is_told_on_a_consent_that_was_withdrawn_before(own_database, django_db_blocker):
    """Two hundred times, out of a case and out of a watch-over in turn, and either is the first now and then. Before it commits, the withdrawal looks at what was told so far: what is
    there afterwards and was not there then was told on a consent that was withdrawn before."""
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
    council, dai, *_others = make_council(city, "丁地区社会福祉協議会", ("丁台小学校区", "台小区"))
    tells, withdraws = (make_member(make_user(name), Role.COORDINATOR, council) for name in ("tells", "withdraws"))
    case = make_case(tells, dai)
    door = watch.enrol(tells, dai, person=case.subject)
    consents, together = [], threading.Barrier(2, timeout=60)

    def telling():
        try:
            for number in range(TIMES):
                consents.append(say(tells, case.subject, day=timezone.localdate(), purpose=str(number)))
                together.wait()
                with suppress(ValidationError):
                    tell(tells, (case, door)[number % 2])
                together.wait()
        finally:
            connection.close()

    def withdrawing():
        seen = []
        try:
            for number in range(TIMES):
                together.wait()
                with transaction.atomic(), context.on_behalf_of(withdraws):
                    services.consent_withdraw(consents[number], actor=withdraws, on_date=timezone.localdate())
                    seen.append(told_on(consents[number]))
                together.wait()
        finally:
            connection.close()
        return seen

    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as pool:
        teller, withdrawer = pool.submit(telling), pool.submit(withdrawing)
        teller.result()
        seen = withdrawer.result()
    assert [told_on(consent) for consent in consents] == seen
    assert 0 < sum(map(len, seen)) < TIMES, "each of the two must be the first now and then"
