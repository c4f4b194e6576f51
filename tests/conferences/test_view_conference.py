"""The pages of a meeting, over HTTP."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.services import case_close, consent_record
from casework.services.recusals import person_recuse
from casework.services.restricting import case_restrict
from conferences import services
from conferences.models import Attendee, CandidateAsk, Conference, Item, LeftOut, Series
from privacy import context
from privacy.models import AccessEvent
from tests.cast import login
from tests.factories.casework import details, make_case, make_person, make_place
from tests.factories.conferences import add, invite, make_conference

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, cast):
    return login(client, cast.coordinator)


@pytest.fixture
def meeting(cast, areas):
    return make_conference(cast.coordinator, areas.council)


@pytest.fixture
def case(cast, areas):
    return make_case(cast.coordinator, areas.dai)


def page(client, meeting):
    return client.get(meeting.get_absolute_url()).content.decode()


def meant(**changes):
    day = timezone.localdate() + timedelta(days=10)
    values = {
        "way": "regular.ours.consent", "title": "", "date": day.isoformat(), "begins": "13:30", "ends": "15時30分", "place": "福祉センター",
        "opening": "5", "review": "15", "closing": "5",
    }  # fmt: skip
    return {**values, **changes}


def of_item(item, **changes):
    prefix = f"i{item.pk.hex[:12]}-"
    values = {"question": item.question, "minutes": item.minutes, "purpose": item.purpose, "shown": item.shown, "presenter": ""}
    return {prefix + name: value for name, value in {**values, **changes}.items()}


def test_a_meeting_is_made_and_stands_on_the_list(office, areas):
    answer = office.post(reverse("conference_new"), meant(area=areas.council.pk))
    made = Conference.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert (made.kind, made.host, made.basis) == ("regular", "ours", "consent")
    assert f"{made.date.month}月の" in office.get(reverse("conferences")).content.decode()


def test_a_support_conference_of_our_own_is_no_choice(office, areas, settings):
    settings.CITY_HOLDS_SUPPORT_CONFERENCES = True
    choices = re.findall(r'<option value="(support[^"]*)"', office.get(reverse("conference_new")).content.decode())
    assert choices == ["support.city.welfare_act"]
    office.post(reverse("conference_new"), meant(area=areas.council.pk, way="support.ours.consent"))
    assert not Conference.objects.exists()


def test_a_meeting_that_ends_before_it_begins_is_refused_at_its_place_and_nothing_is_lost(office, areas):
    answer = office.post(
        reverse("conference_new"), meant(area=areas.council.pk, ends="13:00", place="福祉センター2階"), follow=True
    )
    text = answer.content.decode()
    assert "始まる前に終わ" in text
    assert "福祉センター2階" in text
    assert not Conference.objects.exists()


def test_a_day_on_which_the_series_meets_already_is_refused_at_its_place(office, cast, meeting):
    with context.on_behalf_of(cast.coordinator):
        services.series_begin(meeting, actor=cast.coordinator, name="定例", rhythm="weekly", weekday=1, weeks=1)
        begun = Conference.objects.get(pk=meeting.pk)
        later = services.copy_of(begun, cast.coordinator, date=meeting.date + timedelta(days=7), series=begun.series)
    answer = office.post(
        reverse("conference_edit", args=[later.pk]), meant(date=meeting.date.isoformat(), place="公民館"), follow=True
    )
    text = answer.content.decode()
    assert "この日には、この会議がもうあります" in text
    assert 'value="公民館"' in text
    assert Conference.objects.get(pk=later.pk).date == later.date


def test_a_candidate_is_taken_onto_the_agenda_and_leaves_the_candidates(office, cast, meeting, case):
    with context.on_behalf_of(cast.caseworker):
        services.candidate_ask(case, actor=cast.caseworker, why="見立てを相談したい")
    before = page(office, meeting)
    assert "見立てを相談したい" in before
    office.post(reverse("conference_add", args=[meeting.pk]), {"case": case.pk, "once": uuid.uuid4()})
    item = Item.objects.get()
    assert (item.case_id, item.letter, item.dossier.parent_id) == (case.pk, "A", case.dossier_id)
    after = page(office, meeting)
    assert f'id="item-{item.pk}"' in after
    assert 'class="candidates__n"' not in after


def test_a_case_that_is_passed_comes_back_with_what_changed(office, cast, meeting, case):
    with context.on_behalf_of(cast.caseworker):
        services.candidate_ask(case, actor=cast.caseworker, why="一度目")
    office.post(reverse("candidate_pass", args=[case.pk]), {"conference": meeting.pk})
    assert 'class="candidates__n"' not in page(office, meeting)
    with context.on_behalf_of(cast.caseworker):
        services.candidate_unask(case, actor=cast.caseworker)
        services.candidate_ask(case, actor=cast.caseworker, why="二度目")
    text = page(office, meeting)
    assert "二度目" in text
    assert "見送ったあとに変わった" in text


def test_a_restricted_case_is_nobodys_candidate_but_its_holders(client, cast, areas, meeting, case):
    with context.on_behalf_of(cast.manager):
        services.candidate_ask(case, actor=cast.manager, why="急ぎで")
        case_restrict(case, actor=cast.manager, why="abuse", holders=[cast.manager, cast.advocate])
    assert "急ぎで" not in page(login(client, cast.coordinator), meeting)
    assert "急ぎで" in page(login(client, cast.manager), meeting)


def test_an_item_without_basis_says_what_would_do_and_a_consent_does(office, cast, meeting, case):
    add(cast.coordinator, meeting, case)
    invite(cast.coordinator, meeting, name="林田 由紀", organisation="地域包括支援センター")
    text = page(office, meeting)
    assert "根拠がありません" in text
    for remedy in ("同意を記録する", "名前を出さずに見せる", "法令の根拠を書く", "この人をこの議題からはずす"):
        assert remedy in text, remedy
    with context.on_behalf_of(cast.coordinator):
        consent_record(
            case.subject, actor=cast.coordinator, decision="granted", contents=["existence", "identity", "living", "notes"],
            recipients=["conference"], given_date=date(2023, 9, 1), manner="written", given_by="self",
        )  # fmt: skip
    text = page(office, meeting)
    assert "根拠がありません" not in text
    assert "本人の同意による" in text


def test_choosing_the_masked_sheet_gives_an_item_its_basis(office, cast, meeting, case):
    item = add(cast.coordinator, meeting, case)
    outsider = invite(cast.coordinator, meeting, name="林田 由紀")
    office.post(reverse("conference_item", args=[item.pk]), of_item(item, shown="masked", present=[str(outsider.pk)]))
    assert Item.objects.get().shown == "masked"
    assert "根拠がありません" not in page(office, meeting)


def test_leaving_somebody_out_of_an_item_and_letting_them_in_again(office, cast, meeting, case):
    item = add(cast.coordinator, meeting, case)
    outsider = invite(cast.coordinator, meeting, name="林田 由紀")
    office.post(reverse("conference_item", args=[item.pk]), of_item(item))
    assert LeftOut.objects.get(ended_at=None).attendee_id == outsider.pk
    assert "根拠がありません" not in page(office, meeting)
    office.post(reverse("conference_item", args=[item.pk]), of_item(item, present=[str(outsider.pk)], shown="real"))
    assert not LeftOut.objects.filter(ended_at=None).exists()


def test_two_coordinators_at_once_lose_nothing(office, cast, meeting, case):
    item = add(cast.coordinator, meeting, case, question="はじめの問い")
    shown = page(office, meeting)
    seen = re.search(rf'action="/conferences/items/{item.pk}/".*?name="seen" value="([^"]*)"', shown, re.S)[1].replace(
        "&quot;", '"'
    )
    with context.on_behalf_of(cast.manager):
        services.item_change(Item.objects.visible_to(cast.manager).get(), actor=cast.manager, question="もうひとりの問い")
    answer = office.post(
        reverse("conference_item", args=[item.pk]), of_item(item, question="わたしの問い") | {"seen": seen}, follow=True
    )
    text = answer.content.decode()
    assert "わたしの問い" in text
    assert "もうひとりの問い" in text
    with context.on_behalf_of(cast.coordinator):
        assert Item.objects.visible_to(cast.coordinator).get().question == "もうひとりの問い"


def test_items_are_moved_by_a_button(office, cast, areas, meeting, case):
    add(cast.coordinator, meeting, case)
    second = add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai))
    office.post(reverse("conference_item_move", args=[second.pk]), {"to": "0"})
    assert Item.objects.present().order_by("order").first().pk == second.pk


@pytest.mark.parametrize("what", ["closed", "restricted", "not there"])
def test_a_candidate_that_is_gone_meanwhile_is_answered_on_the_page_of_the_meeting(office, cast, meeting, case, what):
    chosen = uuid.uuid4() if what == "not there" else case.pk
    with context.on_behalf_of(cast.manager):
        if what == "closed":
            case_close(case, actor=cast.manager, on_date=timezone.localdate(), reason_code="solved")
        if what == "restricted":
            case_restrict(case, actor=cast.manager, why="abuse", holders=[cast.manager, cast.advocate])
    answer = office.post(reverse("conference_add", args=[meeting.pk]), {"case": chosen, "once": uuid.uuid4()}, follow=True)
    assert answer.redirect_chain == [(meeting.get_absolute_url(), 303)]
    said = "ケースは終結しています" if what == "closed" else "このケースには手が届かなくなった"
    assert said in answer.content.decode()
    assert not Item.objects.exists()
    if what != "closed":
        denied = AccessEvent.objects.filter(kind="denied", actor=cast.coordinator.pk)
        assert list(denied.values_list("action", "records")) == [("conference.propose", [chosen])]


def test_a_case_that_is_open_for_long_is_a_candidate_until_a_conference_speaks_of_it(office, cast, areas, meeting):
    """Also with no other reason; the one that is open for longest first."""
    today = timezone.localdate()
    cases = [make_case(cast.coordinator, areas.dai, on=today - timedelta(days=days)) for days in (400, 500, 300)]
    number = [f'<span class="num">{case.number}</span>' for case in cases]
    text = page(office, meeting)
    assert text.index(number[1]) < text.index(number[0])
    assert number[2] not in text
    assert "16か月" in text
    add(cast.coordinator, make_conference(cast.coordinator, areas.council, days=20), cases[1])
    assert number[1] not in page(office, meeting)
    assert number[0] in page(office, meeting)


def test_who_presented_and_does_so_no_more_is_said_at_the_item(office, cast, meeting, case):
    """Taken off the list, and gone from the office."""
    presents = invite(cast.coordinator, meeting, user=cast.caseworker)
    add(cast.coordinator, meeting, case, presenter=presents)
    said = "報告する人が"
    assert said not in page(office, meeting)
    cast.caseworker.memberships.update(until_date=timezone.localdate() - timedelta(days=1))
    assert said in page(office, meeting)


def test_a_case_closed_meanwhile_says_so_at_its_item(office, cast, meeting, case):
    add(cast.coordinator, meeting, case)
    with context.on_behalf_of(cast.coordinator):
        case_close(case, actor=cast.coordinator, on_date=timezone.localdate(), reason_code="solved")
    assert "ケースが終結しました" in page(office, meeting)


def test_who_is_recused_as_chair_is_told_of_and_who_else_can(client, cast, areas, case):
    meeting = make_conference(cast.coordinator, areas.council, chair=cast.manager)
    add(cast.coordinator, meeting, case)
    invite(cast.coordinator, meeting, user=cast.second_manager)
    with context.on_behalf_of(cast.manager):
        person_recuse(case, actor=cast.manager, why="neighbour")
    text = page(login(client, cast.coordinator), meeting)
    assert "議長はこの議題に加わりません" in text
    text = page(login(client, cast.manager), meeting)
    assert "あなたには開かない議題" in text
    assert "だれが最初に会いに行くか" not in text


def test_a_case_asks_for_a_conference_on_its_page(client, cast, case):
    caseworker = login(client, cast.caseworker)
    caseworker.post(reverse("candidate_ask", args=[case.pk]), {"why": "家族への伝え方を相談したい", "once": uuid.uuid4()})
    assert "家族への伝え方を相談したい" in caseworker.get(case.get_absolute_url()).content.decode()
    assert CandidateAsk.objects.get().asked_by_id == cast.caseworker.pk


def test_a_conference_about_one_person_lies_below_their_case(office, case):
    form = meant(way="individual.ours.consent", review="0")
    office.post(reverse("case_conference_new", args=[case.pk]), form)
    made, item = Conference.objects.get(), Item.objects.get()
    assert made.dossier.parent_id == item.dossier.parent_id == case.dossier_id
    assert made.dossier_id != item.dossier_id
    assert item.shown == "real"


def test_a_series_makes_the_next_three_with_people_and_standing_items_and_asks_secrecy_anew(office, cast, meeting):
    invite(cast.coordinator, meeting, name="林田 由紀", pledged_date=timezone.localdate())
    add(cast.coordinator, meeting, title="見守りの報告", standing=True)
    form = {"name": "定例ケース会議", "rhythm": "monthly", "nth": "2", "weekday": "1", "weeks": "1", "once": uuid.uuid4()}
    office.post(reverse("conference_series", args=[meeting.pk]), form)
    made = Conference.objects.filter(series=Series.objects.get()).exclude(pk=meeting.pk)
    assert made.count() == 3
    assert all(one.date.weekday() == 1 and 8 <= one.date.day <= 14 for one in made)
    assert Item.objects.filter(conference__in=made).count() == 3
    assert set(Attendee.objects.filter(conference__in=made).values_list("pledged_date")) == {(None,)}
    office.post(reverse("conference_series", args=[meeting.pk]), {"once": uuid.uuid4()})
    assert Conference.objects.filter(series=Series.objects.get()).count() == 4, "they are there already"


@pytest.mark.parametrize(("press", "left"), [("end", 3), ("end_all", 0)])
def test_a_series_is_ended_and_what_is_made_ahead_stays_or_is_cancelled(office, meeting, press, left):
    address = reverse("conference_series", args=[meeting.pk])
    form = {"name": "定例ケース会議", "rhythm": "monthly", "nth": "2", "weekday": "1", "weeks": "1", "once": uuid.uuid4()}
    office.post(address, form)
    before = office.get(address).content.decode()
    assert before.count('class="tag"') == 4, "this one and the three ahead"
    said = office.post(address, {"what": press, "once": uuid.uuid4()}, follow=True).content.decode()
    assert "この定例は終わりました" in said
    ahead = Conference.objects.filter(series=Series.objects.get(), state="planned").exclude(pk=meeting.pk)
    assert ahead.count() == left
    assert Series.objects.get().ended_date == timezone.localdate()
    again = office.post(address, {"once": uuid.uuid4()}, follow=True).content.decode()
    assert "この定例は終わりました" in again, "no next ones are made, and the page says why"
    assert ahead.count() == left


def test_the_people_page_invites_and_takes_down_secrecy(office, meeting):
    address = reverse("conference_people", args=[meeting.pk])
    office.post(address, {"name": "髙﨑 節子", "role": "民生委員", "agency_name": "", "once": uuid.uuid4()})
    again = office.post(address, {"name": "高崎節子", "agency_name": "", "once": uuid.uuid4()}, follow=True).content.decode()
    assert "髙﨑 節子" in again
    assert "もう名簿にいます" in again
    one = Attendee.objects.get()
    office.post(reverse("attendee_change", args=[one.pk]), {"what": "pledge"})
    assert Attendee.objects.get().pledged_date == timezone.localdate()


def test_colleagues_are_ticked_and_invited_by_one_press_all_of_them_or_nobody(office, cast, meeting):
    address = reverse("conference_people", args=[meeting.pk])
    cast.manager.display_name = "石渡 陽子"
    cast.manager.save()
    invite(cast.coordinator, meeting, name="石渡陽子")
    both = {"staff": [cast.caseworker.pk, cast.manager.pk], "agency_name": ""}
    again = office.post(address, both | {"once": uuid.uuid4()}, follow=True).content.decode()
    assert "もう名簿にいます" in again
    assert not Attendee.objects.filter(user__isnull=False).exists()
    assert len(re.findall(r'<input[^>]*name="staff"[^>]* checked', again)) == 2, "what was ticked stands there"
    both["staff"] = [cast.caseworker.pk, cast.second_manager.pk]
    office.post(address, both | {"once": uuid.uuid4()})
    there = Attendee.objects.filter(user__isnull=False).values_list("user", flat=True)
    assert set(there) == {cast.caseworker.pk, cast.second_manager.pk}


def test_whoever_takes_the_chair_is_invited_too(office, cast, areas):
    office.post(reverse("conference_new"), meant(area=areas.council.pk, chair=cast.manager.pk))
    made = Conference.objects.get()
    assert [one.user_id for one in Attendee.objects.all()] == [cast.manager.pk]
    edit = reverse("conference_edit", args=[made.pk])
    for _twice in range(2):
        office.post(edit, meant(chair=cast.second_manager.pk, once=uuid.uuid4()))
    there = Attendee.objects.filter(conference=made).values_list("user", flat=True)
    assert sorted(there) == sorted([cast.manager.pk, cast.second_manager.pk])


def test_one_made_like_another_takes_its_people_and_standing_items_along(office, cast, areas):
    last = make_conference(cast.coordinator, areas.council, chair=cast.manager)
    invite(cast.coordinator, last, name="林田 由紀", pledged_date=timezone.localdate())
    add(cast.coordinator, last, title="見守りの広がり", standing=True)
    address = f"{reverse('conference_new')}?like={last.pk}"
    assert address in page(office, last)
    assert 'value="福祉センター2階"' in office.get(address).content.decode()
    office.post(address, meant(area=areas.council.pk, chair=cast.manager.pk))
    made = Conference.objects.exclude(pk=last.pk).get()
    user = cast.coordinator
    with context.on_behalf_of(user):
        there = [(one.user_id, one.name, one.pledged_date) for one in Attendee.objects.visible_to(user).filter(conference=made)]
        items = [one.title for one in Item.objects.visible_to(user).filter(conference=made)]
    assert there == [(cast.manager.pk, "", None), (None, "林田 由紀", None)]
    assert items == ["見守りの広がり"]


def test_the_agenda_closes_with_the_day_of_the_next_meeting_of_its_series(office, cast, meeting):
    assert "次回は" not in page(office, meeting)
    day = meeting.date + timedelta(days=(1 - meeting.date.weekday()) % 7 or 7)
    office.post(
        reverse("conference_series", args=[meeting.pk]),
        {"name": "定例", "rhythm": "weekly", "nth": "1", "weekday": "1", "weeks": "1", "once": uuid.uuid4()},
    )
    text = page(office, meeting)
    assert re.search(rf"次回は[^<]*(<[^>]*>)?[^<]*{day.month}月{day.day}日", text)


def test_the_page_of_a_committee_speaks_of_no_cases(office, cast, areas, case):
    committee = make_conference(cast.coordinator, areas.council, kind="committee", basis="no_cases")
    office.post(reverse("conference_add", args=[committee.pk]), {"case": case.pk, "once": uuid.uuid4()})
    assert not Item.objects.exists()
    office.post(reverse("conference_add", args=[committee.pk]), {"title": "計画の進み", "once": uuid.uuid4()})
    assert "計画の進み" in page(office, committee)


def test_as_many_queries_for_six_items_as_for_two(office, cast, areas, meeting):
    def asked():
        office.get(meeting.get_absolute_url())
        with CaptureQueriesContext(
            connection,
        ) as found:
            office.get(meeting.get_absolute_url())
        return len(found)

    def more(number):
        for _n in range(number):
            item = add(
                cast.coordinator, meeting, make_case(cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai)))
            )
            assert item.pk
        invite(cast.coordinator, meeting, name=f"外の人{number}")

    more(2)
    two = asked()
    more(4)
    assert asked() == two


def test_what_the_page_of_a_meeting_shows_stands_in_the_ledger(office, cast, meeting, case):
    item, attendee = add(cast.coordinator, meeting, case), invite(cast.coordinator, meeting, name="林田 由紀")
    page(office, meeting)
    last = AccessEvent.objects.exclude(kind="write").order_by("-seq").first()
    assert last.action == "conference.read"
    assert {meeting.pk, item.pk, attendee.pk, case.pk, case.subject_id} <= set(last.records)


def test_what_somebody_is_recused_from_is_neither_shown_nor_recorded(client, cast, areas, case):
    meeting = make_conference(cast.coordinator, areas.council)
    item = add(cast.coordinator, meeting, case)
    with context.on_behalf_of(cast.manager):
        person_recuse(case, actor=cast.manager, why="neighbour")
    page(login(client, cast.manager), meeting)
    last = AccessEvent.objects.exclude(kind="write").order_by("-seq").first()
    assert meeting.pk in last.records
    assert not {item.pk, case.pk, case.subject_id} & set(last.records)


def look_for(client, meeting, called) -> str:
    address = reverse("conference_add", args=[meeting.pk])
    return client.post(address, {"called": called, "once": uuid.uuid4()}, follow=True).content.decode()


def test_another_case_is_put_on_by_its_number(office, meeting, case):
    again = look_for(office, meeting, "2023-9999")
    assert "あなたの範囲にありません" in again
    assert 'value="2023-9999"' in again, "what was typed stays"
    look_for(office, meeting, case.number)
    assert Item.objects.get().case_id == case.pk


@pytest.mark.parametrize("called", ["髙橋 祐子", "高橋", "たかはし", "タカハシ"])
def test_another_case_is_put_on_by_a_name_or_its_reading(office, cast, areas, meeting, called):
    her = make_person(
        cast.coordinator, areas.dai, family_name="髙橋", given_name="祐子", family_kana="たかはし", given_kana="ゆうこ"
    )
    case = make_case(cast.coordinator, areas.dai, subject=her)
    look_for(office, meeting, called)
    assert [item.case_id for item in Item.objects.all()] == [case.pk]


def test_of_several_of_one_name_the_page_lets_choose_among_those_within_reach(office, client, cast, areas, meeting):
    names = {"family_name": "露﨑", "family_kana": "つゆざき"}
    cases = [
        make_case(cast.coordinator, areas.dai, new_subject=details(None, **names, given_name=given), on=timezone.localdate())
        for given in ("一", "二", "三")
    ]
    with context.on_behalf_of(cast.manager):
        case_restrict(cases[2], actor=cast.manager, why="abuse", holders=[cast.manager, cast.second_manager])
    found = look_for(office, meeting, "つゆざき")
    assert not Item.objects.exists()
    assert "どれか選んでください" in found
    assert "露﨑" not in office.get(meeting.get_absolute_url()).content.decode(), "once, and in no address"
    there = {case.pk for case in cases if f'value="{case.pk}"' in found}
    assert there == {cases[0].pk, cases[1].pk}
    shown = set(AccessEvent.objects.filter(actor=cast.coordinator.pk, kind="open").order_by("-seq")[1].records)
    assert there <= shown
    office.post(reverse("conference_add", args=[meeting.pk]), {"case": cases[1].pk, "once": uuid.uuid4()})
    assert Item.objects.get().case_id == cases[1].pk
