"""The meeting as its pages show it: typed, decided, ended, approved; and what stands on the case, on home and on the board after."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import sessions
from accounts.attention import waiting_for
from casework.models import Draft
from casework.services.recusals import person_recuse
from casework.services.restricting import case_restrict
from conferences import services
from conferences.codes import DecisionKind
from conferences.models import ActionItem, Attendee, Conference, Decision, Minutes
from conferences.services.minutes import LONGEST, standing
from privacy import context
from privacy.models import OutboxMessage
from privacy.outbox import deliver
from tests.cast import login
from tests.factories.casework import details, make_case
from tests.factories.conferences import add, hold, invite, make_conference, take_sheet

pytestmark = pytest.mark.django_db
TEXT = "長女は遠くに住む"
TAB, OTHER = str(uuid.uuid4()), str(uuid.uuid4())


@pytest.fixture
def meeting(cast, areas):
    made = make_conference(cast.coordinator, areas.council, days=0)
    with context.on_behalf_of(cast.coordinator):
        return services.conference_begin(made, actor=cast.coordinator)


@pytest.fixture
def case(cast, areas):
    return make_case(cast.coordinator, areas.dai, new_subject=details(None, family_name="髙﨑", given_name="ミヨ"))


@pytest.fixture
def item(cast, areas, case):
    """On the agenda of a meeting that runs."""
    made = make_conference(cast.coordinator, areas.council, days=0)
    item = add(cast.coordinator, made, case)
    with context.on_behalf_of(cast.coordinator):
        services.conference_begin(made, actor=cast.coordinator)
    return item


@pytest.fixture
def typist(cast):
    return login(Client(), cast.coordinator)


def draft(client, item, text, tab=TAB, mark="", **more):
    return client.post(reverse("minutes_draft", args=[item.pk]), {"text": text, "tab": tab, "mark": mark, **more})


def decide(user, item, kind=DecisionKind.CONTINUE, text="月に一度訪ねる"):
    with context.on_behalf_of(user):
        return services.decision_record(item, actor=user, kind=kind, text=text)


def take_on(user, item, *, days=7, **who):
    with context.on_behalf_of(user):
        until = timezone.localdate() + timedelta(days=days)
        return services.action_add(item, actor=user, what="長女に電話する", until_date=until, **who)


def test_a_second_page_is_told_who_writes_and_takes_over_on_purpose(typist, item, cast):
    assert draft(typist, item, TEXT).status_code == 200
    refused = draft(typist, item, "別の画面", tab=OTHER)
    assert refused.status_code == 409
    assert cast.coordinator.display_name in refused.json()["said"]
    page = typist.get(reverse("meeting_item", args=[item.pk])).content.decode()
    assert "data-held=" in page
    assert TEXT in page
    taken = typist.post(reverse("minutes_take_over", args=[item.pk]), {"tab": OTHER})
    assert taken.json()["text"] == TEXT
    assert draft(typist, item, TEXT + "。別の画面", tab=OTHER).status_code == 200
    assert draft(typist, item, "古い画面", tab=TAB).status_code == 409, "the first page is told in its turn"


def test_what_is_longer_than_fits_is_answered_and_kept_by_the_page(typist, item, cast):
    draft(typist, item, TEXT)
    refused = draft(typist, item, "あ" * (LONGEST + 1))
    assert refused.status_code == 422
    assert str(LONGEST) in refused.json()["said"].replace(",", "")
    with context.on_behalf_of(cast.coordinator):
        assert standing(item, cast.coordinator).text == TEXT


def test_minutes_of_a_case_that_was_restricted_meanwhile_are_refused(typist, item, case, cast):
    assert draft(typist, item, TEXT).status_code == 200
    with context.on_behalf_of(cast.manager):
        case_restrict(case, actor=cast.manager, why="abuse", holders=[cast.manager, cast.second_manager])
    assert draft(typist, item, TEXT + "x").status_code == 404


def test_the_next_item_is_reached_when_the_words_of_this_one_are_kept(typist, item, cast, areas):
    following = add_running(cast, item.conference, make_case(cast.coordinator, areas.dai))
    draft(typist, item, TEXT)
    sent = {"text": TEXT, "tab": TAB, "mark": "", "go": "next", "once": str(uuid.uuid4())}
    answer = typist.post(reverse("minutes_save", args=[item.pk]), sent)
    assert answer.url == reverse("meeting_item", args=[following.pk])
    with context.on_behalf_of(cast.coordinator):
        assert Minutes.objects.visible_to(cast.coordinator).get().text == TEXT


def add_running(cast, conference, case):
    """Put onto an agenda that is open no more, as if it had stood there."""
    Conference.objects.get(pk=conference.pk)
    with context.on_behalf_of(cast.coordinator):
        row = Conference.objects.visible_to(cast.coordinator).get(pk=conference.pk)
        row.state = "planned"
        row.save()
        item = services.item_add(row, actor=cast.coordinator, case=case, question="だれが")
        row.refresh_from_db()
        row = Conference.objects.visible_to(cast.coordinator).get(pk=conference.pk)
        services.conference_begin(row, actor=cast.coordinator)
        return item


def test_a_meeting_is_held_without_the_mouse_and_its_rows_stand_below_the_text(typist, item, cast):
    once = str(uuid.uuid4())
    sent = {"kind": "connect", "text": "包括へつなぐ", "once": once}
    page = typist.post(reverse("decision_add", args=[item.pk]), sent, headers={"HX-Request": "true"}).content.decode()
    assert "包括へつなぐ" in page
    # Where no script asked for it, a part of a page is no answer.
    again = typist.post(reverse("decision_add", args=[item.pk]), sent)
    assert (again.status_code, again.url) == (303, reverse("meeting_item", args=[item.pk]))
    assert Decision.objects.count() == 1
    refused = typist.post(
        reverse("action_add", args=[item.pk]), {"what": "電話する", "until_date": "2040-04-01"}
    ).content.decode()
    assert "電話する" in refused, "what was typed stays"
    assert not ActionItem.objects.exists()
    for who in ({"who": str(cast.caseworker.pk)}, {"outsider": "民生委員 露﨑"}):
        typist.post(reverse("action_add", args=[item.pk]), {"what": "電話する", "until_date": "2040-04-01", **who})
    assert set(ActionItem.objects.values_list("owner", flat=True)) == {cast.caseworker.pk, None}


def test_who_came_is_ticked_by_a_tap_and_taken_back_by_another(typist, meeting, cast):
    attendee = invite(cast.coordinator, meeting, name="露﨑 節子")
    for tap, came in (("on", True), ("off", None)):
        typist.post(reverse("meeting_came", args=[attendee.pk]), {"came": tap})
        assert Attendee.objects.get().came is came


def test_names_are_hidden_by_a_letter_where_the_page_says_them(typist, item, cast):
    decide(cast.coordinator, item, text="髙﨑さんを訪ねる")
    page = typist.get(reverse("meeting_item", args=[item.pk])).content.decode()
    assert '<span class="name-shown">髙﨑さんを訪ねる</span><span class="name-hidden">Aさんさんを訪ねる</span>' in page


def test_who_is_recused_sees_neither_the_item_nor_its_minutes_and_who_else_can(item, case, cast):
    with context.on_behalf_of(cast.coordinator):
        services.minutes_keep(item, actor=cast.coordinator, text=TEXT)
    with context.on_behalf_of(cast.manager):
        person_recuse(case, actor=cast.manager, why="neighbour")
    client = login(Client(), cast.manager)
    assert client.get(reverse("meeting_item", args=[item.pk])).status_code == 404
    for name in ("meeting", "meeting_record"):
        page = client.get(reverse(name, args=[item.conference_id])).content.decode()
        assert cast.coordinator.display_name in page
        assert TEXT not in page
        assert "髙﨑" not in page


def test_a_session_lasts_an_hour_on_the_page_of_a_meeting_and_no_longer_on_the_next(typist, item):
    typist.get(reverse("meeting_item", args=[item.pk]))
    assert sessions.idle_left(typist.session) > 59 * 60
    draft(typist, item, TEXT)
    assert sessions.idle_left(typist.session) > 59 * 60
    typist.get(reverse("home"))
    assert sessions.idle_left(typist.session) <= 15 * 60


def test_the_end_leads_to_the_record_where_somebody_else_approves(typist, item, cast):
    sent = {"text": TEXT, "tab": TAB, "mark": "", "go": "end", "once": str(uuid.uuid4())}
    record = typist.post(reverse("minutes_save", args=[item.pk]), sent).url
    assert record.startswith(reverse("meeting_record", args=[item.conference_id]))
    minutes = Minutes.objects.get()
    assert reverse("minutes_approve", args=[minutes.pk]) not in typist.get(record).content.decode(), "who wrote them alone"
    manager = login(Client(), cast.manager)
    with context.on_behalf_of(cast.manager):
        mark = standing(item, cast.manager).mark
        assert any("会議" in one.title for one in waiting_for(cast.manager, timezone.localdate()).today)
    assert reverse("minutes_approve", args=[minutes.pk]) in manager.get(record).content.decode()
    manager.post(reverse("minutes_approve", args=[minutes.pk]), {"mark": mark})
    assert Minutes.objects.get().approved_by == cast.manager
    edited = typist.post(reverse("minutes_edit", args=[item.pk]), {"text": "書きかえ", "once": str(uuid.uuid4())}, follow=True)
    assert "書きかえ" in edited.content.decode(), "refused, and what was typed stays"
    with context.on_behalf_of(cast.coordinator):
        assert Minutes.objects.visible_to(cast.coordinator).get().text == TEXT


def test_a_decision_is_one_entry_on_the_timeline_with_a_link_back_for_whom_the_meeting_opens(item, case, cast):
    decision = decide(cast.coordinator, item)
    link = f"{reverse('meeting_record', args=[item.conference_id])}#item-{item.pk}"
    for person, opens in ((cast.coordinator, True), (cast.caseworker, False)):
        page = login(Client(), person).get(reverse("case", args=[case.pk])).content.decode()
        assert page.count(f'id="decision-{decision.pk}"') == 1
        assert "月に一度訪ねる" in page
        assert (link in page) is opens


def test_to_connect_opens_the_referrals_form_with_what_was_decided(typist, item, case, cast):
    decision = decide(cast.coordinator, item, DecisionKind.CONNECT, "借金の相談へつなぐ")
    to = typist.post(reverse("decision_follow", args=[decision.pk]), {"kind": "debt"}).url
    assert "借金" not in to
    assert "借金の相談へつなぐ" in typist.get(to).content.decode()
    assert Draft.objects.count() == 1


def test_into_the_watch_over_opens_the_enrolment_of_the_person(typist, item, case, cast):
    decision = decide(cast.coordinator, item, DecisionKind.WATCH, "見守る")
    to = typist.post(reverse("decision_follow", args=[decision.pk])).url
    assert to == f"{reverse('enrolment_new')}?person={case.subject_id}"
    assert "髙﨑" in typist.get(to).content.decode()


def test_an_action_item_stands_on_its_owners_home_until_it_is_done(item, cast):
    action = take_on(cast.coordinator, item, owner=cast.caseworker)
    client, url = login(Client(), cast.caseworker), reverse("action_done", args=[action.pk])
    assert url in client.get(reverse("home")).content.decode()
    assert "長女に電話する" in client.get(reverse("action_board")).content.decode()
    late = client.post(
        url, {"done_date": "2040-04-01", "text": "話せた", "once": str(uuid.uuid4())}, follow=True
    ).content.decode()
    assert "話せた" in late, "a day that has not come is refused, and the words stay"
    client.post(url, {"done_date": "今日", "text": "話せた", "once": str(uuid.uuid4())})
    assert ActionItem.objects.get().done_date == timezone.localdate()
    assert url not in client.get(reverse("home")).content.decode()
    assert "長女に電話する" not in client.get(reverse("action_board")).content.decode()


def test_what_nobody_did_in_a_week_stands_on_the_coordinators_home(item, cast):
    action = take_on(cast.coordinator, item, owner=cast.caseworker, days=-8)
    with context.on_behalf_of(cast.coordinator):
        found = waiting_for(cast.coordinator, timezone.localdate()).overdue
    assert reverse("action_done", args=[action.pk]) in [one.url for one in found]


def test_what_somebody_took_on_is_handed_over_and_gets_another_day(item, cast, typist):
    action = take_on(cast.coordinator, item, owner=cast.caseworker, days=-8)
    ActionItem.objects.filter(pk=action.pk).update(reminded=3)
    address, page = (reverse(name, args=[action.pk]) for name in ("action_handover", "action_done"))
    assert address in typist.get(page).content.decode()
    assert address not in login(Client(), cast.caseworker).get(page).content.decode(), "who writes down meetings hands over"
    nothing = typist.post(address, {"to": "", "until_date": "", "once": str(uuid.uuid4())}, follow=True).content.decode()
    assert "行う人を選ぶか" in nothing
    day = timezone.localdate() + timedelta(days=5)
    typist.post(address, {"to": cast.advocate.pk, "until_date": day.isoformat(), "once": str(uuid.uuid4())})
    now = ActionItem.objects.get()
    assert (now.owner_id, now.until_date, now.reminded) == (cast.advocate.pk, day, 0)


def test_what_nobody_can_do_any_more_is_taken_up_by_somebody_else(item, cast, typist):
    action = take_on(cast.coordinator, item, owner=cast.caseworker)
    cast.caseworker.memberships.update(until_date=timezone.localdate() - timedelta(days=1))
    assert "いまは動けません" in typist.get(reverse("action_board")).content.decode()
    typist.post(reverse("action_handover", args=[action.pk]), {"to": cast.coordinator.pk, "once": str(uuid.uuid4())})
    board = typist.get(reverse("action_board")).content.decode()
    assert "長女に電話する" in board
    assert "いまは動けません" not in board


def test_who_presents_a_case_is_told_on_home_until_its_sheet_is_taken(cast, areas, case, typist):
    ahead = make_conference(cast.coordinator, areas.council)
    presenter = invite(cast.coordinator, ahead, user=cast.caseworker)
    item = add(cast.coordinator, ahead, case, presenter=presenter)
    client, sheet = login(Client(), cast.caseworker), reverse("sheet", args=[item.pk])
    assert f'href="{sheet}"' in client.get(reverse("home")).content.decode()
    assert f'href="{sheet}"' not in typist.get(reverse("home")).content.decode(), "somebody else presents it"
    assert reverse("conference_calendar", args=[ahead.pk]) in client.get(ahead.get_absolute_url()).content.decode()
    take_sheet(cast.coordinator, item)
    assert f'href="{sheet}"' not in client.get(reverse("home")).content.decode()


def test_mails_go_to_the_owner_before_and_on_the_day_and_to_the_coordinator_after_a_week(item, cast):
    for person in (cast.caseworker, cast.coordinator):
        person.email = f"{person.username}@example.jp"
        person.save()
    action = take_on(cast.coordinator, item, owner=cast.caseworker, days=1)
    told = []
    for days in (0, 0, 1, 2, 8, 9):
        with context.as_job("deeds") as job:
            services.scan(actor=job, now=timezone.now() + timedelta(days=days))
        before = len(mail.outbox)
        for message in OutboxMessage.objects.filter(handler="conferences.tell", done_at=None):
            deliver(message.pk)
        told.append([one.to[0].split("@")[0] for one in mail.outbox[before:]])
    owner, office = [cast.caseworker.username], [cast.coordinator.username]
    assert told == [owner, [], owner, [], office, []]
    assert all("電話" not in one.subject + one.body for one in mail.outbox)
    assert ActionItem.objects.get(pk=action.pk).reminded == 3


def test_the_next_meeting_of_a_series_takes_over_what_is_open(cast, areas):
    with context.on_behalf_of(cast.coordinator):
        from conferences.models import Series

        series = Series.objects.create(
            council=areas.council, area=areas.council, name="定例", rhythm="monthly", weekday=1, nth=2, made_by=cast.coordinator
        )
    first = make_conference(cast.coordinator, areas.council, days=0, series=series)
    item = add(cast.coordinator, first, make_case(cast.coordinator, areas.dai))
    take_on(cast.coordinator, item, outsider="民生委員")
    hold(cast.coordinator, first, one=(item, TEXT))
    following = make_conference(cast.coordinator, areas.council, days=28, series=series)
    page = login(Client(), cast.coordinator).get(reverse("meeting_record", args=[following.pk])).content.decode()
    assert "長女に電話する" in page


def test_pages_ask_as_often_for_many_items_as_for_one(cast, areas, django_assert_max_num_queries):
    meeting = make_conference(cast.coordinator, areas.council, days=0)
    client, counts = login(Client(), cast.coordinator), []
    for _round in range(2):
        for _n in range(3):
            item = add(cast.coordinator, meeting, make_case(cast.coordinator, areas.dai))
            decide(cast.coordinator, item)
            take_on(cast.coordinator, item, owner=cast.caseworker)
            with context.on_behalf_of(cast.coordinator):
                services.minutes_keep(item, actor=cast.coordinator, text=TEXT)
        counts.append(
            [
                asked(client, url)
                for url in (reverse("meeting_record", args=[meeting.pk]), reverse("action_board"), reverse("home"))
            ]
        )
    assert counts[0] == counts[1]


def asked(client, url) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_page_says_which_names_it_hides_and_no_other(typist, item):
    page = typist.get(reverse("meeting_item", args=[item.pk])).content.decode()
    names = page.split('data-names="')[1].split('"')[0].replace("&quot;", '"')
    assert {"髙﨑 ミヨ", "髙﨑", "ミヨ"} <= set(json.loads(names))


def test_what_was_typed_while_the_meeting_ended_elsewhere_is_refused_and_kept(typist, item, cast):
    draft(typist, item, TEXT)
    with context.on_behalf_of(cast.coordinator):
        services.conference_end(item.conference, actor=cast.coordinator)
    refused = draft(typist, item, TEXT + "。まだ話していた")
    assert refused.status_code == 410, "the page sends what it has to where it can still be kept"
    assert "終わりました" in refused.json()["said"]
    decision = typist.post(
        reverse("decision_add", args=[item.pk]), {"kind": "continue", "text": "月に一度訪ねる"}
    ).content.decode()
    assert "月に一度訪ねる" in decision
    assert not Decision.objects.exists()
    sent = {"text": "まだ話していた", "tab": OTHER, "mark": "old", "go": "next", "once": str(uuid.uuid4())}
    page = typist.post(reverse("minutes_save", args=[item.pk]), sent, follow=True)
    assert page.request["PATH_INFO"] == reverse("minutes_edit", args=[item.pk])
    assert f"{TEXT}\n\nまだ話していた" in page.content.decode()


def test_what_was_typed_while_the_minutes_were_approved_waits_as_a_correction(typist, item, cast):
    draft(typist, item, TEXT)
    with context.on_behalf_of(cast.coordinator):
        services.conference_end(item.conference, actor=cast.coordinator)
    with context.on_behalf_of(cast.manager):
        minutes = Minutes.objects.visible_to(cast.manager).get()
        services.minutes_approve(minutes, actor=cast.manager, seen=standing(item, cast.manager).mark)
    sent = {"text": "まだ話していた", "tab": TAB, "mark": "", "go": "next", "once": str(uuid.uuid4())}
    page = typist.post(reverse("minutes_save", args=[item.pk]), sent, follow=True)
    assert page.request["PATH_INFO"] == reverse("minutes_correct", args=[minutes.pk])
    assert "まだ話していた" in page.content.decode()


def test_the_page_of_an_item_that_was_taken_off_leads_to_the_meeting(typist, meeting, cast, case):
    with context.on_behalf_of(cast.coordinator):
        row = Conference.objects.visible_to(cast.coordinator).get(pk=meeting.pk)
        row.state = "planned"
        row.save()
        gone = services.item_add(row, actor=cast.coordinator, case=case, question="だれが")
        services.item_remove(gone, actor=cast.coordinator)
        services.conference_begin(row, actor=cast.coordinator)
    assert typist.get(reverse("meeting_item", args=[gone.pk])).url == reverse("meeting", args=[meeting.pk])
