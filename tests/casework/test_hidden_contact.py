"""A restricted case takes address and telephone out of the record that others share, and gives them back when it is lifted."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework import services
from casework.models import CaseRestriction, HiddenContact, Person
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.models import Grant
from tests.cast import login
from tests.factories import visits as watch
from tests.factories.casework import make_case
from tests.factories.visits import assign

pytestmark = pytest.mark.django_db
PHONE, BLOCK, ASK = "0436-00-5188", "中央2丁目 5-12", "連絡先は責任者へ"


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.fixture
def door(coordinator, areas):
    """A watch-over goes on, so that the person's record is not restricted along with the case."""
    return watch.enrol(coordinator, areas.dai)


@pytest.fixture
def case(caseworker, door, areas):
    return make_case(caseworker, areas.dai, subject=door.person)


@pytest.fixture
def hidden(case, caseworker, manager):
    with context.on_behalf_of(fresh(caseworker)) as now:
        return services.case_restrict(case, actor=now.user, why="violence", holders=[caseworker, manager], hide_contact=True)


def page(client, user, address) -> str:
    return login(client, fresh(user)).get(address).content.decode()


def test_who_shares_the_record_is_told_whom_to_ask_and_the_holders_see_it_on_the_case(
    client, case, door, caseworker, coordinator, manager
):
    before = page(client, coordinator, door.person.get_absolute_url())
    assert PHONE in before
    with context.on_behalf_of(fresh(caseworker)) as now:
        services.case_restrict(case, actor=now.user, why="violence", holders=[caseworker, manager], hide_contact=True)
    told = page(client, coordinator, door.person.get_absolute_url())
    assert ASK in told
    assert PHONE not in told
    assert BLOCK not in told
    for user in (caseworker, manager):
        shown = page(client, user, case.get_absolute_url())
        assert PHONE in shown
        assert BLOCK in shown


def test_nowhere_is_it_shown_printed_or_found(client, hidden, door, coordinator, visitor, areas):
    assign(coordinator, door, visitor)
    pages = {
        coordinator: [
            door.get_absolute_url(), reverse("person_edit", args=[door.person_id]), reverse("watch_print"), reverse("watch_sheets"),
            reverse("enrolment_changes", args=[door.pk]), reverse("case_list"),
        ],
        visitor: [reverse("round"), reverse("visit_new", args=[door.pk])],
    }  # fmt: skip
    for user, addresses in pages.items():
        for address in addresses:
            told = page(client, user, address)
            assert PHONE not in told, address
            assert "090-0000-5188" not in told, address
    for number in ("0436005188", "09000005188"):
        found = login(client, fresh(coordinator)).post(reverse("search"), {"q": number}, follow=True).content.decode()
        assert "髙橋" not in found


def test_older_versions_do_not_tell_it_either(client, case, door, caseworker, coordinator, manager, areas):
    other = make_case(coordinator, areas.dai, subject=door.person)
    address = reverse("person_edit", args=[door.person_id])
    form = login(client, coordinator)
    sent = {
        "family_name": "髙橋",
        "given_name": "ヨシ子",
        "sex": "female",
        "birth": "S18.5.7",
        "phone": "0436-00-9999",
        "living": "二人",
        "reason": "転居",
    }
    form.post(address, sent)
    changes = reverse("case_changes", args=[other.pk])
    assert PHONE in page(client, coordinator, changes)
    with context.on_behalf_of(fresh(caseworker)) as now:
        services.case_restrict(case, actor=now.user, why="violence", holders=[caseworker, manager], hide_contact=True)
    told = page(client, coordinator, changes)
    assert PHONE not in told
    assert "0436-00-9999" not in told
    assert "二人" in told, "the rest of the history stands"


def test_a_form_that_lay_open_writes_none_back(client, hidden, door, coordinator):
    sent = {"family_name": "髙橋", "sex": "female", "birth": "S18.5.7", "phone": PHONE, "block": "5-12", "reason": "転居"}
    login(client, fresh(coordinator)).post(reverse("person_edit", args=[door.person_id]), sent)
    with context.as_job("life event") as job:
        person = Person.objects.visible_to(job, "person.write").get(pk=door.person_id)
        assert (person.phone, person.block, person.contact_hidden) == ("", "", True)


def test_lifted_it_comes_back_and_is_found_again(client, hidden, door, caseworker, coordinator, manager):
    lift(hidden, caseworker, manager)
    told = page(client, coordinator, door.person.get_absolute_url())
    assert PHONE in told
    assert BLOCK in told
    assert ASK not in told
    assert "髙橋" in client.post(reverse("search"), {"q": "0436005188"}, follow=True).content.decode()
    assert not HiddenContact.objects.filter(returned_at=None).exists()


def lift(restriction, one, other):
    for user, act, more in ((one, services.lift_ask, {"why": "転居した"}), (other, services.lift_agree, {})):
        with context.on_behalf_of(fresh(user)) as now:
            row = (
                CaseRestriction.objects.visible_to(now, "case.read")
                .select_related("case__dossier__subject")
                .get(pk=restriction.pk)
            )
            act(row, actor=now.user, **more)


def test_of_two_cases_that_hide_it_the_last_one_gives_it_back(
    client, hidden, case, door, caseworker, coordinator, manager, areas
):
    second = make_case(caseworker, areas.dai, subject=door.person)
    with context.on_behalf_of(fresh(caseworker)) as now:
        again = services.case_restrict(second, actor=now.user, why="abuse", holders=[caseworker, manager], hide_contact=True)
    lift(hidden, caseworker, manager)
    assert ASK in page(client, coordinator, door.person.get_absolute_url())
    assert PHONE in page(client, caseworker, second.get_absolute_url())
    lift(again, caseworker, manager)
    assert PHONE in page(client, coordinator, door.person.get_absolute_url())


def test_who_cannot_write_the_person_hides_nothing(client, door, advocate, coordinator, manager, areas):
    case = make_case(coordinator, areas.dai, subject=door.person)
    granting.grant(advocate, case.dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate())
    Grant.objects.filter(user=advocate).update(lead=Grant.Lead.ASKED)
    sent = {"why": "violence", "holders": [str(advocate.pk), str(manager.pk)], "hide_contact": "on"}
    address = reverse("case_restrict", args=[case.pk])
    assert login(client, advocate).post(address, sent).url == address
    assert "伏せられます" in client.get(address).content.decode()
    assert not CaseRestriction.objects.exists()
