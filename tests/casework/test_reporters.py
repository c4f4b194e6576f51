"""Who reported abuse is known to two people or more by name, and to nobody else, not even that somebody is written down."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework import services
from casework.models import Reporter
from privacy import context
from privacy.models import AccessEvent, Dossier, Grant, Recusal
from tests.cast import login
from tests.factories.casework import make_case

pytestmark = pytest.mark.django_db
NAME, SAID = "植竹 静", "夜に大きな声"
CHANCE = re.compile(r'(nonce|value|content|datetime)="[^"]*"|"X-CSRFToken": "\w+"|[0-9a-f]{8}-[0-9a-f-]{27}')


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


@pytest.fixture
def reporter(case, caseworker, manager):
    with context.on_behalf_of(caseworker):
        return services.reporter_record(
            case, actor=caseworker, readers=[caseworker, manager], name=NAME, phone="0436-00-7777", said=SAID
        )


def page_of(reporter):
    return reverse("reporter", args=[reporter.pk])


def test_it_is_written_down_on_a_page_below_the_case(client, case, caseworker, manager):
    page = reverse("reporter_new", args=[case.pk])
    sent = {"name": NAME, "said": SAID, "readers": [str(caseworker.pk)]}
    assert login(client, caseworker).post(page, sent).url == page, "one reader alone"
    assert "2人以上" in client.get(page).content.decode()
    assert client.post(page, sent | {"readers": [str(caseworker.pk), str(manager.pk)]}).url == case.get_absolute_url()
    made = Reporter.objects.get()
    assert made.dossier.kind == Dossier.Kind.COMPARTMENT
    assert page in client.get(case.get_absolute_url()).content.decode()
    assert page_of(made) in client.get(page).content.decode()
    told = client.get(page_of(made)).content.decode()
    assert NAME in told
    assert SAID in told


def test_two_open_it_and_nobody_else_whatever_their_role(client, cast, reporter):
    answers = {name: login(client, fresh(getattr(cast, name))).get(page_of(reporter)).status_code for name in vars(cast)}
    assert {name for name, status in answers.items() if status == 200} == {"caseworker", "manager"}
    assert set(answers.values()) == {200, 404}


def test_nothing_on_the_case_its_print_its_history_or_the_search_tells_of_it(client, case, caseworker, coordinator, manager):
    """The same bytes before and after, for somebody who reads the case and is not named to the reporter."""

    def seen():
        pages = [
            case.get_absolute_url(),
            *(reverse(name, args=[case.pk]) for name in ("case_print", "case_changes", "case_timeline", "reporter_new")),
        ]
        found = [CHANCE.sub("", login(client, fresh(coordinator)).get(page).content.decode()) for page in pages]
        search = client.post(reverse("search"), {"q": "0436007777"}, follow=True).content.decode()
        return found, "植竹" in search, CHANCE.sub("", client.get(reverse("case_list")).content.decode())

    before = seen()
    with context.on_behalf_of(caseworker):
        services.reporter_record(
            case, actor=caseworker, readers=[caseworker, manager], name=NAME, phone="0436-00-7777", said=SAID
        )
    assert seen() == before
    assert NAME not in login(client, fresh(caseworker)).get(reverse("case_print", args=[case.pk])).content.decode()


def test_the_ledger_names_it_to_nobody_who_is_not_a_reader(client, reporter, caseworker, second_manager):
    login(client, caseworker).get(page_of(reporter))
    assert AccessEvent.objects.filter(dossiers__contains=[reporter.dossier_id], kind="open").exists(), "reading it is recorded"
    assert reporter.dossier_id.hex[:8] not in login(client, second_manager).get(reverse("ledger")).content.decode()


def test_a_reader_is_put_in_anothers_place_and_two_stay(client, reporter, caseworker, manager, second_manager):
    page = reverse("reporter_readers", args=[reporter.pk])
    assert login(client, caseworker).post(page, {"readers": [str(caseworker.pk)]}).url == page
    client.post(page, {"readers": [str(caseworker.pk), str(second_manager.pk)]})
    answers = [login(client, fresh(user)).get(page_of(reporter)).status_code for user in (caseworker, second_manager, manager)]
    assert answers == [200, 200, 404]


ALONE = "開けるのは、いまあなた1人です"


@pytest.mark.parametrize("how", ["leaves", "is recused", "has no pledge"])
def test_where_one_can_no_longer_open_it_the_other_is_asked_for_a_second(
    client, case, reporter, caseworker, manager, coordinator, how
):
    home = lambda: login(client, fresh(caseworker)).get("/").content.decode()
    assert ALONE not in home()
    if how == "leaves":
        Grant.objects.filter(user=manager).end(timezone.localdate())
    elif how == "is recused":
        Recusal.objects.create(user=manager, dossier=case.subject.dossier, why="family", created_by=coordinator)
    else:
        manager.pledges.update(revoked_at=timezone.now())
    assert ALONE in home()


@pytest.mark.parametrize("who", ["visitor", "other_caseworker", "auditor"])
def test_nobody_is_named_who_cannot_open_the_case(case, cast, caseworker, who):
    with context.on_behalf_of(caseworker), pytest.raises(ValidationError):
        services.reporter_record(case, actor=caseworker, readers=[caseworker, getattr(cast, who)], name=NAME)


def test_of_a_restricted_case_the_readers_are_among_its_holders(case, reporter, caseworker, advocate, manager, second_manager):
    with context.on_behalf_of(caseworker):
        services.case_restrict(case, actor=caseworker, why="abuse", holders=[caseworker, advocate, manager])
        with pytest.raises(ValidationError):
            services.reporter_name_readers(reporter, actor=caseworker, readers=[caseworker, second_manager])
        services.reporter_name_readers(reporter, actor=caseworker, readers=[caseworker, advocate])
    assert Dossier.objects.get(pk=reporter.dossier_id).restricted


def test_it_is_corrected_by_a_reader(client, reporter, caseworker):
    page = reverse("reporter_edit", args=[reporter.pk])
    login(client, caseworker).get(page)
    client.post(page, {"name": "植竹 静江"})
    assert "植竹 静江" in client.get(page_of(reporter)).content.decode()
