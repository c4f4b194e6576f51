"""Two managers who take each other off a restricted case in the same moment, really committed."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from accounts.models import User
from casework import keepers, services
from casework.models import Case, Takeover
from privacy import context, granting
from privacy.areas import Area
from privacy.dossiers import WORK
from privacy.errors import NotWithinReach
from privacy.models import Dossier, Grant
from privacy.roles import Role
from tests.cast import make_council, make_member, make_user
from tests.factories.casework import make_case


def make_managers(number):
    city = Area.objects.make(name="試験市", kind=Area.Kind.CITY)
    council, dai, *_others = make_council(city, "丙地区社会福祉協議会", ("丙台小学校区", "台小区"))
    managers = [make_member(make_user(f"manager{each}"), Role.MANAGER, council) for each in range(number)]
    case = make_case(managers[0], dai)
    Dossier.objects.filter(pk=case.dossier_id).update(restricted=True)
    return case, managers


def at_once(django_db_blocker, *steps):
    """What each of them came to."""

    def run(step):
        try:
            return step()
        except (keepers.NobodyLeft, NotWithinReach) as refused:
            return type(refused)
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(len(steps)) as pool:
        return [done.result() for done in [pool.submit(run, step) for step in steps]]


def test_of_two_who_take_each_other_off_one_stays(own_database, django_db_blocker, monkeypatch):
    case, managers = make_managers(2)
    granting.grant(
        managers[1], case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate(), given_by=managers[0]
    )
    both, kept = threading.Barrier(2, timeout=10), services.cases.kept

    def together(*dossiers):
        """Both have passed the policy by now."""
        both.wait()
        return kept(*dossiers)

    monkeypatch.setattr(services.cases, "kept", together)

    def take_off(by, user):
        with context.on_behalf_of(User.objects.get(pk=by.pk)) as actor:
            found = Case.objects.visible_to(actor).select_related("dossier", "subject__dossier").get()
            services.case_unassign(found, actor=actor.user, user=user)

    came = at_once(django_db_blocker, lambda: take_off(*managers), lambda: take_off(*managers[::-1]))
    assert sorted(came, key=str) == [keepers.NobodyLeft, None]
    assert Grant.objects.valid(timezone.localdate()).count() == 1


def test_of_two_who_confirm_at_once_one_takes_it_over(own_database, django_db_blocker):
    case, managers = make_managers(3)
    Grant.objects.end(timezone.localdate())
    with context.on_behalf_of(managers[0]):
        services.orphan_ask(case.dossier, actor=managers[0])
    ready = threading.Barrier(2, timeout=10)

    def confirm(by):
        with context.on_behalf_of(User.objects.get(pk=by.pk)) as actor:
            takeover = Takeover.objects.select_related("dossier__area").get()
            ready.wait()
            return services.orphan_confirm(takeover, actor=actor.user).confirmed_by_id

    came = at_once(django_db_blocker, lambda: confirm(managers[1]), lambda: confirm(managers[2]))
    assert NotWithinReach in came
    (second,) = {one for one in came if one is not NotWithinReach}
    assert set(Grant.objects.valid(timezone.localdate()).values_list("user", flat=True)) == {managers[0].pk, second}
