"""The board by month: who goes where, what is done, what waits; doors moved by buttons; the papers for a round."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacy import context
from privacy.models import AccessEvent, Grant
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import make_person
from visits import services
from visits.models import Assignment, Rollout, Visit

pytestmark = pytest.mark.django_db
OFFICE = {"caseworker", "coordinator", "manager", "second_manager"}
WATCH = "/watch/"
TRAINED = date(2023, 5, 20)


@pytest.fixture
def second(areas):
    return make_member(make_user("second", name="小出 春江", trained_on=TRAINED), "visitor", areas.dai)


@pytest.fixture
def way(coordinator, visitor, areas):
    """Three doors of one visitor, in walking order."""
    doors = []
    for name in ("一番", "二番", "三番"):
        enrolment = make.enrol(coordinator, areas.dai, person=make_person(coordinator, areas.dai, given_name=name))
        doors.append(make.assign(coordinator, enrolment, visitor))
    return doors


def order_of(page):
    return re.findall(r"髙橋 (.番)</a>", page)


def move(client, assignment, to, query=""):
    return client.post(reverse("visitor_move", args=[assignment.pk]) + query, {"to": str(getattr(to, "pk", to))})


def test_who_sees_the_board_and_its_papers(client, cast, way):
    for name in ("watch", "watch_print", "watch_sheets"):
        answers = {who: login(client, user).get(reverse(name)) for who, user in vars(cast).items()}
        assert {who for who, answer in answers.items() if answer.status_code == 200} == OFFICE | {"other_caseworker"}
        assert all("髙橋 一番" in answers[who].content.decode() for who in OFFICE)
        assert "髙橋" not in answers["other_caseworker"].content.decode()


def test_planned_and_done_of_a_month(client, coordinator, visitor, way):
    now = timezone.now()
    make.visit(visitor, way[0].enrolment, at=now)
    make.visit(visitor, way[0].enrolment, "absent", at=now)
    page = login(client, coordinator).get(WATCH).content.decode()
    assert "<b>1</b> / 2" in page
    assert page.count("<b>0</b> / 2") == 2
    waiting = client.get(f"{WATCH}?show=waiting").content.decode()
    assert order_of(waiting) == ["二番", "三番"]
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    assert "<b>1</b> / 2" not in client.get(f"{WATCH}?month={last}").content.decode()


@pytest.mark.parametrize(
    "query", ["?month=2026-13", "?month=x", "?month=9999-12", "?month=0001-01", "?area=999999", "?area=x", "?show=x"]
)
def test_an_address_that_was_tampered_with_is_no_error(client, coordinator, way, query):
    login(client, coordinator)
    for name in ("watch", "watch_print", "watch_sheets"):
        assert client.get(reverse(name) + query).status_code == 200
    assert client.get(reverse("watch_sheets") + "?visitor=x").status_code == 200


def test_one_event_names_everybody_on_the_board(client, coordinator, way):
    login(client, coordinator)
    before = AccessEvent.objects.count()
    client.get(WATCH)
    events = AccessEvent.objects.order_by("seq")[before:]
    assert [event.kind for event in events] == ["list"]
    assert {door.enrolment_id for door in way} | {door.enrolment.person_id for door in way} == set(events[0].records)


def test_a_district_alone(client, coordinator, areas, way):
    east = make.enrol(coordinator, areas.higashi, person=make_person(coordinator, areas.higashi, given_name="東さん"))
    page = login(client, coordinator).get(f"{WATCH}?area={areas.higashi.pk}").content.decode()
    assert "東さん" in page
    assert order_of(page) == []
    assert reverse("visitors", args=[east.pk]) in page


def test_a_caseworker_sees_the_districts_they_serve(client, caseworker, coordinator, areas, way):
    make.enrol(coordinator, areas.nishi, person=make_person(coordinator, areas.nishi, given_name="西さん"))
    page = login(client, caseworker).get(WATCH).content.decode()
    assert order_of(page) == ["一番", "二番", "三番"]
    assert "西さん" not in page
    assert "西さん" not in client.get(f"{WATCH}?area={areas.nishi.pk}").content.decode()


def test_who_has_no_visitor_stands_on_top_and_who_has_ended_nowhere(client, coordinator, areas, way):
    alone = make.enrol(coordinator, areas.dai, person=make_person(coordinator, areas.dai, given_name="ひとり"))
    ended = make.enrol(coordinator, areas.dai, person=make_person(coordinator, areas.dai, given_name="おわり"))
    with context.on_behalf_of(coordinator):
        day = timezone.localdate() - timedelta(days=1)
        services.enrolment_end(ended, actor=coordinator, on_date=day, reason_code="moved")
    page = login(client, coordinator).get(WATCH).content.decode()
    assert page.index(reverse("visitors", args=[alone.pk])) < page.index("一番")
    assert "おわり" not in page


def test_the_walking_order_by_buttons(client, coordinator, way):
    first, _second, third = way
    login(client, coordinator)
    assert order_of(client.get(WATCH).content.decode()) == ["一番", "二番", "三番"]
    answer = move(client, third, "up")
    assert (answer.status_code, answer.url) == (303, f"{WATCH}#up-{third.pk}")
    assert order_of(client.get(WATCH).content.decode()) == ["一番", "三番", "二番"]
    # At the top the button that leads back has the focus.
    assert move(client, third, "up").url == f"{WATCH}#down-{third.pk}"
    move(client, third, "up")
    move(client, first, "down")
    assert order_of(client.get(WATCH).content.decode()) == ["三番", "二番", "一番"]
    page = client.get(WATCH).content.decode()
    assert f'id="up-{third.pk}"' in page


def test_doors_at_one_place_are_parted(client, coordinator, way):
    for door in way:
        with context.on_behalf_of(coordinator):
            services.visitor_order(door, actor=coordinator, position=10)
    login(client, coordinator)
    move(client, way[0], "down")
    assert order_of(client.get(WATCH).content.decode()) == ["二番", "一番", "三番"]


def test_a_door_moves_to_another_visitor(client, coordinator, visitor, second, way):
    door = way[0]
    login(client, coordinator)
    page = client.get(reverse("visitor_move", args=[door.pk])).content.decode()
    assert "小出 春江" in page
    assert move(client, door, second).status_code == 303
    today = timezone.localdate()
    rows = {row.user_id: row for row in Assignment.objects.filter(enrolment=door.enrolment_id)}
    assert rows[visitor.pk].until_date == today
    assert (rows[second.pk].from_date, rows[second.pk].until_date, rows[second.pk].part) == (today, None, "visitor")
    assert Grant.objects.get(user=visitor, content_object=door.enrolment.dossier_id).until_date == today
    # A second press finds it moved already and makes no third row.
    move(client, door, second)
    assert Assignment.objects.filter(enrolment=door.enrolment_id).count() == 2


def test_a_door_is_moved_to_nobody_untrained_or_from_elsewhere(client, coordinator, areas, way):
    untrained = make_member(make_user("untrained"), "visitor", areas.dai)
    elsewhere = make_member(make_user("elsewhere", trained_on=TRAINED), "visitor", areas.nishi)
    login(client, coordinator)
    for to in (untrained, elsewhere, coordinator, uuid.uuid4(), "<script>", ""):
        move(client, way[0], to)
    assert Assignment.objects.filter(until_date=None).count() == 3


def test_a_door_is_taken_off(client, coordinator, way):
    login(client, coordinator)
    move(client, way[0], "off")
    assert Assignment.objects.get(pk=way[0].pk).until_date == timezone.localdate()


@pytest.mark.parametrize("who", ["visitor", "advocate", "auditor", "administrator", "other_caseworker"])
def test_who_moves_nothing(client, cast, way, second, who):
    login(client, getattr(cast, who))
    for to in ("up", "off", second):
        assert move(client, way[1], to).status_code in (403, 404)
    assert client.get(reverse("visitor_move", args=[way[1].pk])).status_code in (403, 404)
    assert Assignment.objects.filter(until_date=None, user=way[0].user).count() == 3


def test_the_plan_on_paper(client, coordinator, way):
    page = login(client, coordinator).get(reverse("watch_print")).content.decode()
    for words in ("訪問予定表", "試験台中央2丁目 5-12", "0436-00-5188", "No. 1 / 1", "試験 花子", "月2回"):
        assert words in page
    event = AccessEvent.objects.filter(kind="print").latest("seq")
    assert {door.enrolment_id for door in way} <= set(event.records)


@pytest.mark.parametrize("name", ["watch_print", "watch_sheets"])
def test_a_door_of_which_no_word_is_written_is_in_the_event_too(client, coordinator, visitor, areas, name):
    words = dict.fromkeys(("need_text", "preference", "caution_text", "absence_protocol"), "")
    door = make.enrol(coordinator, areas.dai, cautions=[], **words)
    make.assign(coordinator, door, visitor)
    login(client, coordinator).get(reverse(name))
    assert door.pk in AccessEvent.objects.filter(kind="print").latest("seq").records


def test_numbered_sheets_with_nothing_beyond_the_doorstep(client, coordinator, visitor, second, areas, way):
    for number in range(8):
        enrolment = make.enrol(coordinator, areas.dai, person=make_person(coordinator, areas.dai, given_name=f"名{number}"))
        make.assign(coordinator, enrolment, second if number < 2 else visitor)
    page = login(client, coordinator).get(reverse("watch_sheets")).content.decode()
    assert [f"No. {number} / 3" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    for words in ("元気", "不在", "緊急", "犬はつないである", "長男に電話する", "119"):
        assert words in page
    for words in ("去年ころんだ", "一人ぐらし", "耳が遠い。", "昭和18年"):
        assert words not in page
    alone = client.get(reverse("watch_sheets") + f"?visitor={second.pk}").content.decode()
    assert "No. 1 / 1" in alone
    assert order_of(alone) == []


def count(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ["watch", "watch_print", "watch_sheets"])
def test_it_costs_the_same_for_three_doors_and_for_nine(client, coordinator, visitor, second, areas, way, name):
    make.assign(coordinator, make.enrol(coordinator, areas.higashi, person=make_person(coordinator, areas.higashi)), second)
    login(client, coordinator)
    few = count(client, reverse(name))
    for number in range(6):
        person = make_person(coordinator, areas.dai, given_name=f"多{number}")
        enrolment = make.enrol(coordinator, (areas.dai, areas.higashi)[number % 2], person=person)
        make.assign(coordinator, enrolment, (visitor, second)[number % 2])
        make.visit((visitor, second)[number % 2], enrolment)
    assert Visit.objects.count() == 6
    assert count(client, reverse(name)) == few


def rollout(area, status="trial", since="今日"):
    return {"district": str(area.pk), f"{area.pk}-status": status, f"{area.pk}-from_date": since}


def test_how_far_each_district_has_come(client, coordinator, areas):
    login(client, coordinator)
    path = reverse("rollout")
    client.post(path, rollout(areas.dai, "study", "R8.4.1"))
    client.post(path, rollout(areas.dai, "prepare"))
    client.post(path, rollout(areas.dai, "running"))
    found = list(Rollout.objects.filter(district=areas.dai).values_list("status", "recorded_by"))
    assert found == [("running", coordinator.pk), ("study", coordinator.pk)]
    page = client.get(path).content.decode()
    assert page.index("実施") < page.index("令和8年4月1日")
    answer = client.post(path, rollout(areas.dai, "x", "令和99年1月1日"))
    page = client.get(answer.url).content.decode()
    assert page.count("field__error") == 2
    assert "令和99年1月1日" in page


def test_who_sets_the_rollout(client, cast, areas):
    answers = {who: login(client, user).get(reverse("rollout")).status_code for who, user in vars(cast).items()}
    assert {who for who, status in answers.items() if status == 200} == OFFICE | {"other_caseworker"}
    for user in (cast.other_caseworker, cast.caseworker):
        login(client, user).post(reverse("rollout"), rollout(areas.nishi))
    assert login(client, cast.visitor).post(reverse("rollout"), rollout(areas.dai)).status_code == 403
    assert not Rollout.objects.exists()
