"""Whether a consent holds on a day, and whether it is enough for somebody."""

from datetime import date, timedelta

import pytest

from casework import services
from casework.codes import Recipient
from casework.disclosure import flaws, in_force, is_in_force
from casework.models import Consent
from privacy import context
from tests.factories.casework import make_person

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 10)
WHOLE = {"decision": "granted", "recipients": ["network", "city"], "given_by": "self", "given_date": DAY, "until_date": DAY}


@pytest.mark.parametrize(
    ("until", "withdrawn", "first", "last"),
    [
        (None, None, 0, 99), (3, None, 0, 3), (0, None, 0, 0), (None, 2, 0, 1), (None, 0, 1, 0), (3, 2, 0, 1), (2, 5, 0, 2),
    ],
)  # fmt: skip
def test_a_consent_holds_from_its_first_day_through_its_last_and_not_on_the_day_of_withdrawal(
    caseworker, areas, until, withdrawn, first, last
):
    person = make_person(caseworker, areas.dai)
    with context.on_behalf_of(caseworker):
        consent = services.consent_record(
            person, actor=caseworker, decision="granted", contents=["living"], recipients=["network"], purpose="見守り",
            manner="oral", given_date=DAY, until_date=None if until is None else DAY + timedelta(until),
            withdrawn_date=None if withdrawn is None else DAY + timedelta(withdrawn),
        )  # fmt: skip
    for days in range(-1, 8):
        on = DAY + timedelta(days)
        assert is_in_force(consent, on) == (first <= days <= last)
        assert Consent.objects.filter(in_force(on), pk=consent.pk).exists() == (first <= days <= last)


@pytest.mark.parametrize(
    ("changes", "recipient", "wrong"),
    [
        ({}, None, []), ({}, Recipient.NETWORK, []), ({}, Recipient.FAMILY, ["recipients"]),
        ({"decision": "refused"}, None, []), ({"decision": "refused"}, Recipient.CITY, ["decision"]),
        ({"decision": None, "recipients": None}, Recipient.CITY, ["decision", "recipients"]),
        ({"given_by": "proxy"}, None, ["ground"]), ({"given_by": "proxy", "ground": "後見人"}, None, []),
        ({"until_date": DAY - timedelta(1)}, None, ["until_date"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(changes, recipient, wrong):
    assert sorted(flaws(WHOLE | changes, recipient)) == wrong
