"""One visit: three taps when all is well, what is refused and where, what is kept whatever happens, and who may look."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from casework import services as casework
from casework.models import Person
from privacy import context
from privacy.fields import encrypted_fields
from privacy.models import AccessEvent
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from visits import services
from visits.models import Alert, SafetyCheck, SafetyStep, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(cast, areas):
    found = make.enrol(cast.coordinator, areas.dai)
    make.assign(cast.coordinator, found, cast.visitor)
    return found


@pytest.fixture
def companion(cast, areas, enrolment):
    someone = make_member(make_user("companion", name="試験 同行"), Role.VISITOR, areas.dai)
    make.assign(cast.coordinator, enrolment, someone, part="companion")
    return someone


def form(client, user, enrolment, **headers):
    return login(client, user).get(reverse("visit_new", args=[enrolment.pk]), headers=headers)


def post(client, user, enrolment, outcome="well", **data):
    data = {"once": str(uuid.uuid4()), "outcome": outcome, **data}
    return login(client, user).post(
        reverse("visit_new", args=[enrolment.pk]), {name: value for name, value in data.items() if value is not None}
    )


def again(client, answer):
    assert answer.status_code == 303
    return client.get(answer["Location"]).content.decode()


def opened(user, model=Visit):
    """The rows, with what is encrypted in them read while somebody acts."""
    with context.on_behalf_of(user):
        rows = list(model.objects.visible_to(user))
        for row in rows:
            for field in encrypted_fields(model):
                getattr(row, field.attname)
        return rows


def only(user):
    (visit,) = opened(user)
    return visit


def relative_of(cast, enrolment, **changes):
    with context.on_behalf_of(cast.coordinator):
        person = Person.objects.visible_to(cast.coordinator).get(pk=enrolment.person_id)
        values = {"relation": "長男", "name": "髙橋 稔", "phone": "090-0000-6642", "emergency_rank": 1, **changes}
        casework.relative_save(person, actor=cast.coordinator, **values)


# The page.


def test_nothing_is_set_beforehand(client, cast, enrolment):
    text = form(client, cast.visitor, enrolment).content.decode()
    for value in ("well", "concern", "absent", "emergency", "consult", "declined", "cancelled"):
        assert f'value="{value}" autocomplete="off">' in text
    assert text.count(" checked>") == 1  # the manner, as it was agreed


def test_the_doorstep_and_no_more(client, cast, areas, enrolment):
    text = form(client, cast.visitor, enrolment).content.decode()
    for shown in (
        "髙橋",
        "たかはし",
        "犬がいる",
        "犬はつないである",
        "長男に電話する",
        "はじめての訪問",
        "試験台中央2丁目 5-12",
        'href="tel:0436005188"',
        'href="tel:09000005188"',
    ):
        assert shown in text
    for hidden in ("去年ころんだ", "一人ぐらし", "昭和18年", "午前中"):
        assert hidden not in text
    assert "<title>訪問 - よりそい</title>" in text


def test_the_numbers_stand_before_the_form(client, cast, areas, enrolment):
    relative_of(cast, enrolment)
    relative_of(cast, enrolment, name="髙橋 二郎", phone="090-0000-6643", emergency_rank=2)
    Organisation.objects.create(kind="council", name="甲地区社協", area=areas.council, phone="0436-00-1170")
    text = form(client, cast.visitor, enrolment).content.decode()
    places = [text.index(f'href="tel:{number}"') for number in ("119", "110", "09000006642", "09000006643", "0436001170")]
    assert places == sorted(places)
    assert places[-1] < text.index('name="outcome"')
    assert "一人で中に入らないでください" in text


def test_a_door_opened_is_one_event(client, cast, enrolment):
    relative_of(cast, enrolment)
    form(client, cast.visitor, enrolment)
    last = AccessEvent.objects.order_by("-seq").first()
    events = AccessEvent.objects.filter(request=last.request)
    assert [(event.kind, event.action) for event in events] == [("open", "visit.write")]
    assert {enrolment.pk, enrolment.person_id} < set(events[0].records)
    assert len(events[0].records) == 3


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 200), ("caseworker", 200), ("coordinator", 200), ("manager", 200), ("advocate", 404), ("auditor", 404),
     ("administrator", 404), ("other_caseworker", 404)],
)  # fmt: skip
def test_whose_door_it_is(client, cast, enrolment, who, status):
    answer = form(client, getattr(cast, who), enrolment)
    assert answer.status_code == status
    assert ("髙橋" in answer.content.decode()) == (status == 200)


def test_a_door_of_somebody_else_is_as_if_absent(client, cast, areas, enrolment):
    stranger = make_member(make_user("visitor2"), Role.VISITOR, areas.dai)
    answer = form(client, stranger, enrolment)
    absent = client.get(reverse("visit_new", args=[uuid.uuid4()]))
    assert (answer.status_code, answer.content) == (absent.status_code, absent.content) == (404, absent.content)
    assert post(client, stranger, enrolment).status_code == 404
    assert opened(cast.coordinator) == []


# Recording.


def test_three_taps(client, cast, enrolment):
    answer = post(client, cast.visitor, enrolment)
    visit = only(cast.visitor)
    assert (answer.status_code, answer["Location"]) == (303, reverse("round"))
    assert (visit.outcome, visit.visitor_id, visit.manner, visit.source, visit.flag) == (
        "well",
        cast.visitor.pk,
        "meeting",
        "page",
        "",
    )
    assert abs(visit.visited_at - timezone.now()) < timedelta(minutes=1)
    assert "髙橋さん「元気」を記録しました" in client.get(reverse("round")).content.decode()


def test_everything_that_can_be_written(client, cast, enrolment, companion):
    post(
        client, cast.visitor, enrolment, "concern", note="郵便が三日分", check_mail="changed", check_voice="same", check_meals="",
        companions=[str(companion.pk)], answered="self", minutes="15", manner="call",
    )  # fmt: skip
    visit = only(cast.visitor)
    assert (visit.note, visit.checks) == ("郵便が三日分", {"mail": "changed", "voice": "same"})
    assert (visit.companions, visit.answered, visit.minutes, visit.manner) == ([companion.pk], "self", 15, "call")
    (alert,) = opened(cast.coordinator, Alert)
    assert alert.kind == "concern"


def test_nobody_at_home_with_what_was_tried(client, cast, enrolment):
    clock = timezone.localtime() - timedelta(minutes=2)
    post(
        client, cast.visitor, enrolment, "absent", step_card="on", step_phone="on",
        step_phone_at=f"{clock.hour}:{clock.minute:02d}", step_phone_result="呼び出し音だけ",
    )  # fmt: skip
    assert [(step.step, step.result) for step in opened(cast.coordinator, SafetyStep)] == [
        ("phone", "呼び出し音だけ"),
        ("card", ""),
    ]
    assert opened(cast.coordinator, SafetyCheck)[0].next_step == "revisit"


def test_what_was_tried_is_not_kept_where_somebody_was_met(client, cast, enrolment):
    post(client, cast.visitor, enrolment, "well", step_card="on")
    assert opened(cast.coordinator, SafetyStep) == []


def test_an_emergency_is_told(client, cast, enrolment):
    answer = post(client, cast.visitor, enrolment, "emergency")
    assert "緊急を記録しました" in client.get(answer["Location"]).content.decode()
    assert opened(cast.coordinator, Alert)[0].kind == "emergency"


def test_a_double_press_is_one_visit(client, cast, enrolment):
    once = str(uuid.uuid4())
    first = post(client, cast.visitor, enrolment, once=once)
    second = post(client, cast.visitor, enrolment, once=once)
    assert first["Location"] == second["Location"] == reverse("round")
    assert only(cast.visitor).pk == uuid.UUID(once)


def test_two_visits_of_one_day_are_two(client, cast, enrolment):
    post(client, cast.visitor, enrolment)
    post(client, cast.visitor, enrolment, once_more="on")
    assert len(opened(cast.visitor)) == 2


def test_a_garbled_id_gets_a_fresh_one(client, cast, enrolment):
    post(client, cast.visitor, enrolment, once="<script>")
    assert only(cast.visitor).outcome == "well"


def test_the_id_of_a_visit_out_of_reach_neither_fails_nor_overwrites(client, cast, areas, enrolment):
    other = make_member(make_user("far"), Role.COORDINATOR, areas.other)
    theirs = make.visit(other, make.enrol(other, areas.other_north), "concern", note="よその言葉")
    assert post(client, cast.visitor, enrolment, once=str(theirs.pk)).status_code == 303
    assert only(cast.visitor).pk != theirs.pk
    assert [visit.note for visit in opened(other)] == ["よその言葉"]


# From paper.


def test_a_past_day_comes_from_paper(client, cast, enrolment):
    day = timezone.localdate() - timedelta(days=3)
    post(client, cast.visitor, enrolment, visited_date=day.isoformat(), visited_time="14時25分")
    visit = only(cast.visitor)
    local = timezone.localtime(visit.visited_at)
    assert (local.date(), local.hour, local.minute, visit.source) == (day, 14, 25, "paper")


def test_the_office_says_whose_visit_it_was(client, cast, enrolment):
    text = again(client, post(client, cast.coordinator, enrolment, visited_date="昨日"))
    assert "訪ねた人を選んでください" in text
    answer = post(client, cast.coordinator, enrolment, visited_date="昨日", visitor=str(cast.visitor.pk))
    visit = only(cast.coordinator)
    assert (visit.visitor_id, visit.source, visit.flag) == (cast.visitor.pk, "paper", "")
    assert answer["Location"] == reverse("visit", args=[visit.pk])


def test_a_visitor_cannot_write_in_somebody_elses_name(client, cast, enrolment, companion):
    post(client, cast.visitor, enrolment, visitor=str(companion.pk))
    assert only(cast.visitor).visitor_id == cast.visitor.pk


# What is refused, at its place, with everything that was typed.


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        ({"outcome": None}, "id_outcome_error", "きょうの様子を選んでください"),
        ({"outcome": "healthy"}, "id_outcome_error", ""),
        ({"outcome": "concern"}, "id_note_error", "ひとこと書いてください"),
        ({"outcome": "consult"}, "id_note_error", "ひとこと書いてください"),
        ({"visited_date": "あした"}, "id_visited_date_error", ""),
        ({"visited_date": "令和99年1月1日"}, "id_visited_date_error", ""),
        ({"visited_time": "25:99"}, "id_visited_time_error", ""),
        ({"visited_date": "令和2年1月5日"}, "id_visited_date_error", "まだ見守りが始まっていません"),
        ({"minutes": "長い"}, "id_minutes_error", ""),
        ({"minutes": "99999"}, "id_minutes_error", ""),
        ({"note": "あ" * 10_000}, "id_note_error", "10000"),
        ({"outcome": "absent", "step_phone": "on", "step_phone_at": "夜"}, "id_step_phone_at_error", ""),
    ],
)
def test_an_error_stands_at_its_place(client, cast, enrolment, data, place, words):
    text = again(
        client,
        post(
            client,
            cast.visitor,
            enrolment,
            **{
                "note": "書いた言葉",
                "check_mail": "changed",
                **({"check_mail": ""} if words.startswith("ひとこと") else {}),
                **({"note": ""} if words.startswith("ひとこと") else {}),
                **data,
            },
        ),
    )
    assert place in text
    assert words in text
    assert opened(cast.visitor) == []
    if "note" not in data and "ひとこと" not in words:
        assert "書いた言葉" in text
        assert 'name="check_mail" id="id_check_mail_1" value="changed" autocomplete="off" checked' in text


def test_a_time_that_has_not_come(client, cast, enrolment, monkeypatch):
    noon = timezone.localtime().replace(hour=12, minute=0) - timedelta(days=1)
    monkeypatch.setattr("visits.forms.visits.timezone.now", lambda: noon)
    text = again(client, post(client, cast.visitor, enrolment, visited_time="13:00", note="書いた言葉"))
    assert "これから先の時刻は書けません" in text
    assert "id_visited_time_error" in text
    assert "書いた言葉" in text


def test_after_the_end_it_is_refused(client, cast, enrolment):
    with context.on_behalf_of(cast.coordinator):
        services.enrolment_end(
            enrolment, actor=cast.coordinator, on_date=timezone.localdate() - timedelta(days=5), reason_code="moved"
        )
    text = again(client, post(client, cast.coordinator, enrolment, visitor=str(cast.coordinator.pk), note="最後の訪問"))
    assert "その日には見守りが終わっています" in text
    assert "最後の訪問" in text
    assert "見守りは終わりました" in text


def test_other_content_under_one_id(client, cast, enrolment):
    once = str(uuid.uuid4())
    post(client, cast.visitor, enrolment, once=once)
    text = again(client, post(client, cast.visitor, enrolment, "concern", once=once, note="言い直した言葉"))
    assert "この訪問はもう記録されていて、内容がちがいます" in text
    assert "言い直した言葉" in text
    assert reverse("visit", args=[once]) in text
    assert f'name="once" value="{once}"' in text
    assert only(cast.visitor).outcome == "well"


def test_scripts_stay_text(client, cast, enrolment):
    post(client, cast.visitor, enrolment, "concern", note="<script>hit(1)</script>")
    text = client.get(reverse("visit", args=[only(cast.visitor).pk])).content.decode()
    assert "&lt;script&gt;hit(1)" in text
    assert "<script>hit" not in text


def test_another_persons_session_is_not_written_over(client, cast, enrolment):
    """The form says whose page it is; somebody else signed in meanwhile."""
    answer = post(client, cast.visitor, enrolment, writer=str(cast.coordinator.pk))
    assert answer.status_code == 409
    assert opened(cast.visitor) == []


def test_a_signed_out_visitor_is_sent_to_the_entrance(client, enrolment):
    assert "login" in client.get(reverse("visit_new", args=[enrolment.pk]))["Location"]


def test_a_script_gets_the_whole_page(client, cast, enrolment):
    assert "髙橋" in form(client, cast.visitor, enrolment, **{"HX-Request": "true"}).content.decode()


# By somebody no longer assigned.


def taken_off(cast, enrolment):
    with context.on_behalf_of(cast.coordinator):
        services.visitor_unassign(
            enrolment.assignments.get(user=cast.visitor),
            actor=cast.coordinator,
            until_date=timezone.localdate() - timedelta(days=1),
        )


def two_days_ago():
    return (timezone.localdate() - timedelta(days=2)).isoformat()


def test_what_they_bring_is_kept_and_flagged(client, cast, enrolment):
    taken_off(cast, enrolment)
    answer = post(client, cast.visitor, enrolment, "concern", note="帰りに気づいた", visited_date=two_days_ago())
    assert answer["Location"] == reverse("round")
    text = client.get(answer["Location"]).content.decode()
    assert "記録は届きました。事務所で確認してから反映します" in text
    assert "髙橋" not in text
    visit = only(cast.coordinator)
    assert (visit.note, visit.flag, visit.visitor_id) == ("帰りに気づいた", "not_assigned", cast.visitor.pk)
    assert form(client, cast.visitor, enrolment).status_code == 404


def test_what_they_bring_with_an_error_is_not_lost_either(client, cast, enrolment):
    taken_off(cast, enrolment)
    text = again(client, post(client, cast.visitor, enrolment, None, note="帰りに気づいた"))
    assert "帰りに気づいた" in text
    assert "きょうの様子を選んでください" in text
    for hidden in ("髙橋", "犬がいる", "試験台", "長男に電話する"):
        assert hidden not in text
    assert form(client, cast.visitor, enrolment).status_code == 404


# One visit, and its correction.


def test_one_visit(client, cast, enrolment, companion):
    visit = make.visit(
        cast.visitor,
        enrolment,
        "concern",
        note="郵便が三日分",
        companions=[companion],
        checks={"mail": "changed", "voice": "same"},
        minutes=12,
        answered="self",
    )
    text = login(client, cast.visitor).get(reverse("visit", args=[visit.pk])).content.decode()
    for shown in (
        "気になる",
        "郵便が三日分",
        "郵便受け・新聞 変わった",
        "声・様子 変わりなし",
        "試験 同行",
        "12",
        "本人",
        "画面から",
    ):
        assert shown in text
    last = AccessEvent.objects.order_by("-seq").first()
    assert (last.kind, last.action) == ("open", "visit.read")
    assert set(last.records) == {visit.pk, enrolment.pk, enrolment.person_id}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("visitor", 200),
        ("caseworker", 200),
        ("coordinator", 200),
        ("advocate", 404),
        ("auditor", 404),
        ("other_caseworker", 404),
    ],
)
def test_who_reads_it(client, cast, enrolment, who, status):
    visit = make.visit(cast.visitor, enrolment, note="見えるか")
    answer = login(client, getattr(cast, who)).get(reverse("visit", args=[visit.pk]))
    assert answer.status_code == status
    assert ("見えるか" in answer.content.decode()) == (status == 200)


def test_within_ten_minutes_it_is_mended_without_a_reason(client, cast, enrolment):
    visit = make.visit(cast.visitor, enrolment)
    address = reverse("visit_edit", args=[visit.pk])
    text = login(client, cast.visitor).get(address).content.decode()
    assert "訂正の理由" not in text
    local = timezone.localtime(visit.visited_at)
    data = {
        "outcome": "concern",
        "note": "思い出した",
        "visited_date": str(local.date()),
        "visited_time": f"{local.hour}:{local.minute:02d}",
    }
    assert client.post(address, data)["Location"] == reverse("visit", args=[visit.pk])
    after = only(cast.visitor)
    assert (after.outcome, after.note, after.visited_at) == ("concern", "思い出した", visit.visited_at)
    assert opened(cast.coordinator, Alert)[0].kind == "concern"


def test_afterwards_a_correction_says_why(client, cast, enrolment):
    visit = make.visit(
        cast.visitor, enrolment, now=timezone.now() - timedelta(minutes=11), at=timezone.now() - timedelta(minutes=12)
    )
    address = reverse("visit_edit", args=[visit.pk])
    text = again(client, login(client, cast.visitor).post(address, {"outcome": "absent", "note": "訂正の言葉"}))
    assert "id_reason_error" in text
    assert "訂正の言葉" in text
    client.post(address, {"outcome": "absent", "reason": "押しまちがい"})
    assert only(cast.visitor).outcome == "absent"


def test_the_office_corrects_with_a_reason_another_visitor_does_not(client, cast, enrolment, companion):
    visit = make.visit(cast.visitor, enrolment)
    address = reverse("visit_edit", args=[visit.pk])
    assert login(client, companion).get(address).status_code == 403
    assert client.post(address, {"outcome": "absent"}).status_code == 403
    assert "訂正の理由" in login(client, cast.coordinator).get(address).content.decode()
    assert only(cast.visitor).outcome == "well"


def test_a_correction_into_the_future_is_refused_at_its_place(client, cast, enrolment):
    visit = make.visit(cast.visitor, enrolment)
    day = timezone.localdate() - timedelta(days=200)
    text = again(
        client,
        login(client, cast.visitor).post(
            reverse("visit_edit", args=[visit.pk]), {"outcome": "well", "visited_date": day.isoformat()}
        ),
    )
    assert "id_visited_date_error" in text
    assert only(cast.visitor).visited_at == visit.visited_at


# A pair.


def test_a_pairs_two_records_are_offered_as_one_and_parted_again(client, cast, enrolment, companion):
    first = make.visit(cast.visitor, enrolment, companions=[companion])
    second = make.visit(companion, enrolment, "concern", companions=[cast.visitor])
    page = login(client, cast.visitor).get(reverse("visit", args=[first.pk])).content.decode()
    assert "もう一つの記録" in page
    assert "気になる" in page
    assert "1件にする" in client.get(reverse("round")).content.decode()
    client.post(reverse("visit_join", args=[first.pk]))
    joined = {visit.pk: visit.same_as_id for visit in opened(cast.visitor)}
    assert joined == {first.pk: second.pk, second.pk: None}  # what asks for more counts
    page = client.get(reverse("visit", args=[first.pk])).content.decode()
    assert "別々の訪問でした" in page
    client.post(reverse("visit_join", args=[first.pk]))
    assert {visit.same_as_id for visit in opened(cast.visitor)} == {None}


def test_there_is_nothing_to_join(client, cast, enrolment):
    visit = make.visit(cast.visitor, enrolment)
    answer = login(client, cast.visitor).post(reverse("visit_join", args=[visit.pk]))
    assert "同じ訪問の二つの記録ではありません" in client.get(answer["Location"]).content.decode()


def test_a_stranger_joins_nothing(client, cast, areas, enrolment):
    visit = make.visit(cast.visitor, enrolment)
    stranger = make_member(make_user("visitor2"), Role.VISITOR, areas.dai)
    assert login(client, stranger).post(reverse("visit_join", args=[visit.pk])).status_code == 404
    assert client.get(reverse("visit_edit", args=[visit.pk])).status_code == 404
