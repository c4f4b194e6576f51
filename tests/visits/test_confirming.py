"""安否の確認: it says how and who, answers what was asked because nobody had met the person, and is taken back on the day."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from privacy import context
from privacy.models import AccessEvent
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import make_person
from tests.visits.asking import refused
from visits import services
from visits.codes import Part
from visits.models import Alert, Enrolment, SafetyCheck

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def door(cast, areas):
    """Met 22 days ago, found absent yesterday and an hour ago."""
    person = make_person(cast.coordinator, areas.dai)
    with context.on_behalf_of(cast.coordinator):
        casework.relative_save(
            person, actor=cast.coordinator, relation="長男", name="髙橋 一郎", phone="090-0000-0001", emergency_rank=1
        )
    found = make.enrol(cast.coordinator, areas.dai, person=person)
    make.assign(cast.coordinator, found, cast.visitor)
    make.visit(cast.visitor, found, "well", at=timezone.now() - 22 * DAY)
    for ago in (DAY, HOUR):
        make.visit(cast.visitor, found, "absent", at=timezone.now() - ago)
    return found


@pytest.fixture
def check(door):
    return SafetyCheck.objects.get(enrolment=door)


@pytest.fixture
def substitute(cast, areas, door):
    """Goes there from today on, besides the visitor."""
    person = make_member(make_user("substitute"), "visitor", areas.dai)
    make.assign(cast.coordinator, door, person, Part.SUBSTITUTE, from_date=timezone.localdate())
    return person


def confirm(client, check, **data):
    return client.post(reverse("safety_confirm", args=[check.pk]), {"once": str(uuid.uuid4()), **data}, follow=True)


def page_of(client, user, route):
    return login(client, user).get(reverse(route)).content.decode()


def card(client, user):
    page = page_of(client, user, "safety")
    return page[page.index("board-item__body") :] if "board-item__body" in page else ""


def state(check):
    return SafetyCheck.objects.filter(pk=check.pk).values_list("confirmed_how", "confirmed_who", "next_step").get()


@pytest.mark.parametrize("how", ["met", "phone"])
def test_who_met_or_spoke_with_them_is_one_tap_and_not_none(client, cast, check, how):
    login(client, cast.coordinator)
    assert "だれが会った・話したかを選んでください" in confirm(client, check, how=how).content.decode()
    assert state(check)[0] == ""
    assert "だれから聞いたか" in confirm(client, check, how=how, who="another").content.decode()
    confirm(client, check, how=how, who=str(cast.visitor.pk))
    assert state(check) == (how, cast.visitor.pk, "")
    assert f"（{cast.visitor.display_name}）" in page_of(client, cast.coordinator, "safety")


def test_nobody_else_can_be_named_and_family_says_itself(client, cast, check):
    login(client, cast.coordinator)
    confirm(client, check, how="phone", who=str(cast.other_caseworker.pk))
    assert state(check)[0] == ""
    confirm(client, check, how="family", who=str(cast.visitor.pk), text="長女の家にいた")
    assert state(check) == ("family", None, "")


@pytest.mark.parametrize(("text", "fits"), [("　", False), ("地区の民生委員", True)])
def test_seen_or_heard_by_nobody_is_no_confirmation_wherever_it_comes_from(cast, check, text, fits):
    say = lambda: services.safety_confirm(check, actor=cast.coordinator, at=timezone.now(), how="phone", text=text)
    with context.on_behalf_of(cast.coordinator):
        if fits:
            assert say().confirmed_text == text
        else:
            refused("who", say)


def test_a_confirmation_answers_what_was_asked_and_nothing_else(client, cast, door, check):
    make.visit(cast.visitor, door, "concern", at=timezone.now() - 2 * DAY)
    with context.on_behalf_of(cast.coordinator):
        of_door = Enrolment.objects.visible_to(cast.coordinator).get(pk=door.pk)
        Alert(
            enrolment=of_door, dossier=of_door.dossier, area=door.area, council=door.council, kind="overdue", due_at=timezone.now()
        ).save()  # fmt: skip
    assert set(Alert.objects.open().values_list("kind", flat=True)) == {"absences", "concern", "overdue"}
    login(client, cast.coordinator)
    confirm(client, check, how="phone", who=str(cast.coordinator.pk))
    assert list(Alert.objects.open().values_list("kind", flat=True)) == ["concern"]
    closed = Alert.objects.filter(kind="overdue").values_list("closed_how", "closed_by", "owner").get()
    assert closed == ("safe", cast.coordinator.pk, None)


def test_met_at_the_door_answers_it_too(cast, door, check):
    assert Alert.objects.open().filter(kind="absences").exists()
    make.visit(cast.visitor, door, "well")
    assert state(check)[:2] == ("met", cast.visitor.pk)
    assert not Alert.objects.open().exists()


def test_it_is_taken_back_on_the_day_with_a_reason_and_all_stands_as_before(client, cast, door, check):
    login(client, cast.coordinator)
    confirm(client, check, how="phone", who=str(cast.coordinator.pk))
    assert reverse("safety_take_back", args=[check.pk]) in client.get(reverse("safety")).content.decode()
    url = reverse("safety_take_back", args=[check.pk])
    assert "髙橋 ヨシ子" in client.get(url).content.decode()
    assert "取り消す理由を書いて" in client.post(url, {"reason": " "}, follow=True).content.decode()
    since = SafetyCheck.objects.get(pk=check.pk).since
    for _twice in range(2):
        client.post(url, {"reason": "同じ名前の別の人だった"})
    assert state(check) == ("", None, "contact")
    assert SafetyCheck.objects.get(pk=check.pk).since == since
    assert list(Alert.objects.open().values_list("kind", flat=True)) == ["absences"]
    history = SafetyCheck.history.filter(id=check.pk).order_by("history_id")
    assert [row.confirmed_how for row in history][-2:] == ["phone", ""]
    with context.on_behalf_of(cast.coordinator):
        SafetyCheck.objects.visible_to(cast.coordinator).get(pk=check.pk)
        assert history.last().history_change_reason == "同じ名前の別の人だった"
    event = AccessEvent.objects.filter(kind="write", action="visit.write").latest("seq")
    assert check.pk in event.records
    assert "髙橋 ヨシ子" in card(client, cast.coordinator)


def test_what_was_recorded_since_at_another_door_is_no_reason_against_it(client, cast, areas, check):
    confirm(login(client, cast.coordinator), check, how="phone", who=str(cast.coordinator.pk))
    other = make.enrol(cast.coordinator, areas.dai, person=make_person(cast.coordinator, areas.dai, family_name="露﨑"))
    make.assign(cast.coordinator, other, cast.visitor)
    make.visit(cast.visitor, other, "absent")
    with context.on_behalf_of(cast.coordinator):
        theirs = SafetyCheck.objects.visible_to(cast.coordinator).select_related("enrolment").get(enrolment=other)
        services.safety_step(theirs, actor=cast.coordinator, step="commissioner", at=timezone.now())
    client.post(reverse("safety_take_back", args=[check.pk]), {"reason": "同じ名前の別の人だった"})
    # What was tried there is no step of this one.
    assert state(check) == ("", None, "contact")


def test_yesterdays_confirmation_stays(client, cast, check):
    with context.on_behalf_of(cast.coordinator):
        record = SafetyCheck.objects.visible_to(cast.coordinator).select_related("enrolment").get(pk=check.pk)
        services.safety_confirm(record, actor=cast.coordinator, at=check.since, how="met", who=cast.coordinator)
    login(client, cast.coordinator)
    answer = client.post(reverse("safety_take_back", args=[check.pk]), {"reason": "まちがい"}, follow=True)
    assert "取り消せるのは、今日確認したものだけです" in answer.content.decode()
    assert state(check)[0] == "met"


def test_a_visitor_of_another_door_takes_nothing_back(client, cast, areas, check):
    with context.on_behalf_of(cast.coordinator):
        record = SafetyCheck.objects.visible_to(cast.coordinator).select_related("enrolment").get(pk=check.pk)
        services.safety_confirm(record, actor=cast.coordinator, at=timezone.now(), how="met", who=cast.coordinator)
    stranger = make_member(make_user("stranger"), "visitor", areas.dai)
    answer = login(client, stranger).post(reverse("safety_take_back", args=[check.pk]), {"reason": "まちがい"})
    assert answer.status_code == 404
    assert state(check)[0] == "met"


def test_the_round_of_a_substitute_knows_at_once(client, cast, check, substitute):
    assert "安否未確認" in page_of(client, substitute, "round")
    login(client, cast.coordinator)
    confirm(client, check, how="phone", who=str(cast.coordinator.pk))
    page = page_of(client, substitute, "round")
    assert "安否未確認" not in page
    assert "もう一度（" not in page
    assert "電話で話した" in page
    assert "もう一度（" not in page_of(client, substitute, "home")


def test_the_boards_row_says_that_safety_is_not_confirmed(client, cast, door, check):
    def row():
        page = page_of(client, cast.coordinator, "watch")
        start = page.index(f'href="{reverse("enrolment", args=[door.pk])}"')
        return page[start : page.index("</tr>", start)]

    assert "安否未確認" in row()
    confirm(client, check, how="met", who=str(cast.coordinator.pk))
    assert "安否未確認" not in row()


def test_the_card_says_first_when_they_were_last_met_and_whom_the_next_step_calls(client, cast, check):
    page = page_of(client, cast.coordinator, "safety")
    assert page.index("最後に会えた日") < page.index("22日前") < page.index('class="ring"') < page.index("から</p>")
    for step, number, other in (
        ("phone", "0436005188", "09000000001"),
        ("contact", "09000000001", "0436005188"),
        ("police", "119", "0436005188"),
    ):
        with context.on_behalf_of(cast.coordinator):
            record = SafetyCheck.objects.visible_to(cast.coordinator).get(pk=check.pk)
            services.safety_next(record, actor=cast.coordinator, step=step, by=timezone.now() + HOUR)
        found = card(client, cast.coordinator)
        assert f'href="tel:{number}"' in found, step
        assert f'href="tel:{other}"' not in found, step


def test_a_step_without_a_result_is_not_ticked(client, cast, check):
    def rung(step):
        login(client, cast.coordinator)
        [shown] = client.get(reverse("safety")).context["board"].cards
        return next(one.state for one in shown.rungs if one.step == step)

    with context.on_behalf_of(cast.coordinator):
        record = SafetyCheck.objects.visible_to(cast.coordinator).get(pk=check.pk)
        services.safety_step(record, actor=cast.coordinator, step="card", at=timezone.now())
        services.safety_step(record, actor=cast.coordinator, step="phone", at=timezone.now(), result=" ")
    assert (rung("card"), rung("phone"), rung("centre")) == ("done", "tried", "")
    assert "結果の記入なし" in card(client, cast.coordinator)
    with context.on_behalf_of(cast.coordinator):
        services.safety_step(record, actor=cast.coordinator, step="phone", at=timezone.now(), result="応答なし")
    assert rung("phone") == "done"
