"""要対応: who sees what a visit raised, who takes it, how it is closed, and how it becomes a consultation with one press."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import services as casework
from casework.models import Case
from privacy import context, granting
from privacy.dossiers import READ
from privacy.models import AccessEvent, Grant
from tests.cast import login
from tests.factories import visits as make
from tests.factories.casework import make_person
from visits import services
from visits.models import Alert
from visits.pages import alert_rows

pytestmark = pytest.mark.django_db
NOTE = "新聞が三日分たまっている"
DAY = timedelta(days=1)


@pytest.fixture
def raised(cast, areas):
    """Makes an enrolled person, and what a visit to them raises."""

    def make_one(outcome="concern", *, note=NOTE, at=None, **changes):
        person = make_person(cast.coordinator, areas.dai)
        with context.on_behalf_of(cast.coordinator):
            casework.relative_save(
                person, actor=cast.coordinator, relation="長男", name="髙橋 一郎", phone="090-0000-0001", emergency_rank=1,
            )  # fmt: skip
        enrolment = make.enrol(cast.coordinator, areas.dai, person=person, **changes)
        make.assign(cast.coordinator, enrolment, cast.visitor)
        made = make.visit(
            cast.visitor, enrolment, outcome, note=note, at=at, checks={"mail": "changed", "meals": "same"}, minutes=12
        )
        with context.on_behalf_of(cast.coordinator):
            return Alert.objects.visible_to(cast.coordinator).select_related("enrolment", "visit").get(visit=made)

    return make_one


def fresh(alert):
    return Alert.objects.get(pk=alert.pk)


def words(user, alert):
    with context.on_behalf_of(user):
        found = Alert.objects.visible_to(user).get(pk=alert.pk)
        return found.action_text, found.closed_text


def take(user, alert):
    with context.on_behalf_of(user):
        services.alert_take(Alert.objects.visible_to(user).get(pk=alert.pk), actor=user)


def test_the_list_says_who_what_until_when_and_that_nobody_has_it(client, cast, raised):
    raised()
    page = login(client, cast.coordinator).get(reverse("alerts")).content.decode()
    for text in (
        "髙橋 ヨシ子",
        "台小区",
        NOTE,
        "気になる",
        "のこり",
        "だれも引き受けていない",
        "<title>要対応 - よりそい</title>",
    ):
        assert text in page, text


def test_what_is_due_first_comes_first(client, cast, raised):
    late, first, now = raised("concern"), raised("consult"), raised("emergency")
    rows = login(client, cast.coordinator).get(reverse("alerts")).context["rows"]
    assert [row.alert.pk for row in rows] == [now.pk, first.pk, late.pk]


def test_filters(client, cast, raised):
    mine, nobodys, others, closed, long_closed = (raised() for _ in range(5))
    take(cast.coordinator, mine)
    take(cast.manager, others)
    with context.on_behalf_of(cast.coordinator):
        services.alert_close(closed, actor=cast.coordinator, how="settled", text="行ってみた")
        services.alert_close(long_closed, actor=cast.coordinator, how="settled", now=timezone.now() - 31 * DAY)
    login(client, cast.coordinator)
    expected = {
        "": {mine, nobodys, others}, "open": {mine, nobodys, others}, "mine": {mine}, "waiting": {nobodys}, "closed": {closed},
        "nonsense": {mine, nobodys, others},
    }  # fmt: skip
    for show, alerts in expected.items():
        rows = client.get(reverse("alerts"), {"show": show} if show else {}).context["rows"]
        assert {row.alert.pk for row in rows} == {alert.pk for alert in alerts}, show


@pytest.mark.parametrize("show", ["open", "closed"])
def test_page_after_page_shows_each_once(client, cast, raised, monkeypatch, show):
    monkeypatch.setattr("visits.views.alerts.page", partial(alert_rows.page, size=2))
    made = {raised().pk for _ in range(5)}
    if show == "closed":
        with context.on_behalf_of(cast.coordinator):
            for alert in Alert.objects.visible_to(cast.coordinator).select_related("enrolment"):
                services.alert_close(alert, actor=cast.coordinator, how="settled")
    login(client, cast.coordinator)
    seen, after = [], ""
    while after is not None:
        answer = client.get(reverse("alerts"), {"show": show, "after": str(after)})
        seen += [row.alert.pk for row in answer.context["rows"]]
        after = answer.context["after"]
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize(
    ("show", "title"), [("open", "待っているものはありません"), ("closed", "この30日に閉じたものはありません")]
)
def test_nothing_waits(client, cast, show, title):
    assert title in login(client, cast.coordinator).get(reverse("alerts"), {"show": show}).content.decode()


@pytest.mark.parametrize(
    ("who", "several", "one", "act"),
    [("coordinator", 200, 200, 303), ("caseworker", 200, 200, 303), ("manager", 200, 200, 303), ("visitor", 403, 200, 403),
     ("advocate", 403, 404, 404), ("auditor", 403, 404, 404), ("administrator", 403, 404, 404), ("other_caseworker", 200, 404, 404)],
)  # fmt: skip
def test_who_sees_it_and_who_may_act(client, cast, raised, who, several, one, act):
    alert = raised()
    login(client, getattr(cast, who))
    listed, shown = client.get(reverse("alerts")), client.get(alert.get_absolute_url())
    assert (listed.status_code, shown.status_code) == (several, one)
    assert (NOTE in listed.content.decode()) == (several == 200 and who != "other_caseworker")
    assert (NOTE in shown.content.decode()) == (one == 200)
    for name in ("alert_take", "alert_act", "alert_close", "alert_case"):
        assert client.post(reverse(name, args=[alert.pk]), {}).status_code == act, name
    if act != 303:
        assert client.get(reverse("alert_case", args=[alert.pk])).status_code == act
        assert fresh(alert).owner_id is None


def test_a_visitor_sees_what_their_own_door_raised_without_buttons(client, cast, raised):
    page = login(client, cast.visitor).get(raised().get_absolute_url()).content.decode()
    assert NOTE in page
    for text in ("引き受けます", "したことを書く", "相談ケースにする"):
        assert text not in page


def test_an_advocate_who_was_given_it_reads_no_note_and_no_number(client, cast, raised):
    alert = raised()
    with context.on_behalf_of(cast.manager):
        granting.grant(
            cast.advocate, alert.dossier, Grant.Kind.SHARED, level=READ, from_date=timezone.localdate(), given_by=cast.manager
        )
    page = login(client, cast.advocate).get(alert.get_absolute_url())
    assert page.status_code == 200
    for text in (NOTE, "0436-00-5188", "090-0000-0001"):
        assert text not in page.content.decode()


def test_outside_is_the_same_as_absent(client, cast, raised):
    alert = raised()
    login(client, cast.other_caseworker)
    for name in ("alert", "alert_case"):
        outside, absent = (client.get(reverse(name, args=[pk])) for pk in (alert.pk, uuid.uuid4()))
        assert (outside.status_code, outside.content) == (absent.status_code, absent.content)


def test_the_page_shows_the_visit_whole_and_whom_to_call(client, cast, raised):
    page = login(client, cast.coordinator).get(raised().get_absolute_url()).content.decode()
    for text in (
        NOTE,
        "気になる",
        "変化あり",
        "変わりなし",
        "12分",
        "試験 花子",
        "髙橋 一郎",
        'href="tel:09000000001"',
        "犬がいる",
    ):
        assert text in page, text


def test_in_an_emergency_the_numbers_come_first(client, cast, raised):
    alert = raised("emergency", note="倒れている")
    page = login(client, cast.coordinator).get(alert.get_absolute_url()).content.decode()
    places = [
        page.index(text)
        for text in ('href="tel:119"', 'href="tel:110"', 'href="tel:09000000001"', "引き受けます", "したことを書く")
    ]
    assert places == sorted(places)


def test_taking_it(client, cast, raised):
    alert = raised()
    login(client, cast.coordinator)
    for _twice in range(2):
        answer = client.post(reverse("alert_take", args=[alert.pk]), {"seen": ""})
        assert (answer.status_code, answer.headers["Location"]) == (303, alert.get_absolute_url())
    assert fresh(alert).owner_id == cast.coordinator.pk
    assert fresh(alert).in_time
    assert "試験 花子" in client.get(alert.get_absolute_url()).content.decode()


def test_a_page_older_than_somebody_elses_press_takes_nothing_away(client, cast, raised):
    alert = raised()
    take(cast.manager, alert)
    login(client, cast.coordinator)
    answer = client.post(reverse("alert_take", args=[alert.pk]), {"seen": ""}, follow=True)
    assert fresh(alert).owner_id == cast.manager.pk
    assert "その間に試験 花子さんが引き受けました" in answer.content.decode()
    client.post(reverse("alert_take", args=[alert.pk]), {"seen": str(cast.manager.pk)})
    assert fresh(alert).owner_id == cast.coordinator.pk


def test_what_was_done_is_written_and_taken_with_it(client, cast, raised):
    alert = raised()
    login(client, cast.coordinator)
    answer = client.post(reverse("alert_act", args=[alert.pk]), {"act-text": "電話した。元気な声"})
    assert answer.headers["Location"] == alert.get_absolute_url()
    assert fresh(alert).owner_id == cast.coordinator.pk
    assert "電話した。元気な声" in client.get(alert.get_absolute_url()).content.decode()


@pytest.mark.parametrize("text", ["", "  ", "あ" * 10_000])
def test_what_was_done_with_a_slip_stays_in_its_box(client, cast, raised, text):
    alert = raised()
    login(client, cast.coordinator)
    client.post(reverse("alert_act", args=[alert.pk]), {"act-text": text})
    page = client.get(alert.get_absolute_url()).content.decode()
    assert "field__error" in page
    assert text.strip() in page
    assert fresh(alert).acted_at is None


def test_closing_asks_for_the_reason_and_keeps_the_words(client, cast, raised):
    alert = raised()
    login(client, cast.coordinator)
    url = reverse("alert_close", args=[alert.pk])
    client.post(url, {"close-text": "<script>alert(1)</script>消えない文"})
    page = client.get(alert.get_absolute_url()).content.decode()
    assert "消えない文" in page
    assert "<script>alert(1)" not in page
    assert fresh(alert).closed_at is None
    for how in ("case", "nonsense"):
        client.post(url, {"close-how": how})
        assert fresh(alert).closed_at is None
    for _twice in range(2):
        assert client.post(url, {"close-how": "settled", "close-text": "新聞は娘が止めた"}).status_code == 303
    assert fresh(alert).closed_how == "settled"
    page = client.get(alert.get_absolute_url()).content.decode()
    assert "新聞は娘が止めた" in page
    assert "引き受けます" not in page


def test_closed_meanwhile_is_said_and_shows_what_was_written(client, cast, raised):
    alert = raised()
    with context.on_behalf_of(cast.manager):
        services.alert_close(alert, actor=cast.manager, how="settled")
    login(client, cast.coordinator)
    for name, data in (
        ("alert_act", {"act-text": "消えない文"}),
        ("alert_close", {"close-how": "agency", "close-text": "消えない文"}),
    ):
        client.post(reverse(name, args=[alert.pk]), data)
        page = client.get(alert.get_absolute_url()).content.decode()
        assert "その間に閉じられました" in page
        assert "消えない文" in page
    answer = client.post(reverse("alert_take", args=[alert.pk]), {"seen": str(cast.manager.pk)}, follow=True)
    assert "もう閉じられています" in answer.content.decode()
    answer = client.get(reverse("alert_case", args=[alert.pk]), follow=True)
    assert "もう閉じられています" in answer.content.decode()
    assert words(cast.manager, alert) == ("", "")
    assert fresh(alert).closed_how == "settled"


def test_it_becomes_a_consultation_with_one_press(client, cast, raised):
    """Asked for the person's consent first; pressed twice it is one case, with the visit on its timeline."""
    alert = raised()
    login(client, cast.coordinator)
    url = reverse("alert_case", args=[alert.pk])
    page = client.get(url).content.decode()
    for text in (
        "氏名・住所・連絡先",
        "くらしと家族",
        "小域福祉ネットワーク",
        "台小福祉ネットワーク 露﨑",
        "取り消すまで",
        NOTE,
    ):
        assert text in page, text
    once = str(uuid.uuid4())
    answers = [client.post(url, {"ground": "agreed", "topic": "isolation", "once": once}) for _twice in range(2)]
    case = Case.objects.get()
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, case.get_absolute_url())}
    assert (case.main_topic, case.route, case.subject_id) == ("isolation", "visitor", alert.enrolment.person_id)
    assert (fresh(alert).case_id, fresh(alert).closed_how) == (case.pk, "case")
    page = client.get(case.get_absolute_url()).content.decode()
    assert NOTE in page
    page = client.get(alert.get_absolute_url()).content.decode()
    assert case.get_absolute_url() in page
    assert "相談ケースを開く" in page


def test_without_consent_it_says_why_and_the_history_keeps_it(client, cast, raised):
    alert = raised()
    login(client, cast.coordinator)
    url = reverse("alert_case", args=[alert.pk])
    client.post(url, {"topic": "isolation"})
    assert "まず本人に話すか" in client.get(url).content.decode()
    client.post(url, {"ground": "protection", "topic": "isolation", "words": " "})
    assert "待てない理由を書いて" in client.get(url).content.decode()
    assert not Case.objects.exists()
    client.post(url, {"ground": "protection", "topic": "isolation", "words": "三日食べていない"})
    with context.on_behalf_of(cast.coordinator):
        Alert.objects.visible_to(cast.coordinator).get(pk=alert.pk)
        reasons = [row.history_change_reason for row in Alert.history.filter(id=alert.pk)]
    assert any("三日食べていない" in (reason or "") for reason in reasons)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("words", ["あ" * 10_000, "<script>alert(1)</script>"])
def test_odd_words_of_why_it_cannot_wait(client, cast, raised, words):
    alert = raised()
    login(client, cast.coordinator)
    url = reverse("alert_case", args=[alert.pk])
    client.post(url, {"ground": "protection", "topic": "no topic", "words": words})
    page = client.get(url).content.decode()
    assert "<script>alert(1)" not in page
    assert ("あ" * 100 in page) == words.startswith("あ")
    assert not Case.objects.exists()


def test_every_record_shown_stands_in_the_ledger(client, cast, raised):
    alert = raised()
    login(client, cast.coordinator)
    expected = {alert.pk, alert.visit_id, alert.enrolment.person_id}
    for kind, url, more in (
        ("list", reverse("alerts"), set()), ("open", alert.get_absolute_url(), {alert.enrolment_id}),
        ("open", reverse("alert_case", args=[alert.pk]), {alert.enrolment_id, alert.enrolment.consent_id}),
    ):  # fmt: skip
        before = list(AccessEvent.objects.values_list("pk", flat=True))
        client.get(url)
        events = AccessEvent.objects.exclude(pk__in=before).filter(kind=kind)
        shown = {record for event in events for record in event.records}
        assert expected | more <= shown, url


def test_twelve_rows_cost_as_many_queries_as_three(client, cast, raised):
    login(client, cast.coordinator)
    for url in (reverse("alerts"), reverse("home")):
        counts = []
        for more in (3, 9):
            for _one in range(more):
                raised()
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts.append(len(asked))
        assert counts[0] == counts[1], url


# Home.


def test_the_coordinators_page_shows_it_at_once_with_its_due_time(client, cast, raised):
    alert = raised()
    page = login(client, cast.coordinator).get(reverse("home")).content.decode()
    for text in ("髙橋 ヨシ子", "気になる", NOTE, "のこり", alert.get_absolute_url()):
        assert text in page, text


def test_the_manager_sees_what_nobody_took_in_time(client, cast, raised):
    alert = raised()
    login(client, cast.manager)
    assert "期限までに引き受けがありませんでした" not in client.get(reverse("home")).content.decode()
    with context.as_job("watch") as actor:
        services.escalate_late(actor=actor, now=alert.due_at)
    page = client.get(reverse("home")).content.decode()
    assert NOTE in page
    assert "期限までに引き受けがありませんでした" in page
    take(cast.coordinator, alert)
    assert NOTE not in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("who", ["coordinator", "manager"])
def test_an_emergency_is_the_strip_on_top_until_somebody_takes_it(client, cast, raised, who):
    alert = raised("emergency", note="倒れている")
    login(client, getattr(cast, who))
    answer = client.get(reverse("home"))
    assert answer.context["page"].strip.url == alert.get_absolute_url()
    assert "緊急：髙橋 ヨシ子" in answer.content.decode()
    take(cast.coordinator, alert)
    assert client.get(reverse("home")).context["page"].strip.url == reverse("safety"), "not confirmed safe yet"


def test_home_names_the_most_urgent_of_the_board(client, cast, raised):
    raised("emergency", note="倒れている")
    page = login(client, cast.coordinator).get(reverse("home")).content.decode()
    assert "h-safety" in page
    assert "警察・消防" in page


@pytest.mark.parametrize("who", ["advocate", "auditor", "administrator", "other_caseworker"])
def test_home_tells_others_nothing(client, cast, raised, who):
    raised("emergency")
    page = login(client, getattr(cast, who)).get(reverse("home")).content.decode()
    assert "髙橋" not in page


def test_a_managers_home_lists_what_nobody_has_taken(manager, coordinator, areas):
    door = make.enrol(coordinator, areas.dai)
    make.visit(coordinator, door, "concern", note="新聞が三日分たまっている")
    home = login(Client(), manager).get("/").content.decode()
    assert "新聞が三日分たまっている" in home


def test_a_concern_without_words_shows_the_signs_that_were_ticked(coordinator, areas):
    door = make.enrol(coordinator, areas.dai)
    make.visit(coordinator, door, "concern", note=" ", checks={"mail": "changed", "laundry": "changed", "voice": "same"})
    for address in ("/", reverse("alerts")):
        assert "郵便受け・新聞、洗濯物" in login(Client(), coordinator).get(address).content.decode()
