"""The visitor's round: whose doors, in which order, what is done, and what nobody else sees of it."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from privacy import context
from privacy.models import AccessEvent
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import make_person
from visits import services
from visits.models import Enrolment, Visit
from visits.pages.rounds import round_of

pytestmark = pytest.mark.django_db


def door(cast, area, visitor, *, name="ヨシ子", **changes):
    enrolment = make.enrol(cast.coordinator, area, person=make_person(cast.coordinator, area, given_name=name), **changes)
    make.assign(cast.coordinator, enrolment, visitor)
    return enrolment


def look(client, user, **headers):
    return login(client, user).get(reverse("round"), headers=headers)


def month_of(user, now=None):
    with context.on_behalf_of(user):
        return round_of(user, now or timezone.now())


@pytest.fixture
def first(cast, areas):
    return door(cast, areas.dai, cast.visitor, name="一子")


@pytest.fixture
def second(cast, areas, first):
    return door(cast, areas.higashi, cast.visitor, name="二子")


def test_the_doors_stand_in_walking_order(client, cast, first, second):
    text = look(client, cast.visitor).content.decode()
    assert text.index("一子") < text.index("二子")
    assert "つぎの家" in text
    assert "犬がいる" in text
    assert "犬はつないである" in text


def test_the_title_says_nothing(client, cast, first):
    assert "<title>巡回 - よりそい</title>" in look(client, cast.visitor).content.decode()


def test_nothing_of_a_case_or_of_what_the_office_knows(client, cast, areas, first):
    with context.on_behalf_of(cast.coordinator):
        person = Enrolment.objects.visible_to(cast.coordinator).get().person
    casework_note = "他人に言えない事情"
    from tests.factories.casework import make_case

    make_case(cast.coordinator, areas.dai, subject=person, words=casework_note)
    text = look(client, cast.visitor).content.decode()
    for secret in (casework_note, "去年ころんだ", "耳が遠い\n", "一人ぐらし", "2023-", "090-0000-5188", "昭和18年"):
        assert secret not in text


def test_another_visitor_sees_none_of_it(client, cast, areas, first):
    other = make_member(make_user("visitor2"), Role.VISITOR, areas.dai)
    text = look(client, other).content.decode()
    assert "髙橋" not in text
    assert "まだ担当の家がありません" in text


def test_another_council_sees_none_of_it(client, cast, areas, first):
    other = make_member(make_user("visitor-b"), Role.VISITOR, areas.other)
    assert "髙橋" not in look(client, other).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 200), ("caseworker", 200), ("coordinator", 200), ("manager", 200), ("advocate", 403), ("auditor", 403),
     ("administrator", 403)],
)  # fmt: skip
def test_who_may_have_a_round(client, cast, who, status):
    assert look(client, getattr(cast, who)).status_code == status


def test_the_menu_leads_there(client, cast):
    assert f'<a href="{reverse("round")}"' in login(client, cast.visitor).get("/").content.decode()
    assert f'<a href="{reverse("round")}"' not in login(client, cast.advocate).get("/").content.decode()


def test_the_list_is_one_event_that_names_all(client, cast, first, second):
    visit = make.visit(cast.visitor, first)
    look(client, cast.visitor)
    last = AccessEvent.objects.order_by("-seq").first()
    events = AccessEvent.objects.filter(request=last.request)
    assert [(event.kind, event.action) for event in events] == [("list", "round.read")]
    assert set(events[0].records) == {first.pk, first.person_id, second.pk, second.person_id, visit.pk}


def test_looking_changes_nothing(client, cast, first):
    before = Enrolment.objects.values().get()
    look(client, cast.visitor)
    assert Enrolment.objects.values().get() == before


def test_what_was_visited_is_folded_and_the_next_door_is_on_top(client, cast, first, second):
    make.visit(cast.visitor, first)
    month = month_of(cast.visitor)
    assert [stop.door.enrolment.pk for stop in month.waiting][:1] == [second.pk]
    text = look(client, cast.visitor).content.decode()
    assert "元気1" in text
    assert "髙橋さん「元気」を記録しました" in text
    assert text.index("二子") > text.index("記録した1件")


def test_totals_name_each_outcome(client, cast, first, second):
    make.visit(cast.visitor, first)
    make.visit(cast.visitor, second, "absent")
    assert "元気1 ・ 不在1" in look(client, cast.visitor).content.decode()


def test_nobody_at_home_stays_to_be_tried_again_after_the_others(client, cast, first, second):
    make.visit(cast.visitor, first, "absent")
    month = month_of(cast.visitor)
    assert [stop.door.enrolment.pk for stop in month.waiting] == [second.pk, first.pk]
    assert month.waiting[1].tried.outcome == "absent"
    assert "もう一度" in look(client, cast.visitor).content.decode()


def test_visited_once_of_twice_comes_again_later(cast, areas):
    """By the 15th and by the month's end: after the first visit the second share begins on the 16th."""
    begun = timezone.localdate().replace(day=1)
    enrolment = door(cast, areas.dai, cast.visitor, start=begun - timedelta(days=40), manner="call")
    third = timezone.make_aware(datetime(begun.year, begun.month, 1, 9))
    make.visit(cast.visitor, enrolment, at=min(third, timezone.now()))
    early = timezone.make_aware(datetime(begun.year, begun.month, 5, 12))
    late = timezone.make_aware(datetime(begun.year, begun.month, 17, 12))
    assert len(month_of(cast.visitor, early).later) == 1
    assert month_of(cast.visitor, early).later[0].begins.day in (15, 16, 17)
    assert len(month_of(cast.visitor, late).waiting) == 1


def test_the_visits_that_are_left_are_counted(cast, first, second):
    before = month_of(cast.visitor)
    make.visit(cast.visitor, first)
    after = month_of(cast.visitor)
    assert [(one.done, one.planned, one.extra) for one in (before.tally, after.tally)] == [(0, 4, 0), (1, 4, 0)]


def counts(client, user, route):
    """「2 / 4」 with what was done beyond the plan, as the page says it of this visitor."""
    page = login(client, user).get(reverse(route)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_more_visits_than_planned_make_up_for_no_other_door_on_the_round_and_on_the_board(client, cast, first, second):
    """Twice a month each; four times at one door is 2/2 ＋2, and the other door still waits for its two."""
    for _time in range(4):
        make.visit(cast.visitor, first)
    assert "2 / 4回 ＋2" in counts(client, cast.visitor, "round")
    board = counts(client, cast.coordinator, "watch")
    assert "2 / 2 ＋2" in board
    assert "2 / 4 ＋2" in board


def test_a_substitutes_doors_are_in_neither_count(cast, areas, first):
    other = door(cast, areas.dai, cast.manager, name="代")
    make.assign(cast.coordinator, other, cast.visitor, part="substitute")
    assert month_of(cast.visitor).tally.planned == 2


def test_a_second_record_of_one_day_asks_first(client, cast, first):
    make.visit(cast.visitor, first)
    login(client, cast.visitor)
    url, once = reverse("visit_new", args=[first.pk]), str(uuid.uuid4())
    page = client.post(url, {"outcome": "concern", "note": "咳", "once": once}, follow=True).content.decode()
    assert "この日はもう記録があります" in page
    assert "咳" in page
    assert Visit.objects.filter(enrolment=first).count() == 1
    client.post(url, {"outcome": "concern", "note": "咳", "once": once, "once_more": "on"})
    assert Visit.objects.filter(enrolment=first).count() == 2
    client.post(url, {"outcome": "emergency", "note": "倒れている", "once": str(uuid.uuid4())})
    assert Visit.objects.filter(enrolment=first).count() == 3


def test_a_paused_door_is_not_asked_for(cast, first):
    with context.on_behalf_of(cast.coordinator):
        services.enrolment_pause(
            first, actor=cast.coordinator, from_date=timezone.localdate().replace(day=1), reason_code="hospital"
        )
    month = month_of(cast.visitor)
    assert month.doors_left == 0
    assert month.stops[0].paused


def test_an_ended_door_is_gone(client, cast, first):
    with context.on_behalf_of(cast.coordinator):
        services.enrolment_end(
            first, actor=cast.coordinator, on_date=timezone.localdate() - timedelta(days=1), reason_code="moved"
        )
    assert "一子" not in look(client, cast.visitor).content.decode()


def test_whoever_was_taken_off_sees_the_door_no_more(client, cast, first):
    with context.on_behalf_of(cast.coordinator):
        assignment = first.assignments.get()
        services.visitor_unassign(assignment, actor=cast.coordinator, until_date=timezone.localdate() - timedelta(days=1))
    assert "一子" not in look(client, cast.visitor).content.decode()


def test_numbers_to_call_are_always_in_reach(client, cast, areas, first):
    from accounts.models import Organisation

    Organisation.objects.create(kind="council", name="甲地区社協", area=areas.council, phone="0436-00-1170")
    text = look(client, cast.visitor).content.decode()
    for href in ("tel:119", "tel:110", "tel:0436001170"):
        assert f'href="{href}"' in text


def test_a_script_gets_the_same_page(client, cast, first):
    whole = look(client, cast.visitor).content.decode()
    part = client.get(reverse("round"), headers={"HX-Request": "true"}).content.decode()
    assert "一子" in part
    assert part.count("<main") == whole.count("<main") == 1


def test_what_is_typed_never_runs(client, cast, areas):
    door(cast, areas.dai, cast.visitor, name="<script>hit(1)</script>", caution_text="<img src=x onerror=hit(2)>")
    text = look(client, cast.visitor).content.decode()
    assert "<script>hit" not in text
    assert "<img src=x" not in text


def test_home_says_how_many_doors_are_left_and_which(client, cast, first, second):
    text = login(client, cast.visitor).get("/").content.decode()
    assert "今月はあと2軒です" in text
    assert "一子" in text
    assert reverse("visit_new", args=[first.pk]) in text


def test_home_of_a_visitor_is_an_event_that_names_every_door_it_shows(client, cast, first, second):
    login(client, cast.visitor).get("/")
    last = AccessEvent.objects.order_by("-seq").values_list("request", flat=True)[0]
    events = AccessEvent.objects.filter(request=last)
    assert {event.actor for event in events} == {cast.visitor.pk}
    named = {pk for event in events for pk in event.records}
    assert {first.pk, first.person_id, second.pk, second.person_id} <= named


def test_home_of_a_visitor_without_doors_is_not_empty(client, cast):
    assert "まだ担当の家がありません" in login(client, cast.visitor).get("/").content.decode()


def test_a_page_asks_the_database_as_often_for_eight_doors_as_for_two(
    client, cast, areas, first, second, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make.visit(cast.visitor, first)
    look(client, cast.visitor)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("round"))
    for number in range(6):
        make.visit(cast.visitor, door(cast, areas.dai, cast.visitor, name=f"三{number}子"))
    with CaptureQueriesContext(connection) as many:
        answer = client.get(reverse("round"))
    assert answer.content.decode().count("tel:119") == 1
    assert len(many) == len(few)


def test_the_case_page_shows_the_visits_of_its_subject(client, cast, areas, first):
    from tests.factories.casework import make_case

    with context.on_behalf_of(cast.coordinator):
        person = Enrolment.objects.visible_to(cast.coordinator).get().person
    case = make_case(cast.coordinator, areas.dai, subject=person)
    for number in range(25):
        make.visit(cast.visitor, first, at=timezone.now() - timedelta(minutes=number), note=f"ひとこと{number}番")
    login(client, cast.coordinator)
    text = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "ひとこと0番" in text
    assert "見守り訪問" in text
    only = client.get(reverse("case_timeline", args=[case.pk]), {"kind": "visits"}).content.decode()
    assert "ひとこと19番" in only
    assert "ひとこと20番" not in only
    import re

    older = re.search(r'hx-get="([^"]+)"', only)[1].replace("&amp;", "&")
    assert "ひとこと24番" in client.get(older).content.decode()


def test_a_case_of_somebody_without_the_right_to_visits_shows_none(client, cast, areas, first):
    """The advocate who is named to the case reads it, and no visit."""
    from tests.factories.casework import make_case

    with context.on_behalf_of(cast.coordinator):
        person = Enrolment.objects.visible_to(cast.coordinator).get().person
    case = make_case(cast.coordinator, areas.dai, subject=person)
    make.visit(cast.visitor, first, note="見せない言葉")
    with context.on_behalf_of(cast.coordinator):
        casework.case_assign(case, actor=cast.coordinator, user=cast.advocate)
    answer = login(client, cast.advocate).get(reverse("case", args=[case.pk]))
    assert answer.status_code == 200
    assert "見せない言葉" not in answer.content.decode()
