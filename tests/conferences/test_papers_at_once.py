"""Two coordinators press in the same moment, really committed: the papers of a meeting are made once, and the other one hears of it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from conferences import services
from conferences.codes import Basis
from conferences.documents import READERS
from conferences.models import PaperPart
from conferences.services.papers import MadeMeanwhile
from privacy import context
from privacy.areas import Area
from privacy.roles import Role
from tests.cast import make_council, make_member, make_user
from tests.conferences.test_papers import write_sheet
from tests.factories.casework import make_case
from tests.factories.conferences import add, invite, make_conference

TIMES = 5


@pytest.fixture
def office(own_database):
    """Two who prepare meetings, and meetings with a case and two readers each."""
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
    council, dai, *_others = make_council(city, "丁地区社会福祉協議会", ("丁台小学校区", "台小区"))
    people = [make_member(make_user(name), Role.COORDINATOR, council) for name in ("first", "second")]
    case = make_case(people[0], dai)
    meetings = [make_conference(people[0], council, days=number, basis=Basis.ANONYMISED) for number in range(1, TIMES + 1)]
    for meeting in meetings:
        invite(people[0], meeting, user=people[1])
        invite(people[0], meeting, name="林田 由紀")
        write_sheet(people[0], add(people[0], meeting, case))
    return people, meetings


def test_of_two_who_make_the_papers_at_once_one_makes_them_and_the_other_hears_of_it(office, django_db_blocker):
    people, meetings = office
    together = threading.Barrier(2, timeout=60)

    def pressing(user):
        found = []
        try:
            for meeting in meetings:
                together.wait()
                try:
                    with context.on_behalf_of(user):
                        services.papers_make(meeting, actor=user, after="")
                    found.append(None)
                except MadeMeanwhile as refused:
                    found.append(refused)
        finally:
            connection.close()
        return found

    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as pool:
        pressed = [pool.submit(pressing, user) for user in people]
        found = list(zip(*(one.result() for one in pressed), strict=True))
    for meeting, outcome in zip(meetings, found, strict=True):
        (refused,) = [one for one in outcome if one is not None]
        assert "ほかの人が資料を作りました" in " ".join(refused.messages)
        parts = PaperPart.objects.filter(conference=meeting, place=0, document__kind=READERS.name)
        assert sorted(parts.values_list("n", flat=True)) == [1, 2]
        assert not parts.filter(document__status="withdrawn").exists()
