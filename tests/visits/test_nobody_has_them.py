"""What somebody has who can no longer act is nobody's, the same minute, on the home page, the board and in the escalation: cases with
their contacts, doors, alerts and next steps.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework import services as casework
from privacy import context, outbox
from privacy.models import Grant, OutboxMessage, Recusal
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as watch
from tests.factories.casework import details, make_case, make_person, make_place
from visits import services
from visits.models import Alert, Assignment, SafetyCheck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_home")]
DAY = timedelta(days=1)


@pytest.fixture
def misaki(areas):
    return make_member(make_user("misaki", name="三﨑 直子"), Role.CASEWORKER, areas.dai)


@pytest.fixture
def koide(areas):
    return make_member(make_user("koide", name="小出 和夫"), Role.VISITOR, areas.dai)


@pytest.fixture
def cases(misaki, areas):
    """A contact two days overdue and one due today."""
    today = timezone.localdate()
    return [
        make_case(
            misaki, areas.dai, new_subject=details(make_place(areas.dai), given_name=name), next_contact_date=day,
            next_contact_todo="電話する",
        )
        for name, day in (("おととい", today - 2 * DAY), ("きょう", today))
    ]  # fmt: skip


@pytest.fixture
def doors(coordinator, koide, areas):
    made = []
    for number in range(3):
        person = make_person(coordinator, areas.dai, given_name=f"戸口{number}")
        made.append(watch.enrol(coordinator, areas.dai, person=person))
        watch.assign(coordinator, made[-1], koide)
    return made


@pytest.fixture
def alert(misaki, koide, doors):
    """Raised at the first door, and taken by 三﨑 in time."""
    watch.visit(koide, doors[0], "concern")
    with context.on_behalf_of(misaki):
        services.alert_take(Alert.objects.visible_to(misaki).get(), actor=misaki)
    return Alert.objects.get()


def disable(client, administrator, person):
    login(client, administrator).post(reverse("person_disable", args=[person.pk]), {"why": "left"})


def press(client, administrator, person):
    for membership in person.memberships.all():
        login(client, administrator).post(reverse("role_end", args=[membership.pk]), {"why": "left"})


def last_day(client, administrator, person):
    person.memberships.update(until_date=timezone.localdate() - DAY)


def pledge(client, administrator, person):
    person.pledges.update(valid_until=timezone.localdate() - DAY)


def recusal(client, administrator, person):
    subjects = {grant.content_object.subject for grant in Grant.objects.filter(user=person)}
    subjects |= {alert.dossier.subject for alert in Alert.objects.filter(owner=person)}
    for subject in subjects:
        Recusal.objects.create(user=person, dossier=subject, why="family", created_by=administrator)


def grants(client, administrator, person):
    """The last day of everything by name has passed, and the area opens nothing to them."""
    Grant.objects.filter(user=person).update(until_date=timezone.localdate() - DAY)
    person.memberships.filter(role=Role.CASEWORKER).update(role=Role.ADVOCATE)


WAYS = [disable, press, last_day, pledge, recusal, grants]


def home(client, user):
    return login(client, User.objects.get(pk=user.pk)).get("/")


@pytest.mark.parametrize("gone", WAYS, ids=lambda way: way.__name__)
def test_it_stands_under_nobody_has_them_the_same_minute(
    client, coordinator, manager, administrator, misaki, koide, cases, doors, alert, gone
):
    late, due = (reverse("case_staff", args=[case.pk]) for case in cases)
    before = home(client, coordinator).content.decode()
    assert not [url for url in (late, due, alert.get_absolute_url(), "訪問員の決まっていない人") if url in before]
    assert "訪問員の決まっていない人" not in login(client, coordinator).get(reverse("watch")).content.decode()
    gone(client, administrator, misaki)
    gone(client, administrator, koide)
    answer = home(client, coordinator)
    page, text = answer.context["page"], answer.content.decode()
    assert [item.due_date for item in page.overdue if item.url == late] == [timezone.localdate() - 2 * DAY]
    assert [item.due_date for item in page.today if item.url == due] == [timezone.localdate()]
    assert "電話する" in text
    assert alert.get_absolute_url() in text
    assert [item.why for item in page.today if item.title == "訪問員の決まっていない人"] == [
        "3人のところに、だれも行きません。"
    ]
    board = login(client, coordinator).get(reverse("watch"))
    assert sorted(row.name for row in board.context["board"].without) == ["髙橋 戸口0", "髙橋 戸口1", "髙橋 戸口2"]
    assert "小出 和夫" not in board.content.decode()
    assert alert.get_absolute_url() in login(client, coordinator).get(reverse("alerts") + "?show=waiting").content.decode()
    assert alert.get_absolute_url() in home(client, manager).content.decode(), "nobody has taken it"
    with context.as_job("watch") as job:
        services.scan(actor=job, now=alert.due_at + DAY)
    assert alert.get_absolute_url() in home(client, manager).content.decode()


def test_what_is_shared_with_somebody_who_stays_is_not_nobodys(client, coordinator, caseworker, administrator, misaki, cases):
    with context.on_behalf_of(coordinator):
        casework.case_assign(cases[0], actor=coordinator, user=caseworker)
    disable(client, administrator, misaki)
    text = home(client, coordinator).content.decode()
    assert [reverse("case_staff", args=[case.pk]) in text for case in cases] == [False, True]
    page = login(client, coordinator).get(cases[0].get_absolute_url()).content.decode()
    assert "三﨑 直子" not in page.partition("case-head__staff")[2][:400]
    staff = login(client, coordinator).get(reverse("case_staff", args=[cases[0].pk])).content.decode()
    assert "三﨑 直子</strong> <span" in staff.replace("\n", ""), "who is gone can be taken off"


def test_managers_are_told_again_when_the_second_owner_leaves_too(
    client, coordinator, caseworker, manager, administrator, misaki, doors, alert, monkeypatch
):
    monkeypatch.setattr(outbox, "_wake", lambda message_id: None)
    User.objects.filter(pk=manager.pk).update(email="manager@example.test")

    def scan() -> int:
        with context.as_job("watch") as job:
            services.scan(actor=job, now=alert.due_at + DAY)
        for message in OutboxMessage.objects.filter(handler="visits.tell"):
            outbox.deliver(message.pk)
        return sum("期限までに" in message.subject for message in mail.outbox if "manager@example.test" in message.to)

    disable(client, administrator, misaki)
    assert [scan(), scan()] == [1, 1], "once"
    login(client, caseworker).post(reverse("alert_take", args=[alert.pk]), {"seen": misaki.pk})
    assert (Alert.objects.get(pk=alert.pk).owner, scan()) == (caseworker, 1)
    caseworker.pledges.update(valid_until=timezone.localdate() - DAY)
    assert [scan(), scan()] == [2, 2]


def test_whoever_writes_what_was_done_has_an_alert_whose_owner_left(client, coordinator, administrator, misaki, alert):
    disable(client, administrator, misaki)
    login(client, coordinator).post(reverse("alert_act", args=[alert.pk]), {"act-text": "電話した"})
    assert Alert.objects.get().owner == coordinator


def test_a_next_step_of_somebody_who_left_is_nobodys(client, coordinator, administrator, koide, doors):
    watch.visit(koide, doors[0], "absent", steps=[("card", timezone.now(), "郵便受けに")])
    with context.on_behalf_of(coordinator):
        check = SafetyCheck.objects.visible_to(coordinator).get()
        services.safety_next(check, actor=coordinator, step="revisit", by=timezone.now() + DAY, who=koide)
    assert "小出 和夫）" in login(client, coordinator).get(reverse("safety")).content.decode()
    disable(client, administrator, koide)
    assert "小出 和夫）" not in login(client, coordinator).get(reverse("safety")).content.decode()


def test_a_door_keeps_the_name_of_whoever_left_where_it_can_be_taken_off(client, coordinator, administrator, koide, doors):
    disable(client, administrator, koide)
    page = login(client, coordinator).get(reverse("visitors", args=[doors[0].pk])).content.decode()
    assert "小出 和夫" in page
    assert "いまは動けません" in page
    login(client, coordinator).post(reverse("visitors", args=[doors[0].pk]), {"user": koide.pk, "off": "1"})
    assert Assignment.objects.get(enrolment=doors[0]).until_date == timezone.localdate()


def test_past_months_keep_who_went(client, coordinator, administrator, koide, doors):
    disable(client, administrator, koide)
    month = (timezone.localdate().replace(day=1) - DAY).strftime("%Y-%m")
    assert "小出 和夫" in login(client, coordinator).get(reverse("watch"), {"month": month}).content.decode()
