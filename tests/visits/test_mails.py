"""Somebody hears of it in time: once each, by a mail that names nobody, whatever dies in between; and the clock of what nobody takes."""

import logging
import smtplib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts import mail_sending
from casework import services as casework
from config.celery import app
from privacy import context, outbox, servers
from privacy.models import OutboxMessage
from privacy.roles import Role
from privacy.servers import MAIL
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import make_person
from visits import services, tasks
from visits.codes import AlertKind
from visits.models import Alert
from visits.services.escalating import due_at

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def addresses(cast):
    for name, user in vars(cast).items():
        user.email = f"{name}@example.test"
        user.save()


@pytest.fixture(autouse=True)
def mail_server():
    """As nobody has found it yet."""
    MAIL.back()


@pytest.fixture
def door(cast, areas):
    person = make_person(cast.coordinator, areas.dai)
    with context.on_behalf_of(cast.coordinator):
        casework.relative_save(
            person, actor=cast.coordinator, relation="長男", name="髙橋 一郎", phone="090-0000-0001", emergency_rank=1
        )
    # Once a month: met on the last day of it, nobody is overdue before an alert of that day is.
    enrolment = make.enrol(cast.coordinator, areas.dai, person=person, times=1)
    make.assign(cast.coordinator, enrolment, cast.visitor)
    return enrolment


@pytest.fixture
def dead(monkeypatch):
    """Dies right after the commit: nobody is woken."""
    monkeypatch.setattr(outbox, "_wake", lambda message_id: None)


def deliver_all():
    """What waits is delivered, by a sweep's own order."""
    for message in OutboxMessage.objects.filter(handler="visits.tell").order_by("created_at"):
        outbox.deliver(message.pk)


def receivers():
    return sorted(address for message in mail.outbox for address in message.to)


def escalate(now):
    with context.as_job("watch") as actor:
        return services.scan(actor=actor, now=now)


def close(user):
    with context.on_behalf_of(user):
        services.alert_close(Alert.objects.visible_to(user).select_related("enrolment").get(), actor=user, how="settled")


def take(user):
    with context.on_behalf_of(user):
        services.alert_take(Alert.objects.visible_to(user).get(), actor=user)


# Mail.


def test_each_coordinator_gets_a_message_of_their_own_that_names_nobody(cast, areas, door, dead):
    make_member(make_user("second", email="second@example.test"), Role.COORDINATOR, areas.dai)
    make_member(make_user("elsewhere", email="elsewhere@example.test"), Role.COORDINATOR, areas.other)
    make.visit(cast.visitor, door, "concern", note="郵便がたまっている")
    deliver_all()
    assert receivers() == ["coordinator@example.test", "second@example.test"]
    for message in mail.outbox:
        assert len(message.recipients()) == 1
        whole = str(message.message())
        for text in (message.subject, message.body, whole):
            for name in ("髙橋", "ヨシ子", "たかはし", "郵便", "台小", "試験 花子", "0436"):
                assert name not in text, name
            for record in (door, door.person, Alert.objects.get()):
                assert str(record.pk) not in text
        assert message.subject == "よりそい：新しい要対応があります"
        assert "要対応" in message.body


def test_in_the_receivers_own_language(cast, door, dead):
    cast.coordinator.language = "en"
    cast.coordinator.save()
    make.visit(cast.visitor, door, "consult")
    deliver_all()
    assert mail.outbox[0].subject == "Yorisoi: something new waits for you"


def test_an_emergency_goes_at_once_to_every_coordinator_and_manager(cast, door, dead):
    make.visit(cast.visitor, door, "emergency", note="倒れている")
    deliver_all()
    assert receivers() == ["coordinator@example.test", "manager@example.test", "second_manager@example.test"]
    assert {message.subject for message in mail.outbox} == {"よりそい：緊急の記録がありました"}


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}], ids=["no address", "left"])
def test_nothing_is_sent_to_whom_it_cannot_reach(cast, door, dead, change):
    make.visit(cast.visitor, door, "concern")
    for name, value in change.items():
        setattr(cast.coordinator, name, value)
    cast.coordinator.save()
    deliver_all()
    assert mail.outbox == []
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_who_lost_the_role_meanwhile_hears_nothing(cast, door, dead):
    make.visit(cast.visitor, door, "concern")
    cast.coordinator.memberships.update(until_date=timezone.localdate() - timedelta(days=1))
    deliver_all()
    assert mail.outbox == []


def test_nothing_after_it_was_closed(cast, door, dead):
    make.visit(cast.visitor, door, "concern")
    close(cast.coordinator)
    deliver_all()
    assert mail.outbox == []


def test_saved_twice_is_told_once(cast, door, dead):
    visit = make.visit(cast.visitor, door, "concern")
    with context.on_behalf_of(cast.visitor):
        services.visit_correct(visit, actor=cast.visitor, note="新聞も", reason="書きたし")
    deliver_all()
    deliver_all()
    assert receivers() == ["coordinator@example.test"]


def test_killed_between_the_alert_and_the_notice_it_still_goes_out_once(
    cast, door, dead, monkeypatch, django_capture_on_commit_callbacks
):
    """The visit is committed and the wake-up lost; the sweeper finds it, and a second worker sends nothing more."""
    with django_capture_on_commit_callbacks(execute=True):
        make.visit(cast.visitor, door, "concern")
    assert Alert.objects.count() == 1
    assert mail.outbox == []
    monkeypatch.setattr(outbox, "_wake", outbox.deliver)
    assert [outbox.sweep(), outbox.sweep()] == [1, 0]
    outbox.sweep(timezone.now() + timedelta(days=1))
    deliver_all()
    assert receivers() == ["coordinator@example.test"]


def test_killed_while_it_is_sent_it_is_sent_again(cast, door, dead, monkeypatch):
    make.visit(cast.visitor, door, "concern")
    send, tries = mail_sending.send_mail, []

    def dies_first(*args):
        tries.append(args)
        if len(tries) == 1:
            raise SystemExit
        return send(*args)

    monkeypatch.setattr(mail_sending, "send_mail", dies_first)
    with pytest.raises(SystemExit):
        deliver_all()
    assert OutboxMessage.objects.filter(handler="visits.tell", done_at=None).count() == 1
    deliver_all()
    deliver_all()
    assert len(tries) == 2
    assert receivers() == ["coordinator@example.test"]


def test_a_mail_server_that_refuses_is_tried_again_and_no_address_is_logged(cast, door, dead, monkeypatch, caplog):
    make.visit(cast.visitor, door, "concern")

    def refuses(*_args):
        raise smtplib.SMTPRecipientsRefused({"coordinator@example.test": (550, b"no")})

    monkeypatch.setattr(mail_sending, "send_mail", refuses)
    message = OutboxMessage.objects.get(handler="visits.tell")
    with caplog.at_level(logging.WARNING):
        assert outbox.deliver(message.pk) is False
    (said,) = caplog.records
    assert (said.levelno, said.exc_info) == (logging.WARNING, None)
    assert "example.test" not in said.getMessage()
    monkeypatch.undo()
    monkeypatch.setattr(outbox, "_wake", outbox.deliver)
    outbox.sweep()
    assert receivers() == ["coordinator@example.test"]


def test_one_receiver_who_cannot_be_reached_holds_up_nobody(cast, areas, door, dead, monkeypatch):
    make_member(make_user("second", email="second@example.test"), Role.COORDINATOR, areas.dai)
    make.visit(cast.visitor, door, "concern")
    send = mail_sending.send_mail

    def refuses_one(subject, text, sender, to):
        if to == ["second@example.test"]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(subject, text, sender, to)

    monkeypatch.setattr(mail_sending, "send_mail", refuses_one)
    deliver_all()
    assert receivers() == ["coordinator@example.test"]


def test_what_waits_holds_ids_only(cast, door, dead):
    make.visit(cast.visitor, door, "concern")
    assert set(OutboxMessage.objects.get(handler="visits.tell").payload) == {"alert", "person", "what"}


# The clock.


@pytest.mark.parametrize(
    ("kind", "raised", "due"),
    [
        # A Thursday: the third working day is the Tuesday.
        ("concern", "2026-06-04 10:00", "2026-06-09 17:00"),
        ("consult", "2026-06-05 10:00", "2026-06-08 17:00"),
        ("consult", "2026-06-06 10:00", "2026-06-08 17:00"),
        ("absences", "2026-06-07 23:59", "2026-06-08 17:00"),
        # Golden week: 3 to 6 May are holidays (one of them moved).
        ("concern", "2026-05-01 10:00", "2026-05-11 17:00"),
        ("consult", "2026-05-02 10:00", "2026-05-07 17:00"),
        # The turn of the year: 29 December to 3 January.
        ("consult", "2026-12-28 10:00", "2027-01-04 17:00"),
        ("concern", "2026-12-28 16:59", "2027-01-06 17:00"),
        ("overdue", "2026-12-31 00:01", "2027-01-04 17:00"),
        ("emergency", "2026-12-31 03:00", "2026-12-31 03:00"),
    ],
)
def test_until_when_by_working_days(kind, raised, due):
    found = due_at(AlertKind(kind), datetime.fromisoformat(raised).replace(tzinfo=TOKYO).astimezone(UTC))
    assert found.astimezone(TOKYO) == datetime.fromisoformat(due).replace(tzinfo=TOKYO)


def test_every_kind_has_its_days():
    assert set(settings.ALERT_WORKING_DAYS) == set(AlertKind.values)


@pytest.mark.parametrize("outcome", ["concern", "consult"])
def test_nobody_took_it_in_time_and_every_manager_hears_of_it_once(cast, door, dead, outcome):
    make.visit(cast.visitor, door, outcome)
    due = Alert.objects.get().due_at
    deliver_all()
    mail.outbox.clear()
    escalate(due - MINUTE)
    assert Alert.objects.get(kind=outcome).escalated_at is None
    for later in (0, 1, 2, 60 * 24):
        escalate(due + later * MINUTE)
        deliver_all()
    late = [message for message in mail.outbox if message.subject == "よりそい：期限までに引き受けのないものがあります"]
    assert sorted(address for message in late for address in message.to) == [
        "manager@example.test",
        "second_manager@example.test",
    ]
    assert Alert.objects.get(kind=outcome).escalated_at == due


@pytest.mark.parametrize("act", [take, close])
def test_taken_or_closed_in_time_the_manager_hears_nothing(cast, door, dead, act):
    make.visit(cast.visitor, door, "consult")
    act(cast.coordinator)
    escalate(Alert.objects.get(kind="consult").due_at + MINUTE)
    deliver_all()
    assert "manager@example.test" not in receivers()
    assert Alert.objects.get(kind="consult").escalated_at is None


def test_taken_after_the_clock_ran_out_and_before_the_mail_went_nobody_is_called_late(cast, door, dead):
    make.visit(cast.visitor, door, "consult")
    escalate(Alert.objects.get().due_at)
    take(cast.coordinator)
    deliver_all()
    assert "manager@example.test" not in receivers()


def test_an_emergency_that_nobody_takes_is_told_a_second_time_after_a_quarter_of_an_hour(cast, door, dead):
    make.visit(cast.visitor, door, "emergency", note="倒れている")
    raised = Alert.objects.get().raised_at
    deliver_all()
    mail.outbox.clear()
    escalate(raised + 14 * MINUTE)
    deliver_all()
    assert mail.outbox == []
    for minutes in (15, 16, 30):
        escalate(raised + minutes * MINUTE)
        deliver_all()
    assert receivers() == ["manager@example.test", "second_manager@example.test"]


def test_only_the_managers_of_this_council_hear_of_it(cast, areas, door, dead):
    make_member(make_user("manager-of-b", email="b@example.test"), Role.MANAGER, areas.other)
    make.visit(cast.visitor, door, "emergency", note="倒れている")
    deliver_all()
    assert "b@example.test" not in receivers()


def test_the_worker_and_beat_know_the_scan(cast, door, dead):
    """By the names that beat calls."""
    beat = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert beat["visits.scan"] == 60.0
    assert beat[tasks.plan.name] <= 24 * 60 * 60
    make.visit(cast.visitor, door, "consult")
    tasks.scan()
    tasks.plan()
    assert Alert.objects.get(kind="consult").escalated_at is None


# A mail server that goes away and comes back.


@pytest.fixture
def server(monkeypatch):
    """`server.fault`: what it answers instead of taking a mail; its clock goes with the sweeps of `sweeps`."""
    state = SimpleNamespace(fault=None, at=1000.0)
    send = mail_sending.send_mail

    def answers(*args):
        if state.fault:
            raise state.fault
        return send(*args)

    monkeypatch.setattr(mail_sending, "send_mail", answers)
    monkeypatch.setattr(outbox, "_wake", outbox.deliver)
    monkeypatch.setattr(servers.time, "monotonic", lambda: state.at)
    return state


def sweeps(server, minutes, begin):
    """As beat lets the worker do it; the moment after the last one."""
    every = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}["privacy.tasks.sweep_outbox"]
    for number in range(int(minutes * 60 / every)):
        server.at += every
        outbox.sweep(begin + timedelta(seconds=every * (number + 1)))
    return begin + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "fault",
    [ConnectionRefusedError(), smtplib.SMTPServerDisconnected(), smtplib.SMTPConnectError(421, b"later"), TimeoutError()],
)
def test_a_notice_goes_within_a_minute_of_the_mail_servers_return_and_once(cast, door, server, caplog, fault):
    server.fault = fault
    make.visit(cast.visitor, door, "concern")
    back = sweeps(server, 21, timezone.now())
    assert mail.outbox == []
    server.fault = None
    sweeps(server, 1, back)
    sweeps(server, 3, back + MINUTE)
    assert receivers() == ["coordinator@example.test"]
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert said == [f"the mail server is away: {type(fault).__name__}", "the mail server is back after 1260 s"]


def test_while_it_does_not_answer_it_is_asked_once_and_not_for_each_notice(cast, areas, door, server, monkeypatch):
    """Each asking may take as long as EMAIL_TIMEOUT."""
    for number in range(4):
        make_member(make_user(f"more{number}", email=f"more{number}@example.test"), Role.COORDINATOR, areas.dai)
    make.visit(cast.visitor, door, "concern")
    asked = []
    monkeypatch.setattr(mail_sending, "send_mail", lambda *args: asked.append(args) or (_ for _ in ()).throw(TimeoutError))
    sweeps(server, 1, timezone.now())
    assert len(asked) == 2


def test_what_it_refuses_for_most_of_a_day_stands_on_the_administrators_page_and_is_sent_again_by_a_press(
    cast, door, server, client, django_capture_on_commit_callbacks
):
    server.fault = smtplib.SMTPRecipientsRefused({"coordinator@example.test": (550, b"no")})
    make.visit(cast.visitor, door, "concern")
    now = timezone.now()
    for _try in range(outbox.GIVE_UP):
        assert "送るのをあきらめたメール" not in login(client, cast.administrator).get("/").content.decode()
        outbox.sweep(now)
        now += timedelta(hours=1, minutes=1)
    assert outbox.sweep(now) == 0
    assert "1通が届いていません。" in client.get("/").content.decode()
    page = client.get("/staff/mails/").content.decode()
    assert cast.coordinator.username in page
    assert "example.test" not in page
    server.fault = None
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/staff/mails/").status_code == 303
    assert receivers() == ["coordinator@example.test"]
    assert cast.coordinator.username not in client.get("/staff/mails/").content.decode()


def test_another_councils_administrator_sees_nothing_of_it(cast, areas, door, server, client):
    elsewhere = make_member(make_user("elsewhere"), Role.ADMINISTRATOR, areas.other)
    make.visit(cast.visitor, door, "concern")
    OutboxMessage.objects.update(attempts=outbox.GIVE_UP)
    assert cast.coordinator.username not in login(client, elsewhere).get("/staff/mails/").content.decode()
    client.post("/staff/mails/")
    assert OutboxMessage.objects.filter(attempts=outbox.GIVE_UP).exists()
