"""A case is restricted in one step, to those who are named to it: for everybody else it is not there from that moment on."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import SamePerson
from casework import services
from casework.models import Case, CaseRestriction, CaseStep, Draft
from casework.services.restricting import case_restrict_again
from privacy import context, granting
from privacy.dossiers import WORK
from privacy.errors import NotWithinReach
from privacy.models import Dossier, Grant, Recusal
from privacy.roles import Role
from tests.architecture.world import make_draft
from tests.cast import login, make_member, make_user
from tests.factories import visits as watch
from tests.factories.casework import make_case, make_note, make_person
from visits.models import Alert
from visits.services import alert_to_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def fresh(user):
    return User.objects.get(pk=user.pk)


def case_of(case):
    return Case._base_manager.select_related("dossier__subject", "subject__dossier", "area").get(pk=case.pk)


@pytest.fixture
def case(caseworker, areas):
    return case_of(make_case(caseworker, areas.dai))


def address(name, case):
    return reverse(name, args=[case.pk])


def press(client, user, case, holders, **more):
    """What the page answers: "done", "asks", 403 or 404."""
    sent = {"why": "abuse", "holders": [str(one.pk) for one in holders], **more}
    return sent_to(login(client, fresh(user)), address("case_restrict", case), sent)


def sent_to(client, page, sent):
    answer = client.post(page, sent)
    if answer.status_code != 303:
        return answer.status_code
    return "asks" if answer.url == page else "done"


def status_of(client, user, record) -> int:
    return login(client, fresh(user)).get(record.get_absolute_url()).status_code


def restrict(case, actor, *holders, **more):
    with context.on_behalf_of(fresh(actor)) as now:
        return services.case_restrict(case_of(case), actor=now.user, why="abuse", holders=holders, **more)


def acts(user, service, restriction, **more):
    with context.on_behalf_of(fresh(user)) as now:
        row = (
            CaseRestriction.objects.visible_to(now, "case.read").select_related("case__dossier__subject").get(pk=restriction.pk)
        )
        return service(row, actor=now.user, **more)


# The press.


def test_one_press_closes_the_case_to_everybody_who_is_not_named(
    client, case, caseworker, coordinator, advocate, manager, second_manager
):
    assert status_of(client, coordinator, case) == 200
    assert press(client, caseworker, case, [advocate, manager], without_me="on") == "done"
    seen = {
        user.username: status_of(client, user, case) for user in (advocate, manager, caseworker, coordinator, second_manager)
    }
    assert seen == {"advocate": 200, "manager": 200, "caseworker": 404, "coordinator": 404, "manager2": 404}


def test_the_person_goes_along_where_nothing_else_goes_on_with_them(client, case, caseworker, coordinator, advocate, manager):
    restrict(case, caseworker, advocate, manager)
    seen = {user.username: status_of(client, user, case.subject) for user in (advocate, manager, caseworker, coordinator)}
    assert seen == {"advocate": 200, "manager": 200, "caseworker": 404, "coordinator": 404}


@pytest.mark.parametrize("also", ["an open case", "a watch-over", "another record"])
def test_where_something_goes_on_the_person_stays_as_they_are(client, case, caseworker, coordinator, manager, areas, also):
    if also == "an open case":
        make_case(coordinator, areas.dai, subject=case.subject)
    elif also == "a watch-over":
        watch.enrol(coordinator, areas.dai, person=case.subject)
    else:
        other = make_person(coordinator, areas.dai, family_name="植月")
        with context.on_behalf_of(coordinator):
            services.person_join(case.subject, actor=coordinator, other=other, main=other.pk, why="同じ人")
    restrict(case, caseworker, caseworker, manager)
    assert status_of(client, coordinator, case) == 404
    assert status_of(client, coordinator, case.subject) == 200


def test_a_closed_case_of_the_person_opens_as_before_and_leads_to_them_no_more(
    client, case, caseworker, coordinator, advocate, manager, areas
):
    closed = make_case(coordinator, areas.dai, subject=case.subject, ended=True)
    granting.grant(
        advocate, case_of(closed).dossier, Grant.Kind.ASSIGNED, level=WORK, from_date=timezone.localdate(), given_by=coordinator
    )
    Grant.objects.filter(user=advocate).update(lead=Grant.Lead.OPEN)
    restriction = restrict(case, caseworker, caseworker, manager)
    assert status_of(client, advocate, closed) == 200
    assert status_of(client, advocate, case.subject) == 404
    lift(restriction, caseworker, manager)
    assert status_of(client, advocate, case.subject) == 200, "it leads there again"


def lift(restriction, one, other):
    acts(one, services.lift_ask, restriction, why="落ち着いた")
    acts(other, services.lift_agree, restriction)


def test_who_cannot_restrict_the_person_restricts_the_case_alone(client, caseworker, coordinator, advocate, manager, areas):
    """An advocate takes a consultation about somebody they can only find: their holders get no record that they had not."""
    known = make_person(coordinator, areas.dai)
    case = make_case(advocate, areas.dai, subject=known)
    restrict(case, advocate, advocate, manager)
    assert [status_of(client, one, case) for one in (advocate, coordinator)] == [200, 404]
    assert [status_of(client, one, known) for one in (advocate, coordinator)] == [404, 200]


# Who is named.


def test_the_page_asks_for_what_is_missing(client, case, caseworker, coordinator, manager):
    assert press(client, caseworker, case, [caseworker]) == "asks", "one alone"
    assert press(client, caseworker, case, [caseworker, caseworker]) == "asks", "the same one twice"
    assert press(client, caseworker, case, [caseworker, coordinator]) == "asks", "no manager"
    assert press(client, caseworker, case, [coordinator, manager]) == "asks", "without a word that one leaves it oneself"
    assert press(client, caseworker, case, [caseworker, manager], why="other") == "asks", "no words"
    assert not CaseRestriction.objects.exists()
    assert press(client, caseworker, case, [caseworker, coordinator], without_manager="on") == "done"


@pytest.mark.parametrize("what", ["recused", "without a pledge", "of another council", "auditor"])
def test_nobody_is_named_who_could_not_hold_it(case, caseworker, manager, coordinator, auditor, other_caseworker, what):
    user = {"of another council": other_caseworker, "auditor": auditor}.get(what, coordinator)
    if what == "recused":
        Recusal.objects.create(user=user, dossier=case.subject.dossier, why="family", created_by=manager)
    elif what == "without a pledge":
        user.pledges.update(revoked_at=timezone.now())
    with pytest.raises(ValidationError, match="もう担当にできない"):
        restrict(case, caseworker, user, manager)
    assert not Dossier.objects.filter(restricted=True).exists()


def test_whoever_reads_by_area_restricts_as_a_manager_only(client, case, coordinator, manager, second_manager):
    assert press(client, coordinator, case, [coordinator, manager]) == 403, "not named to it"
    assert press(client, manager, case, [coordinator, second_manager], without_me="on") == "done"
    assert [status_of(client, one, case) for one in (manager, coordinator)] == [404, 200]


def test_restricted_twice_at_once_the_second_finds_it_restricted(client, case, caseworker, manager, advocate):
    opened = case_of(case)
    restrict(case, caseworker, caseworker, manager)
    with context.on_behalf_of(manager), pytest.raises(ValidationError, match="すでに"):
        services.case_restrict(opened, actor=manager, why="abuse", holders=[advocate, manager])
    with context.on_behalf_of(fresh(advocate)) as now, pytest.raises(NotWithinReach):
        services.case_restrict(opened, actor=now.user, why="abuse", holders=[advocate, manager])


def test_whoever_is_named_in_the_same_moment_by_an_outsider_is_not(case, caseworker, coordinator, advocate, manager):
    """The coordinator's page was read while the case was open; the grant would have come after the restriction."""
    opened = case_of(case)
    restrict(case, caseworker, caseworker, manager)
    with context.on_behalf_of(fresh(coordinator)) as now, pytest.raises(NotWithinReach):
        services.case_assign(opened, actor=now.user, user=advocate)


# What else ends.


def test_what_others_had_begun_to_write_about_it_is_gone(case, caseworker, coordinator, manager, areas):
    note = make_note(caseworker, case)
    drafts = {user: make_draft(user, areas.council, "note_new", case.pk).pk for user in (caseworker, coordinator)}
    make_draft(coordinator, areas.council, "note_edit", note.pk)
    make_draft(coordinator, areas.council, "person_edit", case.subject_id)
    other = make_case(caseworker, areas.dai)
    beside = [make_draft(coordinator, areas.council, "note_new", other.pk)]
    for about, kept in ((case, []), (other, beside)):
        with context.on_behalf_of(caseworker):
            relative = services.relative_save(about.subject, actor=caseworker, relation="長女", name="露木 花")
        kept.append(make_draft(coordinator, areas.council, "relative_edit", relative.pk))
    restrict(case, caseworker, caseworker, manager)
    assert set(Draft.objects.values_list("pk", flat=True)) == {drafts[caseworker], *(one.pk for one in beside)}


def test_an_open_page_of_a_former_reader_posts_nothing(client, case, caseworker, coordinator, manager):
    login(client, coordinator).get(case.get_absolute_url())
    restrict(case, caseworker, caseworker, manager)
    sent = {"means": "phone", "text": "長女より", "once": "11111111-1111-4111-8111-111111111111"}
    assert client.post(address("note_new", case), sent).status_code == 404
    assert client.post(address("case_status", case), {"status": "active"}).status_code == 404


def test_it_is_handed_over_by_its_manager_and_by_nobody_else(client, case, caseworker, advocate, coordinator, manager):
    restrict(case, caseworker, caseworker, manager, advocate)
    for user, answer in ((coordinator, 404), (caseworker, 403), (manager, 303)):
        assert login(client, fresh(user)).post(address("case_staff", case), {"user": coordinator.pk}).status_code == answer
    assert status_of(client, coordinator, case) == 200


def test_a_note_moves_between_it_and_another_case_of_a_holder(client, case, caseworker, coordinator, manager, areas):
    other = make_case(caseworker, areas.dai)
    note = make_note(caseworker, other)
    restrict(case, caseworker, caseworker, manager)
    assert login(client, fresh(caseworker)).post(reverse("note_move", args=[note.pk]), {"to": str(case.pk)}).status_code == 303
    assert login(client, fresh(coordinator)).get(reverse("note_edit", args=[note.pk])).status_code == 404
    assert "封筒が三通" not in client.get(other.get_absolute_url()).content.decode()


def test_a_case_that_ends_and_a_death_leave_it_restricted(client, case, caseworker, coordinator, manager):
    restrict(case, caseworker, caseworker, manager)
    day = str(timezone.localdate())
    sent = {"on_date": day, "reason_code": "died", "death_date": day}
    assert login(client, fresh(caseworker)).post(address("case_close", case), sent).status_code == 303
    assert [status_of(client, one, case) for one in (caseworker, coordinator)] == [200, 404]
    assert [status_of(client, one, case.subject) for one in (caseworker, coordinator)] == [200, 404]


def test_a_case_about_nobody_known_is_restricted_alone(client, caseworker, coordinator, manager, areas):
    case = make_case(caseworker, areas.dai, new_subject=None)
    restrict(case, caseworker, caseworker, manager, hide_contact=True)
    assert [status_of(client, one, case) for one in (caseworker, coordinator)] == [200, 404]


def test_it_is_named_to_two_at_least(case, manager):
    """A manager alone could lift and look without anybody who knows."""
    with pytest.raises(ValidationError, match="2人以上"):
        restrict(case, manager, manager)
    assert not CaseRestriction.objects.exists()


# Confirmed by another one.


def test_another_holder_confirms_it_and_not_the_same_one(client, case, caseworker, manager):
    restriction = restrict(case, caseworker, caseworker, manager)
    with pytest.raises(SamePerson):
        acts(caseworker, services.restriction_confirm, restriction)
    page = login(client, fresh(manager)).get(case.get_absolute_url()).content.decode()
    assert "閲覧制限を確認する" in page
    assert "虐待" in page
    assert login(client, fresh(manager)).post(address("restriction_confirm", case)).status_code == 303
    assert CaseRestriction.objects.get().confirmed_by == manager
    with pytest.raises(ValidationError, match="ほかの人が答えた"):
        acts(manager, services.restriction_confirm, restriction)


WAITS = "確認されていない閲覧制限"


def test_it_waits_on_the_home_of_its_holders_at_once_and_on_every_managers_after_three_days(
    client, case, caseworker, coordinator, manager, second_manager, monkeypatch
):
    restrict(case, caseworker, caseworker, manager)
    home = lambda user: login(client, fresh(user)).get("/").content.decode()
    confirm = "閲覧制限の確認をお願いします"
    assert confirm in home(manager)
    assert case.number in home(manager)
    assert confirm not in home(caseworker), "never by the same one"
    assert WAITS not in home(second_manager)
    later = timezone.now() + 3 * DAY + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    told = home(second_manager)
    assert WAITS in told
    assert case.number not in told
    assert str(case.pk) not in told
    assert WAITS not in home(coordinator)
    assert status_of(client, second_manager, case) == 404, "it stays restricted"
    login(client, fresh(manager)).post(address("restriction_confirm", case))
    assert WAITS not in home(second_manager)
    assert confirm not in home(manager)


def test_a_manager_who_is_kept_from_the_person_hears_nothing_of_it(
    client, case, caseworker, coordinator, manager, second_manager, monkeypatch
):
    with context.on_behalf_of(fresh(manager)) as now:
        services.person_recuse(case_of(case), actor=now.user, why="family")
    restrict(case, caseworker, caseworker, coordinator, without_manager=True)
    later = timezone.now() + 4 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert [WAITS in login(client, fresh(user)).get("/").content.decode() for user in (manager, second_manager)] == [
        False,
        True,
    ]


# Lifted by two.


def test_two_holders_lift_it_and_one_does_not(client, case, caseworker, coordinator, advocate, manager):
    restriction = restrict(case, caseworker, advocate, manager)
    page = address("case_lift", case)
    assert login(client, fresh(coordinator)).post(page, {"why": "x"}).status_code == 404
    assert login(client, fresh(advocate)).post(page, {"why": ""}).url == page
    assert client.post(page, {"why": "落ち着いた"}).status_code == 303
    client.post(page, {"answer": "agree"})
    assert status_of(client, coordinator, case) == 404, "nobody agrees with themselves"
    assert "落ち着いた" in login(client, fresh(manager)).get(page).content.decode()
    assert client.post(page, {"answer": "agree"}).status_code == 303
    for record in (case, case.subject):
        assert [status_of(client, one, record) for one in (coordinator, caseworker)] == [200, 200]
    assert status_of(client, advocate, case) == 200, "who was named to it stays named"
    restriction.refresh_from_db(fields=["lift_asked_by", "lifted_by"])
    assert (restriction.lift_asked_by, restriction.lifted_by) == (advocate, manager)
    assert set(CaseStep.objects.filter(case=case).values_list("kind", flat=True)) >= {"restrict", "lifted"}


def test_a_form_that_came_too_late_lifts_nothing(client, case, caseworker, coordinator, manager):
    restriction = restrict(case, caseworker, caseworker, manager)
    acts(caseworker, services.lift_ask, restriction, why="落ち着いた")
    acts(caseworker, services.lift_refuse, restriction)
    assert login(client, fresh(manager)).post(address("case_lift", case), {"answer": "agree"}).status_code == 303
    assert "ほかの人が答えたか" in client.get("/").content.decode()
    assert status_of(client, coordinator, case) == 404
    lift(restriction, caseworker, manager)
    again = restrict(case, caseworker, caseworker, manager)
    with pytest.raises(ValidationError):
        acts(manager, services.lift_agree, restriction)
    assert again.lifted_at is None


def test_the_person_opens_again_with_the_last_restricted_case(client, case, caseworker, coordinator, manager, areas):
    first = restrict(case, caseworker, caseworker, manager)
    other = make_case(caseworker, areas.dai, subject=case_of(case).subject)
    second = restrict(other, caseworker, caseworker, manager)
    lift(first, caseworker, manager)
    assert [status_of(client, coordinator, one) for one in (case, case.subject)] == [200, 404]
    lift(second, caseworker, manager)
    assert [status_of(client, coordinator, one) for one in (other, case.subject)] == [200, 200]


def test_a_holder_who_leaves_takes_no_restriction_along(client, case, caseworker, manager, second_manager, areas):
    """The last manager among them leaves: two others take it over, and confirm it then."""
    restriction = restrict(case, caseworker, caseworker, manager)
    manager.memberships.update(ended_at=timezone.now())
    third = make_member(make_user("manager3"), Role.MANAGER, areas.council)
    for user, answer in ((second_manager, "ask"), (third, "confirm")):
        login(client, fresh(user)).post(reverse("orphans"), {"record": str(case.dossier_id), "answer": answer})
    acts(third, services.restriction_confirm, restriction)
    assert CaseRestriction.objects.get().confirmed_by == third


def test_a_restricted_person_is_made_one_with_nobody_by_others(client, case, caseworker, coordinator, manager, areas):
    other = make_person(coordinator, areas.dai)
    restrict(case, caseworker, caseworker, manager)
    page = login(client, fresh(coordinator)).get(reverse("person_join", args=[other.pk, case.subject_id]))
    assert page.status_code == 404


def test_an_ordinary_case_leads_nobody_to_a_restricted_person(client, case, caseworker, advocate, manager, areas):
    closed = make_case(caseworker, areas.dai, subject=case.subject, ended=True)
    restrict(case, caseworker, caseworker, manager)
    with context.on_behalf_of(fresh(caseworker)) as now:
        granting.grant(
            advocate,
            Dossier.objects.get(pk=closed.dossier_id),
            Grant.Kind.ASSIGNED,
            level=WORK,
            from_date=timezone.localdate(),
            given_by=now.user,
        )
    assert status_of(client, advocate, case.subject) == 404


def test_a_concern_that_became_a_case_leads_nobody_else_to_it(client, caseworker, coordinator, manager, areas):
    door = watch.enrol(coordinator, areas.dai)
    watch.visit(coordinator, door, "concern")
    with context.on_behalf_of(coordinator) as now:
        alert = Alert.objects.visible_to(now).select_related("dossier", "enrolment").get()
        case = alert_to_case(alert, actor=coordinator, id=uuid.uuid4(), topic="dementia", consented=True)
    address = reverse("alert_case", args=[alert.pk])
    assert login(client, coordinator).get(address).url == case.get_absolute_url()
    restrict(case, coordinator, caseworker, manager)
    assert str(case.pk) not in login(client, fresh(coordinator)).get(address).url
    assert str(case.pk) not in client.get(alert.get_absolute_url()).content.decode()


def test_a_restore_restricts_again_in_the_name_of_whoever_had_or_of_the_first_of_all(case, caseworker, coordinator, areas):
    """Somebody whose account is younger than the backup is not there."""
    second = case_of(make_case(caseworker, areas.dai))
    with context.as_job("restore") as job:
        for one, by in ((case, coordinator.pk), (second, uuid.uuid4())):
            case_restrict_again(one, actor=job, by=by)
    first = User.objects.earliest("created_at")
    found = CaseRestriction._base_manager.values_list("case", "restricted_by", "case__dossier__restricted")
    assert set(found) == {(case.pk, coordinator.pk, True), (second.pk, first.pk, True)}
    assert first != coordinator
