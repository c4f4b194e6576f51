"""当番表: who is called when, in which order; what remains when nobody is on duty; who has left; and who writes it."""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from accounts.services import person_disable, role_end
from privacy import context
from privacy.models import OutboxMessage
from tests.cast import login
from tests.factories import visits as make
from visits import services
from visits.duty import gaps, phones
from visits.models import Alert, DutyTurn

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 9)
OFFICE = ("桜木台社会福祉協議会", "0436-00-1000")


@pytest.fixture
def office(areas):
    Organisation.objects.filter(area=areas.council).delete()
    return Organisation.objects.create(kind="council", name=OFFICE[0], area=areas.council, phone=OFFICE[1])


def turn(actor, council, user, phone="090-0000-0001", begin="17:00", end="08:30", days=(), instead=None, **values):
    with context.on_behalf_of(actor):
        return services.duty_save(
            council, actor=actor, id=uuid.uuid4(), instead=instead, user=user, phone=phone, weekdays=list(days),
            from_time=time.fromisoformat(begin), until_time=time.fromisoformat(end), **{"from_date": date(2026, 4, 1)} | values,
        )  # fmt: skip


def at(council, day, clock):
    return phones(council, timezone.make_aware(datetime.combine(day, time.fromisoformat(clock))))


def test_a_night_lasts_into_the_morning_of_the_day_after(cast, areas, office):
    """From Monday to Friday at night; by day, and on Saturday night, the office alone."""
    turn(cast.manager, areas.council, cast.coordinator, days=range(5))
    own = (cast.coordinator.display_name, "090-0000-0001")
    assert at(areas.council, MONDAY, "16:59") == [OFFICE]
    assert at(areas.council, MONDAY, "17:00") == [own, OFFICE]
    assert at(areas.council, MONDAY + timedelta(days=1), "08:29") == [own, OFFICE]
    assert at(areas.council, MONDAY + timedelta(days=1), "08:30") == [OFFICE]
    friday = MONDAY + timedelta(days=4)
    assert at(areas.council, friday + timedelta(days=1), "08:00") == [own, OFFICE]
    assert at(areas.council, friday + timedelta(days=1), "20:00") == [OFFICE]
    assert at(areas.council, MONDAY, "08:00") == [OFFICE]
    assert at(areas.other, MONDAY, "20:00") == []


def test_several_are_called_in_order_and_who_stands_in_for_a_while_comes_first(cast, areas, office):
    turn(cast.manager, areas.council, cast.manager, "2", position=2)
    turn(cast.manager, areas.council, cast.coordinator, "1")
    turn(cast.manager, areas.council, cast.caseworker, "0", position=3, from_date=MONDAY, until_date=MONDAY)
    assert [phone for _who, phone in at(areas.council, MONDAY, "18:00")] == ["0", "1", "2", OFFICE[1]]
    assert [phone for _who, phone in at(areas.council, MONDAY + timedelta(days=1), "08:00")] == ["0", "1", "2", OFFICE[1]]
    assert [phone for _who, phone in at(areas.council, MONDAY + timedelta(days=1), "18:00")] == ["1", "2", OFFICE[1]]


def test_whoever_has_two_turns_at_once_is_called_once(cast, areas, office):
    turn(cast.manager, areas.council, cast.manager, "1", position=3)
    turn(cast.manager, areas.council, cast.coordinator, "2", position=2)
    turn(cast.manager, areas.council, cast.manager, "1", from_date=MONDAY, until_date=MONDAY)
    assert [phone for _who, phone in at(areas.council, MONDAY, "18:00")] == ["1", "2", OFFICE[1]]


def test_on_a_holiday_those_who_say_so_come_before_those_of_the_weekday(cast, areas, office):
    """23 November 2026 is a Monday and a holiday."""
    turn(cast.manager, areas.council, cast.coordinator, "weekday", "00:00", "00:00", days=[0])
    turn(cast.manager, areas.council, cast.manager, "holiday", "00:00", "00:00", days=[7], position=2)
    holiday = date(2026, 11, 23)
    assert [phone for _who, phone in at(areas.council, holiday, "12:00")] == ["holiday", "weekday", OFFICE[1]]
    assert [phone for _who, phone in at(areas.council, MONDAY, "12:00")] == ["weekday", OFFICE[1]]
    assert [phone for _who, phone in at(areas.council, date(2027, 1, 2), "12:00")] == ["holiday", OFFICE[1]]


def test_who_has_left_is_not_called_and_their_turn_ends(cast, areas, office):
    turn(cast.manager, areas.council, cast.caseworker)
    assert len(at(areas.council, MONDAY, "20:00")) == 2
    cast.caseworker.memberships.update(until_date=date(2026, 1, 1))
    assert at(areas.council, MONDAY, "20:00") == [OFFICE]
    other = turn(cast.manager, areas.council, cast.coordinator)
    with context.on_behalf_of(cast.administrator):
        person_disable(cast.coordinator, actor=cast.administrator, why="退職")
    assert at(areas.council, MONDAY, "20:00") == [OFFICE]
    with context.on_behalf_of(cast.administrator):
        role_end(cast.coordinator.memberships.get(), actor=cast.administrator, why="退職")
    other.refresh_from_db()
    assert other.ended_at


def test_a_changed_turn_stands_in_the_place_of_the_old_one_which_stays(cast, areas, office):
    old = turn(cast.manager, areas.council, cast.coordinator, "1")
    turn(cast.coordinator, areas.council, cast.manager, "2", instead=old)
    assert [phone for _who, phone in at(areas.council, MONDAY, "20:00")] == ["2", OFFICE[1]]
    old.refresh_from_db()
    assert old.ended_by == cast.coordinator
    with pytest.raises(ValidationError):
        turn(cast.manager, areas.council, cast.visitor)


def test_the_emergency_is_told_first_to_whom_it_falls(cast, areas, office):
    """By a mail that says so; the others hear of it as ever. One mail each."""
    turn(cast.manager, areas.council, cast.manager, begin="00:00", end="00:00")
    turn(cast.manager, areas.council, cast.caseworker, begin="00:00", end="00:00", position=2)
    door = make.enrol(cast.coordinator, areas.dai)
    make.assign(cast.coordinator, door, cast.visitor)
    make.visit(cast.visitor, door, "emergency")
    rows = OutboxMessage.objects.filter(handler="visits.tell").order_by("created_at")
    told = [(row.payload["person"], row.payload["what"]) for row in rows]
    assert told[:2] == [(str(cast.manager.pk), "duty"), (str(cast.caseworker.pk), "duty")]
    assert (str(cast.coordinator.pk), "raised") in told[2:]
    assert len({person for person, _what in told}) == len(told)


def test_the_numbers_stand_on_the_screens_of_an_emergency(client, cast, areas, office):
    turn(cast.manager, areas.council, cast.manager, "090-0000-0077", begin="00:00", end="00:00")
    door = make.enrol(cast.coordinator, areas.dai)
    make.assign(cast.coordinator, door, cast.visitor)
    page = login(client, cast.visitor).get(reverse("visit_new", args=[door.pk])).content.decode()
    assert page.index("tel:119") < page.index("tel:09000000077") < page.index("tel:0436001000")
    make.visit(cast.visitor, door, "emergency")
    alert = Alert.objects.get()
    page = login(client, cast.coordinator).get(alert.get_absolute_url()).content.decode()
    assert page.index("tel:09000000077") < page.index("tel:0436001000")


def test_the_roster_is_written_on_its_page(client, cast, areas, office):
    login(client, cast.coordinator)
    sent = {
        "new-user": str(cast.manager.pk), "new-phone": "090-0000-0033", "new-weekdays": ["5", "6", "7"], "new-from_time": "１７時", "new-until_time": "8:30",
        "new-position": "2", "new-from_date": "令和8年4月1日", "once": str(uuid.uuid4()),
    }  # fmt: skip
    for _twice in range(2):
        assert client.post(reverse("duty_save"), sent).url == reverse("duty")
    one = DutyTurn.objects.get()
    assert (one.weekdays, one.from_time, one.position, one.made_by) == ([5, 6, 7], time(17), 2, cast.coordinator)
    page = client.get(reverse("duty")).content.decode()
    assert "土・日・祝日" in page
    assert "17:00～翌日 08:30" in page
    client.post(reverse("duty_save"), sent | {"new-phone": "090-00", "once": str(uuid.uuid4())})
    assert DutyTurn.objects.count() == 1
    client.post(reverse("duty_end", args=[one.pk]), {"once": str(uuid.uuid4())})
    one.refresh_from_db()
    assert one.ended_by == cast.coordinator


def test_the_page_costs_the_same_however_many_turns_there_are(client, cast, areas, office):
    login(client, cast.coordinator)
    asked = []
    for _each in range(2):
        turn(cast.manager, areas.council, cast.manager)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("duty")).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_roster_that_ran_out_or_names_whoever_left_is_told_and_what_was_never_covered_is_not(cast, areas, office):
    council = areas.council
    assert gaps(council, MONDAY) == []
    turn(cast.manager, council, cast.coordinator, days=[0, 1], until_date=MONDAY)
    assert gaps(council, MONDAY) == [MONDAY + timedelta(days=1)]
    # Who has left: each Sunday. Another one in their place, and it is well again.
    left = turn(cast.manager, council, cast.second_manager, days=[6])
    assert gaps(council, MONDAY) == [MONDAY + timedelta(days=1)]
    with context.on_behalf_of(cast.administrator):
        person_disable(cast.second_manager, actor=cast.administrator, why="left")
    assert gaps(council, MONDAY) == [MONDAY + timedelta(days=1), MONDAY + timedelta(days=6)]
    turn(cast.manager, council, cast.manager, days=[6], instead=left)
    assert gaps(council, MONDAY) == [MONDAY + timedelta(days=1)]
    # Five weeks later nobody expects it any more; and an ended one was ended on purpose.
    assert gaps(council, MONDAY + timedelta(days=35)) == []
    assert gaps(areas.other, MONDAY) == []


@pytest.mark.usefixtures("whole_home")
def test_home_says_it(client, cast, areas, office):
    today = timezone.localdate()
    page = lambda: login(client, cast.coordinator).get("/").content.decode()
    turn(cast.manager, areas.council, cast.coordinator, from_date=today - timedelta(days=9), until_date=today)
    assert "当番のいない日" in page()
    turn(cast.manager, areas.council, cast.manager, from_date=today)
    assert "当番のいない日" not in page()
