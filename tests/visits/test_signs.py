"""An outcome wears the same chip wherever it is shown."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import login
from tests.factories import visits as make
from tests.factories.casework import make_case
from visits.codes import Outcome

pytestmark = pytest.mark.django_db

# As the mock draws them; what it does not draw is told apart from the rest.
EXPECTED = {
    Outcome.WELL: ("元気", "ok", "smile"), Outcome.ABSENT: ("不在", "off", "away"), Outcome.DECLINED: ("拒否", "off", "minus"),
}  # fmt: skip


@pytest.mark.parametrize("outcome", EXPECTED)
def test_an_outcome_wears_the_same_chip_on_every_page(client, coordinator, visitor, door, outcome):
    case = make_case(coordinator, door.area, subject=door.person)
    make.visit(visitor, door, outcome, at=timezone.now())
    login(client, coordinator)
    word, kind, icon = EXPECTED[outcome]
    for address in (reverse("watch"), door.get_absolute_url(), case.get_absolute_url()):
        page = client.get(address).content.decode()
        chips = re.findall(rf'<span class="chip chip--(\w+)"><svg[^>]*><use href="[^"#]*#(\w+)"/></svg>{word}</span>', page)
        assert set(chips) == {(kind, icon)}, address
