"""The case page and what is done on it: who sees it, what is shown, what is written, what comes back with its errors."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework.models import Case, DayBookEntry, Draft, ProgressNote
from privacy import context
from privacy.models import AccessEvent, Grant, Recusal
from tests.cast import login
from tests.factories.casework import make_case, make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


def page(client, user, name, *args, **data):
    login(client, user)
    return client.get(reverse(name, args=args), data)


def opened(user, model=Case):
    with context.on_behalf_of(user):
        return model.objects.visible_to(user).get()


@pytest.mark.parametrize(
    ("who", "status"),
    [("caseworker", 200), ("coordinator", 200), ("manager", 200), ("advocate", 404), ("visitor", 404), ("auditor", 404),
     ("administrator", 404), ("other_caseworker", 404)],
)  # fmt: skip
def test_who_opens_it(client, cast, case, who, status):
    answer = page(client, getattr(cast, who), "case", case.pk)
    assert answer.status_code == status
    assert ("髙橋 ヨシ子" in answer.content.decode()) == (status == 200)


def test_outside_is_the_same_as_absent(client, other_caseworker, case):
    outside = page(client, other_caseworker, "case", case.pk)
    absent = client.get(reverse("case", args=[uuid.uuid4()]))
    assert (outside.status_code, outside.content) == (absent.status_code, absent.content)
    assert "髙橋" not in outside.content.decode()


def test_the_title_says_nothing(client, caseworker, case):
    answer = page(client, caseworker, "case", case.pk).content.decode()
    assert "<title>ケース - よりそい</title>" in answer


def test_it_shows_who_what_and_what_is_next(client, caseworker, case):
    make_note(caseworker, case, next_contact_date=date(2030, 1, 5), next_contact_todo="訪ねる日を決める")
    answer = page(client, caseworker, "case", case.pk).content.decode()
    for text in (
        "髙橋 ヨシ子",
        "昭和18年5月7日（1943）",
        "台小区",
        case.number,
        "封筒が三通",
        "通帳が見つからない",
        "露﨑 光江",
        "訪ねる日を決める",
        "0436-00-5188",
    ):
        assert text in answer, text


def test_opening_it_is_written_down_with_everything_shown(client, caseworker, case):
    note = make_note(caseworker, case)
    page(client, caseworker, "case", case.pk)
    events = AccessEvent.objects.filter(kind="open", actor=caseworker.pk)
    shown = {record for event in events for record in event.records}
    assert {case.pk, note.pk, case.subject_id} <= shown
    assert {case.dossier_id, case.subject.dossier_id} <= {dossier for event in events for dossier in event.dossiers}


def test_a_refusal_is_written_down(client, visitor, case):
    page(client, visitor, "case", case.pk)
    assert AccessEvent.objects.filter(kind="denied", actor=visitor.pk).count() == 1


def test_a_note_is_written_from_the_quick_box(client, caseworker, case):
    login(client, caseworker)
    data = {
        "means": "phone",
        "text": "長女より電話",
        "next_contact_date": "明日",
        "next_contact_todo": "かけ直す",
        "once": str(uuid.uuid4()),
    }
    for _twice in range(2):
        answer = client.post(reverse("note_new", args=[case.pk]), data)
        assert (answer.status_code, answer.headers["Location"]) == (303, case.get_absolute_url())
    assert ProgressNote.objects.filter(is_first=False).count() == 1
    assert Case.objects.get().next_contact_date == timezone.localdate() + timezone.timedelta(days=1)
    assert "かけ直す" in client.get(reverse("home")).content.decode()


def test_a_note_with_an_error_loses_nothing(client, caseworker, case):
    login(client, caseworker)
    url = reverse("note_new", args=[case.pk])
    answer = client.post(url, {"means": "phone", "text": "消えてはいけない文", "met_date": "昭和66年2月30日"})
    assert answer.status_code == 303
    again = client.get(url).content.decode()
    assert "消えてはいけない文" in again
    assert "昭和66年2月30日" in again
    assert "この日はありません" in again
    assert ProgressNote.objects.filter(is_first=False).count() == 0


def test_six_parts(client, caseworker, case):
    login(client, caseworker)
    client.post(
        reverse("note_new", args=[case.pk]),
        {"means": "visit", "focus": "昼夜が逆", "subjective": "「顔を見ない日もある」", "once": str(uuid.uuid4())},
    )
    answer = client.get(case.get_absolute_url()).content.decode()
    assert "昼夜が逆" in answer
    assert "S 言葉" in answer


def test_markup_in_a_note_is_text(client, caseworker, case):
    make_note(caseworker, case, text="<script>alert(1)</script>")
    answer = page(client, caseworker, "case", case.pk).content.decode()
    assert "&lt;script&gt;alert(1)" in answer
    assert "<script>alert(1)" not in answer


def test_older_notes_come_on_request_and_as_a_part_of_the_page(client, caseworker, case):
    for number in range(25):
        make_note(caseworker, case, text=f"記録{number:02d}", met_at=timezone.now() - timezone.timedelta(hours=number))
    first = page(client, caseworker, "case", case.pk)
    assert first.content.decode().count('id="note-') == 20
    url = first.context["before"]
    part = client.get(
        reverse("case_timeline", args=[case.pk]), {"before": url}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part
    assert part.count('id="note-') == 6
    whole = client.get(case.get_absolute_url(), {"before": url}).content.decode()
    assert part.strip() in whole


def test_closing_and_reopening(client, caseworker, case):
    login(client, caseworker)
    client.post(reverse("case_close", args=[case.pk]), {"on_date": "令和5年10月1日", "reason_code": "solved"})
    assert Case.objects.get().status == "closed"
    early = client.post(reverse("case_reopen", args=[case.pk]), {"on_date": "令和5年9月13日"})
    assert early.status_code == 303
    assert Case.objects.get().status == "closed"
    client.post(reverse("case_reopen", args=[case.pk]), {"on_date": "令和5年10月2日"})
    assert Case.objects.get().status == "active"


def test_a_correction_names_its_reason(client, caseworker, case):
    login(client, caseworker)
    data = {"topics": ["care", "income"], "main_topic": "income", "route": "self", "urgency": "normal", "words": "別の言葉"}
    client.post(reverse("case_correct", args=[case.pk]), data)
    assert Case.objects.get().main_topic == "dementia"
    client.post(reverse("case_correct", args=[case.pk]), data | {"reason": "聞きちがい"})
    assert Case.objects.get().main_topic == "income"
    changes = page(client, caseworker, "case_changes", case.pk).content.decode()
    assert "聞きちがい" in changes
    assert "別の言葉" in changes


def test_staff_are_named_and_taken_off(client, coordinator, advocate, case):
    login(client, coordinator)
    url = reverse("case_staff", args=[case.pk])
    client.post(url, {"user": str(advocate.pk)})
    assert Grant.objects.filter(user=advocate, content_object=case.dossier).exists()
    client.post(url, {"user": str(advocate.pk), "off": "1"})
    assert not Grant.objects.filter(user=advocate).valid(timezone.localdate()).exists()


@pytest.mark.parametrize("left", ["membership", "account"])
def test_who_left_is_taken_off(client, coordinator, advocate, case, left):
    login(client, coordinator)
    url = reverse("case_staff", args=[case.pk])
    client.post(url, {"user": str(advocate.pk)})
    if left == "membership":
        advocate.memberships.update(ended_at=timezone.now())
    else:
        User.objects.filter(pk=advocate.pk).update(is_active=False)
    client.post(url, {"user": str(advocate.pk), "off": "1"})
    assert not Grant.objects.filter(user=advocate).valid(timezone.localdate()).exists()
    client.post(url, {"user": str(advocate.pk)})
    assert not Grant.objects.filter(user=advocate).valid(timezone.localdate()).exists()


def test_a_caseworker_steps_aside(client, caseworker, case):
    login(client, caseworker)
    client.post(reverse("case_recuse", args=[case.pk]), {"why": "neighbour"})
    assert Recusal.objects.filter(user=caseworker).count() == 1
    assert client.get(case.get_absolute_url()).status_code == 404


def test_the_manager_sees_who_looked(client, caseworker, manager, case):
    page(client, caseworker, "case", case.pk)
    answer = page(client, manager, "case_access", case.pk).content.decode()
    assert caseworker.display_name in answer
    assert "開いた" in answer


def test_a_day_and_a_person_are_one_line(client, caseworker, manager, case):
    for _number in range(3):
        page(client, caseworker, "case", case.pk)
    answer = page(client, manager, "case_access", case.pk)
    (look,) = [look for look in answer.context["rows"] if look.who == caseworker and look.kind == "open"]
    assert look.times == 3
    assert "3回、最初は" in answer.content.decode()


def test_a_caseworker_without_the_case_does_not_see_who_looked(client, cast, case):
    """history.read reaches a caseworker by name only."""
    from tests.cast import make_member, make_user

    colleague = make_member(make_user("colleague"), "caseworker", case.area)
    assert page(client, colleague, "case", case.pk).status_code == 200
    assert page(client, colleague, "case_access", case.pk).status_code == 403
    assert page(client, cast.caseworker, "case_access", case.pk).status_code == 200


def test_print_says_who_and_when_and_is_its_own_kind_of_event(client, caseworker, case):
    answer = page(client, caseworker, "case_print", case.pk).content.decode()
    assert f"印刷 {caseworker.display_name}" in answer
    assert "通帳が見つからない" in answer
    assert AccessEvent.objects.filter(kind="print", actor=caseworker.pk).exists()


def test_a_note_on_the_wrong_case_is_moved(client, caseworker, areas, case):
    note, right = make_note(caseworker, case), make_case(caseworker, areas.higashi, new_subject=None)
    login(client, caseworker)
    url = reverse("note_move", args=[note.pk])
    searched = client.post(url, {"q": right.number})
    assert (searched.status_code, searched.url) == (303, url)
    assert right.number in client.get(url).content.decode()
    assert f'value="{right.number}"' not in client.get(url).content.decode()
    assert right.number in client.post(url, {"q": right.number}, headers={"HX-Request": "true"}).content.decode()
    moved = client.post(url, {"to": str(right.pk)})
    assert (moved.status_code, moved.url) == (303, right.get_absolute_url())
    assert ProgressNote.objects.get(pk=note.pk).case_id == right.pk


def test_the_first_note_stays(client, caseworker, areas, case):
    first, right = ProgressNote.objects.get(), make_case(caseworker, areas.higashi, new_subject=None)
    login(client, caseworker)
    url = reverse("note_move", args=[first.pk])
    for answer in (
        client.get(url),
        *(client.post(url, sent, follow=True) for sent in ({"to": str(right.pk)}, {"q": right.number})),
    ):
        assert "最初の記録は受付そのものなので、このケースから移せません。" in answer.content.decode()
        assert right.number not in answer.content.decode()
    assert ProgressNote.objects.get(pk=first.pk).case_id == case.pk


def test_a_note_is_not_moved_to_another_council(client, caseworker, other_caseworker, areas, case):
    note, theirs = make_note(caseworker, case), make_case(other_caseworker, areas.other_north)
    login(client, caseworker)
    assert client.post(reverse("note_move", args=[note.pk]), {"to": str(theirs.pk)}).status_code == 404
    assert ProgressNote.objects.get(pk=note.pk).case_id == case.pk


def test_circulation_is_asked_for_and_answered(client, caseworker, coordinator, case):
    make_note(caseworker, case, readers=[coordinator])
    home = page(client, coordinator, "home").content.decode()
    assert "供覧" in home
    circulation = ProgressNote.objects.get(is_first=False).circulations.get()
    client.post(reverse("note_read", args=[circulation.pk]))
    circulation.refresh_from_db()
    assert circulation.read_at is not None
    login(client, caseworker)
    assert client.post(reverse("note_read", args=[circulation.pk])).status_code == 404


def test_a_notes_draft_is_kept_and_comes_back(client, caseworker, case):
    login(client, caseworker)
    pk = uuid.uuid4()
    client.post(
        reverse("draft_save", args=["note_new", pk]), {"text": "途中の文", "means": "visit", "draft_about": str(case.pk)}
    )
    assert f"?draft={pk}" in client.get(case.get_absolute_url()).content.decode()
    assert "途中の文" in client.get(case.get_absolute_url(), {"draft": pk}).content.decode()
    client.post(reverse("note_new", args=[case.pk]), {"text": "書き終えた文", "means": "visit", "once": str(pk)})
    assert Draft.objects.count() == 0


def test_the_day_book(client, caseworker, coordinator, areas):
    login(client, caseworker)
    client.post(
        reverse("daybook"),
        {"kind": "call", "text": "折り返しを", "who": "自治会", "phone": "0436-00-2400", "once": str(uuid.uuid4())},
    )
    assert "折り返しを" in page(client, coordinator, "daybook").content.decode()
    assert "折り返しを" in client.get(reverse("home")).content.decode()
    client.post(reverse("entry_done", args=[DayBookEntry.objects.get().pk]))
    assert DayBookEntry.objects.get().done_by == coordinator
    client.post(reverse("entry_done", args=[DayBookEntry.objects.get().pk]), {"undo": "1"})
    assert DayBookEntry.objects.get().done_at is None


@pytest.mark.parametrize("text", ["あ" * 20_001])
def test_a_text_too_long_gets_an_error_at_its_place(client, caseworker, case, text):
    login(client, caseworker)
    url = reverse("note_new", args=[case.pk])
    client.post(url, {"means": "phone", "text": text})
    assert "20000" in client.get(url).content.decode().replace(",", "")


def test_a_case_without_a_name(client, caseworker, areas):
    case = make_case(caseworker, areas.dai, new_subject=None)
    answer = page(client, caseworker, "case", case.pk)
    assert answer.status_code == 200
    assert "（名前なし）" in answer.content.decode()


def test_status(client, caseworker, case):
    login(client, caseworker)
    client.post(reverse("case_status", args=[case.pk]), {"status": "active"})
    assert opened(caseworker).status == "active"
    client.post(reverse("case_status", args=[case.pk]), {"status": "closed"})
    assert opened(caseworker).status == "active"
