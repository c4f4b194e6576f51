"""A visitor who was taken off a door: what they bring counts for nothing until the office has looked, and only days that were theirs
are taken."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Pledge
from casework.models import Consent
from privacy import context, outbox
from privacy.models import AccessEvent, Recusal
from privacy.outbox import OutboxMessage
from privacy.roles import Role
from programs.indicators import get
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.visits.asking import check_of, fresh, kinds
from visits import services
from visits.codes import Flag, Late
from visits.models import Alert, Assignment, SafetyCheck, SafetyStep, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]

DAY = timedelta(days=1)


@pytest.fixture
def door(cast, areas):
    """Theirs until ten days ago; since then somebody was missed there."""
    found = make.enrol(cast.coordinator, areas.dai)
    make.assign(cast.coordinator, found, cast.visitor)
    with context.on_behalf_of(cast.coordinator):
        [assignment] = Assignment.objects.visible_to(cast.coordinator).filter(enrolment=found)
        services.visitor_unassign(assignment, actor=cast.coordinator, until_date=timezone.localdate() - 10 * DAY)
    return found


def bring(user, door, outcome="well", days=12, client=None, **data):
    day = (timezone.localdate() - days * DAY).isoformat()
    sent = {"once": str(uuid.uuid4()), "outcome": outcome, "visited_date": day, "visited_time": "10:00", **data}
    return login(client or Client(), user).post(reverse("visit_new", args=[door.pk]), sent)


def look(user, visit, do, client=None):
    return login(client or Client(), user).post(reverse("visit_late", args=[visit.pk]), {"do": do})


def moment(days):
    return timezone.localtime(timezone.now() - days * DAY).replace(hour=9, minute=0)


def home(user):
    return login(Client(), user).get(reverse("home"))


# What is not taken at all.


@pytest.mark.parametrize("outcome", ["well", "emergency"])
def test_a_day_that_was_not_theirs_is_refused_at_its_place(client, cast, door, outcome):
    """元気 dated today would have confirmed the open check, 緊急 would have called everybody."""
    make.visit(cast.coordinator, door, "absent", at=moment(1))
    answer = bring(cast.visitor, door, outcome, days=0, client=client, visited_time="", note="書いた言葉")
    text = client.get(answer["Location"]).content.decode()
    assert "その日は、この家の担当ではありませんでした" in text
    assert "書いた言葉" in text
    assert [visit.outcome for visit in Visit.objects.all()] == ["absent"]
    assert check_of(door) is not None
    assert kinds(door) == []


def test_somebody_kept_from_the_person_writes_nothing(cast, door):
    """As for a door that does not exist, to the byte."""
    Recusal.objects.create(user=cast.visitor, dossier=door.person.dossier, why="family", created_by=cast.manager)
    answer = bring(cast.visitor, door, "emergency")
    absent = login(Client(), cast.visitor).post(reverse("visit_new", args=[uuid.uuid4()]), {"outcome": "well"})
    assert (answer.status_code, answer.content) == (absent.status_code, absent.content) == (404, absent.content)
    assert not Visit.objects.exists()


def test_a_role_that_ended_or_a_pledge_that_ran_out_brings_nothing(cast, door):
    cast.visitor.memberships.update(until_date=timezone.localdate() - DAY)
    assert bring(cast.visitor, door).status_code in (403, 404)
    cast.visitor.memberships.update(until_date=None)
    Pledge.objects.filter(user=cast.visitor).update(valid_until=timezone.localdate() - DAY)
    assert bring(cast.visitor, door).status_code in (302, 403, 404)
    assert not Visit.objects.exists()


def test_a_role_in_another_council_brings_nothing_here(cast, areas, door):
    cast.visitor.memberships.update(ended_at=timezone.now())
    make_member(cast.visitor, Role.CASEWORKER, areas.other_north)
    assert bring(cast.visitor, door).status_code == 404
    assert not Visit.objects.exists()


def test_the_names_of_those_who_go_there_now_are_not_shown(client, cast, areas, door):
    now = make_member(make_user("now", name="今の 担当"), Role.VISITOR, areas.dai)
    make.assign(cast.coordinator, door, now, from_date=timezone.localdate() - 9 * DAY)
    answer = bring(cast.visitor, door, "", client=client)
    text = client.get(answer["Location"]).content.decode()
    assert "きょうの様子を選んでください" in text
    assert "今の 担当" not in text


# What waits.


def test_what_is_brought_changes_nothing_until_the_office_has_looked(cast, door):
    make.visit(cast.coordinator, door, "absent", at=moment(15))
    before = fresh(door)
    assert bring(cast.visitor, door, "concern", note="郵便がたまっている").status_code == 303
    [visit] = Visit.objects.filter(visitor=cast.visitor)
    assert (visit.flag, visit.late) == (Flag.NOT_ASSIGNED, Late.WAITING)
    assert (check_of(door) is not None, kinds(door)) == (True, [])
    now = fresh(door)
    assert (now.last_visit_date, now.last_outcome, now.next_due_date) == (
        before.last_visit_date,
        before.last_outcome,
        before.next_due_date,
    )


def test_its_event_names_the_person_and_the_council(cast, door):
    bring(cast.visitor, door)
    [visit] = Visit.objects.all()
    [event] = AccessEvent.objects.filter(kind="write", records__contains=[visit.pk])
    assert (event.actor, event.council, event.job) == (cast.visitor.pk, door.council_id, "late visit")
    assert event.dossiers == [door.dossier_id]
    assert visit.history.get().history_user_id == cast.visitor.pk


def test_it_is_in_no_number(cast, areas, door):
    from japan import fiscal

    today = timezone.localdate()
    names = ("watch.visits", "watch.people", "watch.absences", "watch.alerts")

    def numbers():
        years = {fiscal.fiscal_year(today - days * DAY) for days in (0, 12)}
        return [get(name).count(areas.council, year, fiscal.bounds(year)[1], None) for name in names for year in years]

    before = numbers()
    bring(cast.visitor, door)
    bring(cast.visitor, door, "absent")
    assert numbers() == before
    for visit in Visit.objects.all():
        assert look(cast.coordinator, visit, "take").status_code == 303
    assert numbers() != before


def test_two_absences_brought_late_raise_nothing_by_themselves(cast, door):
    make.visit(cast.coordinator, door, "absent", at=moment(20))
    bring(cast.visitor, door, "absent", days=19)
    bring(cast.visitor, door, "absent", days=18)
    assert (kinds(door), SafetyCheck.objects.count()) == ([], 1)


def test_it_waits_on_home_and_on_the_enrolment_with_both_buttons(client, cast, door):
    bring(cast.visitor, door, "concern", note="郵便がたまっている")
    [visit] = Visit.objects.all()
    for user in (cast.coordinator, cast.manager):
        assert reverse("visit", args=[visit.pk]) in home(user).content.decode()
    for url in (door.get_absolute_url(), reverse("visit", args=[visit.pk])):
        text = login(client, cast.coordinator).get(url).content.decode()
        assert "担当を外れた人からの記録（未確認）" in text
        assert f'action="{reverse("visit_late", args=[visit.pk])}"' in text
        assert ">反映する<" in text.replace("\n", "")
        last = AccessEvent.objects.order_by("-seq").values_list("request", flat=True)[0]
        assert visit.pk in {pk for event in AccessEvent.objects.filter(request=last) for pk in event.records}
    for user in (cast.visitor, cast.advocate):
        assert str(visit.pk) not in home(user).content.decode()


def test_an_emergency_stands_above_everything_and_is_mailed(cast, door):
    for user in (cast.coordinator, cast.manager, cast.caseworker):
        user.email = f"{user.username}@example.org"
        user.save()
    bring(cast.visitor, door, "emergency", note="倒れている")
    assert (check_of(door), kinds(door)) == (None, [])
    for user in (cast.coordinator, cast.manager):
        strip = home(user).context["page"].strip
        assert "髙橋" in strip.title
        assert "まだだれも確認していません" in strip.text
    for message in OutboxMessage.objects.filter(handler="visits.tell_late"):
        outbox.deliver(message.pk)
    assert {one.to[0] for one in mail.outbox} == {"coordinator@example.org", "manager@example.org"}
    assert {one.subject for one in mail.outbox} == {"よりそい：緊急の記録があとから届きました（未確認）"}
    assert not any("髙橋" in one.body or "倒れて" in one.body for one in mail.outbox)


# What the office does with it.


def test_taken_up_it_does_what_it_would_have_done(cast, door):
    make.visit(cast.coordinator, door, "absent", at=moment(15))
    bring(cast.visitor, door, "consult", note="話を聞いてほしい")
    [visit] = Visit.objects.filter(visitor=cast.visitor)
    assert look(cast.coordinator, visit, "take").status_code == 303
    check = SafetyCheck.objects.get()
    assert (check.confirmed_at, check.confirmed_how, check.confirmed_by) == (visit.visited_at, "met", cast.visitor)
    assert kinds(door) == ["consult"]
    assert fresh(door).last_visit_date == timezone.localdate(visit.visited_at)
    assert Visit.objects.get(pk=visit.pk).late == Late.TAKEN
    [event] = AccessEvent.objects.filter(kind="write", action="alert.take", records__contains=[visit.pk])
    assert event.actor == cast.coordinator.pk
    newest = Visit.history.filter(id=visit.pk).latest("history_date")
    assert (newest.late, newest.history_user_id) == ("taken", cast.coordinator.pk)
    assert str(visit.pk) not in home(cast.coordinator).content.decode()


def test_taken_up_today_an_old_absence_puts_nobody_on_the_board_who_was_met_since(cast, door):
    make.visit(cast.coordinator, door, at=moment(3))
    bring(cast.visitor, door, "absent")
    [visit] = Visit.objects.filter(visitor=cast.visitor)
    look(cast.coordinator, visit, "take")
    assert check_of(door) is None


def test_what_was_tried_at_the_door_is_kept_and_comes_with_it(client, cast, door):
    bring(cast.visitor, door, "absent", step_phone="on", step_phone_at="10:05", step_phone_result="呼び出し音だけ")
    [visit] = Visit.objects.all()
    text = login(client, cast.coordinator).get(visit.get_absolute_url()).content.decode()
    assert "呼び出し音だけ" in text
    assert not SafetyStep.objects.exists()
    look(cast.coordinator, visit, "take")
    with context.on_behalf_of(cast.coordinator):
        [step] = SafetyStep.objects.visible_to(cast.coordinator)
        assert (step.step, step.result, step.by) == ("phone", "呼び出し音だけ", cast.visitor)
        assert timezone.localtime(step.at).hour == 10


def test_set_aside_it_stays_readable_and_nothing_follows(client, cast, door):
    bring(cast.visitor, door, "emergency", note="倒れている")
    [visit] = Visit.objects.all()
    look(cast.coordinator, visit, "aside")
    assert (check_of(door), kinds(door), fresh(door).last_visit_date) == (None, [], None)
    text = login(client, cast.coordinator).get(visit.get_absolute_url()).content.decode()
    assert "倒れている" in text
    assert reverse("visit_late", args=[visit.pk]) not in text
    assert home(cast.coordinator).context["page"].strip is None


def test_looked_at_once_the_second_hears_of_the_first(client, cast, door):
    bring(cast.visitor, door, "concern", note="郵便")
    [visit] = Visit.objects.all()
    look(cast.coordinator, visit, "aside")
    answer = look(cast.manager, visit, "take", client=client)
    assert "もうほかの人が確認しました" in client.get(answer["Location"]).content.decode()
    assert (Visit.objects.get().late, kinds(door)) == ("aside", [])


def test_a_correction_before_the_look_has_no_effect_either(cast, door):
    bring(cast.visitor, door, "well")
    with context.on_behalf_of(cast.coordinator):
        [visit] = Visit.objects.visible_to(cast.coordinator)
        services.visit_correct(visit, actor=cast.coordinator, reason="電話で聞いた", outcome="emergency")
    assert (check_of(door), kinds(door)) == (None, [])
    look(cast.coordinator, visit, "take")
    assert kinds(door) == ["emergency"]


def test_taken_up_after_a_death_it_is_kept_and_asks_for_nothing(cast, door):
    bring(cast.visitor, door, "emergency")
    [visit] = Visit.objects.all()
    with context.on_behalf_of(cast.coordinator):
        services.enrolment_end(door, actor=cast.coordinator, on_date=timezone.localdate() - DAY, reason_code="died")
    look(cast.coordinator, visit, "take")
    assert (check_of(door), kinds(door), Visit.objects.counted().count()) == (None, [], 1)


def test_an_end_since_is_not_told_to_whoever_brings_it(client, cast, door):
    """They hear that the day was not theirs, and the same whether or not the watch-over goes on."""
    with context.on_behalf_of(cast.coordinator):
        services.enrolment_end(door, actor=cast.coordinator, on_date=timezone.localdate() - 5 * DAY, reason_code="moved")
    answer = bring(cast.visitor, door, days=1, client=client)
    text = client.get(answer["Location"]).content.decode()
    assert "担当ではありませんでした" in text
    assert "見守りが終わっています" not in text


@pytest.mark.parametrize("who", ["visitor", "advocate", "auditor", "other_caseworker"])
def test_nobody_else_looks_at_it(cast, door, who):
    bring(cast.visitor, door)
    [visit] = Visit.objects.all()
    assert look(getattr(cast, who), visit, "take").status_code in (403, 404)
    assert Visit.objects.get().late == "waiting"


def test_a_visitor_of_the_door_reads_it_and_takes_nothing_up(cast, areas, door):
    goes = make_member(make_user("goes"), Role.VISITOR, areas.dai)
    make.assign(cast.coordinator, door, goes)
    bring(cast.visitor, door, "concern", note="郵便")
    [visit] = Visit.objects.all()
    text = login(Client(), goes).get(visit.get_absolute_url()).content.decode()
    assert "事務所が確認するまで" in text
    assert reverse("visit_late", args=[visit.pk]) not in text
    assert look(goes, visit, "take").status_code == 403
    assert Alert.objects.count() == 0


def test_home_costs_the_same_however_many_wait(client, cast, areas):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            text = client.get(reverse("home")).content.decode()
        return len(queries), text.count("担当を外れた"), text.count("同意はもう有効ではありません")

    day = timezone.localdate()
    login(client, cast.coordinator)
    found = []
    for number in (2, 3):
        for _each in range(number):
            make.bring_late(cast.coordinator, make.enrol(cast.coordinator, areas.dai))
        # It ran out since.
        with context.on_behalf_of(cast.coordinator):
            for consent in Consent.objects.visible_to(cast.coordinator):
                consent.until_date = day - DAY
                consent.save()
        client.get(reverse("home"))
        found.append(cost())
    (few, *shown_few), (many, *shown_many) = found
    assert (shown_few, shown_many) == ([2, 2], [5, 5])
    assert many == few
