"""What ends in the same moment as something else, really committed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts import services
from accounts.models import Membership, User
from privacy import context
from privacy.areas import Area
from privacy.errors import Denied
from privacy.models import Grant
from privacy.roles import Role
from tests.cast import make_council, make_member, make_user
from tests.factories.casework import make_case

DAY = timedelta(days=1)


def test_the_last_two_roles_that_end_at_once_end_the_grants(own_database, django_db_blocker, monkeypatch):
    """Each has ended its role and not yet looked at the other."""
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
    council, dai, *_others = make_council(city, "丙地区社会福祉協議会", ("丙台小学校区", "台小区"))
    person = make_member(make_user("two"), Role.ADVOCATE, council)
    make_member(person, Role.CASEWORKER, dai)
    administrator = make_member(make_user("admin", pledge=False), Role.ADMINISTRATOR, council)
    make_case(person, dai)
    both, ended = threading.Barrier(2, timeout=10), services.leaving.after_ending

    def look(membership):
        both.wait()
        ended(membership)

    monkeypatch.setattr(services.leaving, "after_ending", look)

    def press(pk):
        try:
            with context.on_behalf_of(administrator):
                services.role_end(Membership.objects.select_related("area", "user").get(pk=pk), actor=administrator, why="left")
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(press, pk) for pk in person.memberships.values_list("pk", flat=True)]:
            done.result()
    assert Grant.objects.get(user=person).until_date == timezone.localdate() - DAY


def test_of_two_administrators_who_end_each_other_at_once_one_is_left(own_database, django_db_blocker, monkeypatch):
    """Both were asked by the gate before either has written."""
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
    council, *_others = make_council(city, "丁地区社会福祉協議会", ("丁台小学校区", "台小区"))
    one, two = (make_member(make_user(name, pledge=False), Role.ADMINISTRATOR, council) for name in ("one", "two"))
    both, look = threading.Barrier(2, timeout=10), services._not_oneself

    def together(person, actor):
        both.wait()
        look(person, actor)

    monkeypatch.setattr(services, "_not_oneself", together)

    def press(actor, other):
        try:
            with context.on_behalf_of(User.objects.get(pk=actor.pk)) as acting:
                services.role_end(other.memberships.select_related("area", "user").get(), actor=acting.user, why="left")
        except Denied:
            return "denied"
        finally:
            connection.close()
        return "ended"

    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as pool:
        answers = sorted(done.result() for done in [pool.submit(press, one, two), pool.submit(press, two, one)])
    assert answers == ["denied", "ended"]
    assert Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at=None).count() == 1
