"""発送停止: nothing is sent to where somebody lives while one of their cases says so; why, only those who read that case learn."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework import services
from casework.models import Case, CaseStep
from documents.kinds import KINDS
from documents.models import Copy, Document
from privacy import context
from tests.cast import login
from tests.documents.conftest import work
from tests.factories import visits as watch
from tests.factories.casework import make_case
from tests.factories.telling import say, tell

pytestmark = pytest.mark.django_db
WHY, ASK, STOPPED = "夫が封を切る", "責任者に聞いてください", "発送停止"


@pytest.fixture
def door(coordinator, areas):
    """A watch-over goes on, so that the person's record stays one that others share."""
    return watch.enrol(coordinator, areas.dai)


@pytest.fixture
def case(caseworker, door, areas):
    return make_case(caseworker, areas.dai, subject=door.person)


def fresh(user):
    return User.objects.get(pk=user.pk)


def restrict(case, caseworker, manager):
    with context.on_behalf_of(fresh(caseworker)) as now:
        found = Case.objects.visible_to(now).select_related("dossier__subject", "subject__dossier", "area").get(pk=case.pk)
        services.case_restrict(found, actor=now.user, why="violence", holders=[caseworker, manager])


def press(client, user, case, **said):
    return login(client, fresh(user)).post(reverse("mail_stop", args=[case.pk]), {"why": WHY, **said})


def page(client, user, address, follow=False) -> str:
    return login(client, fresh(user)).get(address, follow=follow).content.decode()


def ask_for_form(client, user, person) -> str:
    sent = {"once": str(uuid.uuid4())}
    return login(client, fresh(user)).post(reverse("consent_blank", args=[person.pk]), sent, follow=True).content.decode()


def test_no_paper_goes_home_from_the_moment_it_is_stopped(client, case, door, caseworker):
    assert press(client, caseworker, case).status_code == 303
    said = ask_for_form(client, caseworker, door.person)
    assert STOPPED in said
    assert WHY in said
    assert not Document.objects.exists()
    assert (
        reverse("told", args=[door.person_id])
        in login(client, caseworker).get(reverse("told_print", args=[door.person_id])).url
    )


def test_whoever_may_not_know_of_the_case_hears_whom_to_ask_and_nothing_else(
    client, case, door, caseworker, coordinator, manager
):
    restrict(case, caseworker, manager)
    before = page(client, coordinator, door.person.get_absolute_url())
    press(client, caseworker, case)
    said = ask_for_form(client, coordinator, door.person)
    assert ASK in said
    assert WHY not in said
    assert STOPPED not in said, "that something stops it would tell that there is a case"
    assert str(case.pk) not in said
    assert not Document.objects.exists()
    refused = page(client, coordinator, reverse("told_print", args=[door.person_id]), follow=True)
    assert ASK in refused
    assert WHY not in refused
    assert STOPPED not in refused
    after = page(client, coordinator, door.person.get_absolute_url())
    assert STOPPED not in after
    assert len(after) == len(before)
    for user in (caseworker, manager):
        shown = page(client, user, case.get_absolute_url())
        assert "住所に何も送らない" in shown
        assert WHY in shown


def test_who_reads_the_case_sees_it_where_they_look_for_the_address(client, case, door, caseworker, coordinator):
    press(client, caseworker, case)
    for user in (caseworker, coordinator):
        assert WHY in page(client, user, door.person.get_absolute_url())
        assert "住所に何も送らない" in page(client, user, reverse("case_print", args=[case.pk]))


def test_the_offices_own_print_of_a_case_is_made_and_says_that_it_stays_there(
    client, case, door, caseworker, coordinator, areas
):
    address = reverse("case_print", args=[case.pk])
    assert "事務所" not in page(client, caseworker, address)
    press(client, caseworker, case)
    bar, sheet = page(client, caseworker, address).split('<main id="main"')
    assert "事務所" in bar
    assert "事務所" in sheet
    assert WHY not in sheet.split("<h2>")[0]


def test_a_print_of_another_case_tells_its_reader_and_not_the_paper(
    client, case, door, caseworker, coordinator, manager, areas
):
    """A paper goes on to others: a restricted case, which stops the post, must not be guessed from it."""
    other = make_case(caseworker, areas.dai, subject=door.person)
    restrict(case, caseworker, manager)
    before = page(client, coordinator, reverse("case_print", args=[other.pk]))
    press(client, caseworker, case)
    bar, sheet = page(client, caseworker, reverse("case_print", args=[other.pk])).split('<main id="main"')
    assert "事務所" in bar
    assert "事務所" not in sheet
    assert STOPPED not in sheet
    after = page(client, coordinator, reverse("case_print", args=[other.pk]))
    assert len(after) == len(before)


def test_what_was_made_before_is_neither_opened_nor_given_out(client, case, door, caseworker):
    ask_for_form(client, caseworker, door.person)
    work()
    document = Document.objects.get()
    file = reverse("document_file", args=[document.pk])
    assert login(client, caseworker).get(file).status_code == 200
    press(client, caseworker, case)
    assert client.get(file).url == document.get_absolute_url()
    copy = Copy.objects.filter(n=1).get()
    answer = client.post(reverse("copy_mark", args=[copy.pk]), {"holding": "out", "whom": "本人"}, follow=True)
    assert STOPPED in answer.content.decode()
    assert Copy.objects.get(pk=copy.pk).holding == "here"


def test_it_holds_for_every_record_of_the_person(client, case, door, caseworker, coordinator, areas):
    other = make_case(coordinator, areas.dai)
    with context.on_behalf_of(fresh(coordinator)) as now:
        services.person_join(other.subject, other=door.person, main=door.person_id, actor=now.user, why="同じ人")
    press(client, caseworker, case)
    assert STOPPED in ask_for_form(client, coordinator, other.subject)


def test_a_letter_to_the_family_is_none_either_and_a_call_is(case, door, caseworker):
    day = timezone.localdate()
    say(caseworker, door.person, recipients=["family"], day=day)
    with context.on_behalf_of(fresh(caseworker)) as now:
        services.mail_stop(case, actor=now.user, why=WHY)
    with pytest.raises(ValidationError, match=STOPPED) as refused:
        tell(caseworker, case, "family", means="post")
    assert WHY not in str(refused.value), "an exception says no word of a record"
    assert tell(caseworker, case, "family", means="phone").pk


def test_it_is_lifted_with_a_reason_and_both_stay_on_the_timeline(client, case, door, caseworker):
    press(client, caseworker, case)
    assert press(client, caseworker, case, resume="1", why="別居した").status_code == 303
    assert "別居した" in page(client, caseworker, case.get_absolute_url())
    assert list(CaseStep.objects.filter(kind__in=["no_mail", "mail"]).order_by("at").values_list("kind", flat=True)) == [
        "no_mail",
        "mail",
    ]
    ask_for_form(client, caseworker, door.person)
    assert Document.objects.count() == 1


def test_without_a_reason_or_pressed_twice_nothing_happens(client, case, caseworker):
    assert (
        "理由を書いてください"
        in login(client, caseworker).post(reverse("mail_stop", args=[case.pk]), {"why": " "}, follow=True).content.decode()
    )
    press(client, caseworker, case)
    again = (
        login(client, caseworker).post(reverse("mail_stop", args=[case.pk]), {"why": "もう一度"}, follow=True).content.decode()
    )
    assert "もう一度" in again
    assert CaseStep.objects.filter(kind="no_mail").count() == 1


def test_each_kind_of_paper_says_whether_it_goes_home():
    """By hand: a new kind is decided here."""
    assert {kind.name: kind.to_household for kind in KINDS.values() if kind.name != "test"} == {
        "consent": True, "letter": False, "fax": False, "conference_papers": False, "conference_agenda": False, "conference_people": False,
        "conference_letter": False, "conference_minutes": False, "conference_done": False,
    }  # fmt: skip
