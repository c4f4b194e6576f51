"""Silence: three working days on the owner's home, the second day on the managers'; by mail once each, naming nobody."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from privacy import context, outbox
from privacy.models import OutboxMessage
from referrals import services
from referrals.codes import State
from referrals.deadlines import ends_of
from referrals.models import Referral
from tests.cast import login
from tests.factories.rights import make_referral, take

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "state", "since", "first", "second"),
    [
        # Over a weekend; over the turn of the year (29 December to 3 January, and Saturday the 2nd of 2027).
        ("guardian", "sent", "2026-11-26", "2026-12-01", "2026-12-04"),
        ("debt", "sent", "2026-12-25", "2027-01-05", "2027-01-08"),
        ("guardian", "acknowledged", "2026-11-02", "2026-11-16", "2026-11-24"),
        # Of suspected abuse: the very day, on a Sunday too.
        ("elder_abuse", "draft", "2026-11-29", "2026-11-29", "2026-11-30"),
        ("child_abuse", "sent", "2026-11-27", "2026-11-30", "2026-12-01"),
    ],
)  # fmt: skip
def test_the_two_days(kind, state, since, first, second):
    assert ends_of(kind, state, date.fromisoformat(since)) == (date.fromisoformat(first), date.fromisoformat(second))


@pytest.mark.parametrize("state", ["approved", "accepted", "in_progress", "returned", "ended", "withdrawn"])
def test_where_nobody_owes_an_answer_there_is_no_day(state):
    assert ends_of("guardian", state, date(2026, 11, 26)) == (None, None)


def test_the_days_are_a_table_of_the_settings_by_states_that_exist(settings):
    for table in settings.REFERRAL_DEADLINES.values():
        assert set(table) <= set(State.values)
        assert {counted_in for _first, _second, counted_in in table.values()} <= {"days", "working days"}
    settings.REFERRAL_DEADLINES = {"ordinary": {"sent": (1, 1, "working days")}, "abuse": {}}
    assert ends_of("guardian", "sent", date(2026, 11, 26)) == (date(2026, 11, 27), date(2026, 11, 30))


@pytest.fixture
def silent(scene):
    """Handed over so long ago that the first day has passed, and the second one has not."""
    for name, user in vars(scene).items():
        if hasattr(user, "email"):
            user.email = f"{name}@example.test"
            user.save()
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    referral = take(scene.manager, referral, "approve", "send")
    return days_pass(referral, first=1, second=-2)


def days_pass(referral, *, first, second):
    """As if its days lay that many days behind."""
    today = timezone.localdate()
    with context.as_job("demo") as job:
        held = Referral.objects.visible_to(job, "referral.write").get(pk=referral.pk)
        held.due_date, held.late_date = today - timedelta(days=first), today - timedelta(days=second)
        held.save()
    return held


def scan():
    """And whoever is told is told at once."""
    with context.as_job("silence") as job:
        services.scan(actor=job)
    for message in OutboxMessage.objects.filter(done_at=None):
        assert outbox.deliver(message.pk)


def receivers():
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


def home_of(user):
    return login(Client(), user).get("/").content.decode()


def test_silence_stands_on_the_owners_home_and_after_the_second_day_on_the_managers(scene, silent):
    there = f'href="{silent.get_absolute_url()}"'
    assert "受理の連絡がまだです" in home_of(scene.advocate)
    assert there not in home_of(scene.manager)
    days_pass(silent, first=5, second=1)
    assert there in home_of(scene.advocate)
    assert there in home_of(scene.manager)
    assert there not in home_of(scene.coordinator)
    take(scene.advocate, silent, "acknowledge")
    assert there not in home_of(scene.manager)


def test_each_day_is_told_of_once(scene, silent):
    for _again in range(3):
        scan()
    assert receivers() == ["advocate"]
    days_pass(silent, first=5, second=1)
    for _again in range(3):
        scan()
    assert receivers() == ["advocate", "manager", "second_manager"]
    text = "".join(message.subject + message.body for message in mail.outbox)
    for named in ("髙橋", scene.agency.name, str(silent.pk)):
        assert named not in text


def test_of_an_answer_that_came_in_time_nobody_is_told(scene, silent):
    with context.as_job("silence") as job:
        services.scan(actor=job)
    take(scene.advocate, silent, "acknowledge")
    for message in OutboxMessage.objects.filter(done_at=None):
        outbox.deliver(message.pk)
    assert receivers() == []


def test_the_next_silence_of_the_same_referral_is_told_of_too(scene, silent):
    scan()
    referral = take(scene.advocate, silent, "acknowledge")
    assert Referral.objects.get(pk=silent.pk).reminded == 0
    days_pass(referral, first=1, second=-2)
    scan()
    assert receivers() == ["advocate", "advocate"]


def test_what_nobody_follows_who_can_stands_with_the_coordinator_who_is_told(scene, silent):
    scene.advocate.is_active = False
    scene.advocate.save()
    scan()
    assert receivers() == ["coordinator"]
    assert "担当できる人がいません" in home_of(scene.coordinator)


def test_a_recused_owner_follows_nothing(scene, silent):
    from privacy.models import Recusal

    Recusal.objects.create(user=scene.advocate, dossier=scene.case.subject.dossier, why="neighbour", created_by=scene.manager)
    scan()
    assert receivers() == ["coordinator"]


def test_who_leaves_hands_over_what_they_follow(scene, silent):
    from accounts.handover import hand_over, in_hand

    with context.on_behalf_of(scene.manager):
        assert [found.label for found in in_hand(scene.manager, scene.advocate)][-1] == "権利擁護のつなぎ"
        hand_over(scene.manager, scene.advocate, scene.coordinator)
    assert Referral.objects.get(pk=silent.pk).owner == scene.coordinator


def test_after_a_death_its_owner_is_asked_to_end_it_and_nobody_is_reminded(scene, silent):
    from casework.services.people import tell_of

    person = type(scene.case.subject)
    with context.on_behalf_of(scene.coordinator):
        tell_of(person.objects.visible_to(scene.coordinator).get(pk=scene.case.subject_id), timezone.localdate())
    scan()
    assert receivers() == []
    assert "本人が亡くなりました" in home_of(scene.advocate)
    with context.on_behalf_of(scene.coordinator):
        tell_of(person.objects.visible_to(scene.coordinator).get(pk=scene.case.subject_id), None)
    now = Referral.objects.get(pk=silent.pk)
    assert (now.due_date, now.late_date) == ends_of("guardian", "sent", timezone.localdate(now.since))


def test_what_waits_for_approval_stands_with_whoever_may_and_not_with_its_maker(scene):
    referral = take(scene.manager, make_referral(scene.manager, scene.case, scene.agency), "submit")
    there = f'href="{referral.get_absolute_url()}"'
    assert "あなたの承認待ちです" in home_of(scene.coordinator)
    assert there in home_of(scene.second_manager)
    assert there not in home_of(scene.manager)
    assert there not in home_of(scene.advocate)


def test_a_scan_without_silence_writes_nothing(scene, django_assert_num_queries):
    make_referral(scene.advocate, scene.case, scene.agency)
    with context.as_job("silence") as job, django_assert_num_queries(1):
        services.scan(actor=job, now=timezone.make_aware(datetime(2020, 1, 1, 12)))
