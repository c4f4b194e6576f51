"""安否未確認の板: who stands on it, in which order, what was tried, how somebody leaves it, and who may see and do what."""

import uuid
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from japan.wareki import age_on
from privacy import context
from privacy.models import AccessEvent
from tests.cast import login
from tests.factories import visits as make
from tests.factories.casework import make_person
from visits import services
from visits.codes import Cause
from visits.models import SafetyCheck, SafetyStep
from visits.pages import safety_board
from visits.services import safety

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def missed(cast, areas):
    """Makes somebody at whose door nobody answered."""

    def make_one(hours=1.0, *, district=None, **person):
        district = district or areas.dai
        person = make_person(cast.coordinator, district, **person)
        with context.on_behalf_of(cast.coordinator):
            casework.relative_save(
                person, actor=cast.coordinator, relation="長男", name="髙橋 一郎", phone="090-0000-0001", emergency_rank=1,
                key_holder=True,
            )  # fmt: skip
        enrolment = make.enrol(cast.coordinator, district, person=person)
        make.assign(cast.coordinator, enrolment, cast.visitor)
        make.visit(cast.visitor, enrolment, "absent", at=timezone.now() - hours * HOUR)
        return opened(cast.coordinator, enrolment)

    return make_one


def opened(user, enrolment):
    with context.on_behalf_of(user):
        return SafetyCheck.objects.visible_to(user).select_related("enrolment").filter(enrolment=enrolment).latest("created_at")


def fresh(user, check):
    with context.on_behalf_of(user):
        found = SafetyCheck.objects.visible_to(user).get(pk=check.pk)
        return found, [
            (made.step, made.result, made.by_id) for made in SafetyStep.objects.visible_to(user).filter(check_made=check)
        ]


def tried(user, check, step, hours, result=""):
    with context.on_behalf_of(user):
        services.safety_step(check, actor=user, step=step, at=timezone.now() - hours * HOUR, result=result)


def test_the_board_says_who_since_when_what_was_tried_and_what_is_next(client, cast, missed):
    check = missed(25)
    tried(cast.coordinator, check, "card", 24.9)
    tried(cast.visitor, check, "phone", 24, "応答なし")
    with context.on_behalf_of(cast.coordinator):
        services.safety_next(
            check, actor=cast.coordinator, step="commissioner", by=timezone.now() + timedelta(minutes=25, seconds=30),
            who=cast.visitor, text="露﨑さんと訪ねる",
        )  # fmt: skip
    page = login(client, cast.coordinator).get(reverse("safety")).content.decode()
    age = age_on(date(1943, 5, 7), timezone.localdate())
    for text in (
        "髙橋 ヨシ子", "たかはし よしこ", f"{age}歳", "台小区", "試験台中央2丁目", "犬がいる", "耳が遠い", "合いかぎ：長男", "25時間",
        "応答なし", "のこり25分", "露﨑さんと訪ねる", "見守りのみ", "119か110", "一人で中に入らない", "board-item--bad",
        'stroke-dasharray="188.5 190"',
    ):  # fmt: skip
        assert text in page, text
    assert "<title>安否未確認 - よりそい</title>" in page


def test_the_longest_missed_comes_first_and_an_emergency_before_all(client, cast, areas, missed):
    missed(2, given_name="二")
    missed(30, given_name="三十")
    found = make.enrol(cast.coordinator, areas.dai, person=make_person(cast.coordinator, areas.dai, given_name="急"))
    make.assign(cast.coordinator, found, cast.visitor)
    make.visit(cast.visitor, found, "emergency", note="倒れている")
    page = login(client, cast.coordinator).get(reverse("safety")).content.decode()
    places = [page.index(f"髙橋 {name}") for name in ("急", "三十", "二")]
    assert places == sorted(places)


def test_a_limit_that_passed_is_said(client, cast, missed):
    missed(3)
    page = login(client, cast.coordinator).get(reverse("safety")).content.decode()
    assert "すぎています" in page


def test_nobody_unconfirmed(client, cast):
    page = login(client, cast.coordinator).get(reverse("safety")).content.decode()
    assert "全員の安否が確認できています" in page


def test_all_pages_of_a_long_board_hold_everybody_once(client, cast, missed, monkeypatch):
    monkeypatch.setattr("visits.views.safety.board", partial(safety_board.board, size=2))
    made = {missed(hours).pk for hours in (1, 2, 3, 4, 5)}
    login(client, cast.coordinator)
    url, seen = reverse("safety"), []
    while url:
        answer = client.get(url)
        seen += [card.check.pk for card in answer.context["board"].cards]
        assert answer.context["board"].total == 5
        after = answer.context["board"].after
        url = f"{reverse('safety')}?after={after}".replace("+", "%2B") if after else ""
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize(
    "after",
    ["x", "1,2,3", "9,2026-01-01T00:00:00+09:00,not-an-id", "0,2026-01-01T00:00:00,11111111-1111-4111-8111-111111111111"],
)
def test_a_made_up_place_on_the_board_shows_its_beginning(client, cast, missed, after):
    check = missed()
    answer = login(client, cast.coordinator).get(reverse("safety"), {"after": after})
    assert [card.check.pk for card in answer.context["board"].cards] == [check.pk]


def test_the_board_looks_again_by_itself_without_keeping_the_session_alive(client, cast, missed):
    missed()
    login(client, cast.coordinator)
    whole = client.get(reverse("safety")).content.decode()
    before = client.session.get("last_activity") or dict(client.session)
    answer = client.get(reverse("safety"), headers={"HX-Request": "true", "X-Passive": "1"})
    part = answer.content.decode()
    assert "<html" not in part
    assert part.lstrip().startswith('<div class="stack" id="board"')
    assert 'hx-trigger="every 60s"' in whole
    assert "X-Passive" in whole
    assert (client.session.get("last_activity") or dict(client.session)) == before
    history = client.get(reverse("safety"), headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in history.content.decode()


def test_every_link_of_a_card_keeps_the_focus_when_the_board_is_drawn_anew(client, cast, missed):
    check = missed()
    page = login(client, cast.coordinator).get(reverse("safety")).content.decode()
    for name in ("step", "next", "confirm"):
        assert f'id="{name}-{check.pk}"' in page


@pytest.mark.parametrize(
    ("who", "board", "step"),
    [("coordinator", 200, 200), ("caseworker", 200, 200), ("manager", 200, 200), ("visitor", 403, 200), ("advocate", 403, 404),
     ("auditor", 403, 404), ("administrator", 403, 404), ("other_caseworker", 200, 404)],
)  # fmt: skip
def test_who_sees_the_board_and_who_may_write_on_it(client, cast, missed, who, board, step):
    check = missed()
    login(client, getattr(cast, who))
    answers = [client.get(reverse("safety")), client.get(reverse("safety_print"))]
    assert [answer.status_code for answer in answers] == [board, board]
    shown = "髙橋" in answers[0].content.decode()
    assert shown == (board == 200 and who != "other_caseworker")
    for name in ("safety_step", "safety_next", "safety_confirm"):
        answer = client.get(reverse(name, args=[check.pk]))
        assert answer.status_code == step
        assert ("髙橋" in answer.content.decode()) == (step == 200)
        refused = client.post(reverse(name, args=[check.pk]), {})
        assert refused.status_code == (303 if step == 200 else step)


def test_a_visitor_of_other_doors_finds_nothing(client, cast, areas, missed):
    check = missed()
    with context.on_behalf_of(cast.coordinator):
        for assignment in check.enrolment.assignments.model.objects.visible_to(cast.coordinator):
            services.visitor_unassign(assignment, actor=cast.coordinator, until_date=timezone.localdate() - timedelta(days=1))
    login(client, cast.visitor)
    absent = client.get(reverse("safety_step", args=[uuid.uuid4()]))
    outside = client.get(reverse("safety_step", args=[check.pk]))
    assert (outside.status_code, outside.content) == (absent.status_code, absent.content) == (404, absent.content)


def test_a_step_is_recorded_once_however_often_it_is_pressed(client, cast, missed):
    check = missed()
    login(client, cast.visitor)
    url, once = reverse("safety_step", args=[check.pk]), str(uuid.uuid4())
    for _twice in range(2):
        answer = client.post(url, {"step": "phone", "result": "応答なし", "once": once})
        assert answer.status_code == 303
    found, steps = fresh(cast.coordinator, check)
    assert steps == [("phone", "応答なし", cast.visitor.pk)]
    assert found.next_step == "revisit"


def test_a_visitor_comes_back_to_the_visit_of_that_door(client, cast, missed):
    check = missed()
    answer = login(client, cast.visitor).post(reverse("safety_step", args=[check.pk]), {"step": "phone"})
    assert answer.headers["Location"] == reverse("visit", args=[check.visit_id])
    answer = login(client, cast.coordinator).post(reverse("safety_step", args=[check.pk]), {"step": "phone"})
    assert answer.headers["Location"] == reverse("safety")


def test_the_form_shows_whom_to_call_and_what_to_do_when_nobody_answers(client, cast, missed):
    check = missed()
    for user in (cast.visitor, cast.coordinator):
        page = login(client, user).get(reverse("safety_step", args=[check.pk])).content.decode()
        for text in (
            "0436-00-5188",
            'href="tel:09000000001"',
            "髙橋 一郎",
            "合いかぎを持っている",
            "長男に電話する",
            "一人で中に入らない",
        ):
            assert text in page, text


@pytest.mark.parametrize(
    ("data", "said"),
    [({}, "一手かを選んで"), ({"step": "phone", "at_time": "25:99"}, "14:25"), ({"step": "phone", "on_date": "昭和66年2月30日"}, "この日はありません"),
     ({"step": "phone", "on_date": "昨日"}, "時刻も書いてください"), ({"step": "phone", "on_date": "明日", "at_time": "9:00"}, "まだ来ていない"),
     ({"step": "phone", "on_date": "令和2年1月1日", "at_time": "9:00"}, "まだ安否未確認になっていません"), ({"step": "telepathy"}, "telepathy"),
     ({"step": "phone", "result": "あ" * 10_000}, "2000")],
)  # fmt: skip
def test_a_slip_is_said_at_its_place_and_nothing_typed_is_lost(client, cast, missed, data, said):
    check = missed()
    login(client, cast.coordinator)
    url = reverse("safety_step", args=[check.pk])
    answer = client.post(url, {"result": "<script>alert(1)</script>消えない文", **data})
    assert (answer.status_code, answer.headers["Location"]) == (303, url)
    page = client.get(url).content.decode()
    assert said in page
    assert data.get("result", "消えない文") in page
    assert "<script>alert(1)" not in page
    assert fresh(cast.coordinator, check)[1] == []


def test_what_was_written_is_text_on_the_board(client, cast, missed):
    check = missed()
    tried(cast.coordinator, check, "phone", 0.5, "<b>x</b>")
    page = login(client, cast.coordinator).get(reverse("safety")).content.decode()
    assert "&lt;b&gt;x" in page
    assert "<b>x</b>" not in page


def test_who_goes_on_and_until_when(client, cast, missed):
    check = missed()
    login(client, cast.coordinator)
    url = reverse("safety_next", args=[check.pk])
    data = {"step": "contact", "who": str(cast.visitor.pk), "by_date": "明日", "by_time": "15時", "text": "長男へ"}
    assert client.post(url, data).headers["Location"] == reverse("safety")
    found, _steps = fresh(cast.coordinator, check)
    local = timezone.localtime(found.next_by)
    assert (found.next_step, found.next_who_id, local.hour) == ("contact", cast.visitor.pk, 15)
    assert local.date() == timezone.localdate() + timedelta(days=1)
    page = client.get(url).content.decode()
    assert "長男へ" in page
    assert "15:00" in page


@pytest.mark.parametrize("data", [{"by_time": ""}, {"by_time": "00:00", "by_date": "昨日"}, {"who": "stranger"}])
def test_a_next_step_needs_a_time_ahead_and_somebody_of_here(client, cast, missed, data):
    check = missed()
    login(client, cast.coordinator)
    url = reverse("safety_next", args=[check.pk])
    stranger = str(cast.other_caseworker.pk)
    data = {"step": "contact", "by_date": "明日", "by_time": "15:00", "text": "消えない", **data}
    data["who"] = stranger if data.get("who") == "stranger" else ""
    client.post(url, data)
    page = client.get(url).content.decode()
    assert "field__error" in page
    assert "消えない" in page
    assert fresh(cast.coordinator, check)[0].next_step == check.next_step


def test_safety_is_confirmed_in_words_and_the_person_leaves_the_board(client, cast, missed):
    check = missed(25)
    login(client, cast.coordinator)
    url = reverse("safety_confirm", args=[check.pk])
    for _twice in range(2):
        answer = client.post(url, {"how": "family", "text": "長女から電話。きのう入院した"})
        assert answer.headers["Location"] == reverse("safety")
    answer = client.get(reverse("safety"))
    page = answer.content.decode()
    assert answer.context["board"].cards == []
    for text in ("今日、安否を確認した人", "家族から聞いた。長女から電話。きのう入院した", "25時間0分", "髙橋 ヨシ子"):
        assert text in page, text
    found, _steps = fresh(cast.coordinator, check)
    assert (found.confirmed_how, found.confirmed_by_id) == ("family", cast.coordinator.pk)


def test_what_others_say_is_written_down(client, cast, missed):
    check = missed()
    login(client, cast.coordinator)
    url = reverse("safety_confirm", args=[check.pk])
    client.post(url, {"how": "neighbour", "text": " "})
    assert "だれから聞いたか" in client.get(url).content.decode()
    client.post(url, {"how": "met", "who": str(cast.coordinator.pk)})
    assert fresh(cast.coordinator, check)[0].confirmed_how == "met"


def test_confirmed_meanwhile_is_said_kindly_and_keeps_what_was_typed(client, cast, missed):
    check = missed()
    with context.on_behalf_of(cast.manager):
        services.safety_confirm(
            opened(cast.manager, check.enrolment), actor=cast.manager, at=timezone.now(), how="met", who=cast.manager
        )
    login(client, cast.coordinator)
    url = reverse("safety_step", args=[check.pk])
    client.post(url, {"step": "phone", "result": "消えない文"})
    page = client.get(url).content.decode()
    assert "安否はもう確認されています" in page
    assert "消えない文" in page
    answer = client.get(url, follow=True)
    assert answer.redirect_chain
    assert "安否はもう確認されています" in answer.content.decode()
    assert fresh(cast.coordinator, check)[1] == []


def test_a_visitor_confirms_at_their_own_door(client, cast, missed):
    check = missed()
    login(client, cast.visitor).post(
        reverse("safety_confirm", args=[check.pk]), {"how": "met", "who": str(cast.visitor.pk), "text": "庭にいた"}
    )
    assert fresh(cast.coordinator, check)[0].confirmed_by_id == cast.visitor.pk


def test_the_list_on_paper(client, cast, missed):
    missed()
    page = login(client, cast.coordinator).get(reverse("safety_print")).content.decode()
    for text in ("髙橋 ヨシ子", "0436-00-5188", "090-0000-0001", "印刷 試験 花子"):
        assert text in page, text
    assert AccessEvent.objects.filter(kind="print", actor=cast.coordinator.pk).count() == 1


def test_every_record_on_the_board_stands_in_the_ledger(client, cast, missed):
    check = missed()
    tried(cast.coordinator, check, "phone", 0.5)
    login(client, cast.coordinator).get(reverse("safety"))
    shown = {record for event in AccessEvent.objects.filter(kind="list", actor=cast.coordinator.pk) for record in event.records}
    relative = check.enrolment.person.relatives.model.objects.get(person=check.enrolment.person_id)
    step = SafetyStep.objects.get(check_made=check)
    assert {check.pk, check.enrolment_id, check.enrolment.person_id, relative.pk, step.pk} <= shown


def test_thirty_cards_cost_as_many_queries_as_three(client, cast, missed):
    login(client, cast.coordinator)
    counts = []
    for more in (3, 9):
        for _one in range(more):
            tried(cast.coordinator, missed(), "phone", 0.5)
        client.get(reverse("safety"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("safety"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_visit_of_a_door_leads_to_the_steps_until_safety_is_confirmed(client, cast, missed):
    check = missed()
    login(client, cast.visitor)
    url, steps = reverse("visit", args=[check.visit_id]), reverse("safety_step", args=[check.pk])
    assert steps in client.get(url).content.decode()
    client.post(reverse("safety_confirm", args=[check.pk]), {"how": "met", "who": str(cast.visitor.pk)})
    assert steps not in client.get(url).content.decode()


def test_an_emergency_waits_for_nobody(cast, areas):
    door = make.enrol(cast.coordinator, areas.dai)
    make.assign(cast.coordinator, door, cast.visitor)
    made = make.visit(cast.visitor, door, "emergency", note="倒れている")
    check = opened(cast.coordinator, door)
    assert (check.next_step, check.next_by) == ("police", made.visited_at + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("since", "by"),
    [
        ("2026-06-04 00:01", "2026-06-04 17:00"),
        ("2026-06-04 18:00", "2026-06-05 17:00"),
        ("2026-12-28 20:00", "2027-01-04 17:00"),
    ],
)
def test_found_out_after_hours_it_waits_for_the_office_to_open(since, by):
    check = SafetyCheck()
    safety._begin(check, Cause.OVERDUE, timezone.make_aware(datetime.fromisoformat(since)))
    assert check.next_by == timezone.make_aware(datetime.fromisoformat(by))
