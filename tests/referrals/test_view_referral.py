"""A referral over HTTP: begun on the case's page, written, its steps taken; what is refused keeps what was typed."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy import context
from referrals.models import Referral, ReferralStep
from referrals.questions import VERSIONS, Question
from tests.cast import login
from tests.factories.rights import make_agency, make_referral, newest, take

pytestmark = pytest.mark.django_db
DRAFT = {
    "kind": "guardian",
    "type": "open",
    "urgency": "soon",
    "matter": "通帳の管理",
    "wish": "頼みたい",
    "purpose": "application",
    "contents": ["identity"],
}


def press(user, referral, step, shown=None, **data):
    client = login(Client(), user)
    answer = client.post(reverse("referral_step", args=[referral.pk, step]), {"shown": str(shown or newest(referral)), **data})
    return client, answer


def test_a_draft_is_begun_on_the_cases_page(scene):
    client = login(Client(), scene.advocate)
    there = reverse("referral_new", args=[scene.case.pk])
    assert "成年後見" in client.get(there).content.decode()
    page = client.get(f"{there}?kind=guardian").content.decode()
    assert "判断能力のサイン" in page
    assert "申立人の見込み" in page
    assert "疑われる虐待の種別" not in page
    answer = client.post(there, DRAFT | {"agency_name": "植物園", "q_signs": ["money", "documents"], "q_applicant": "mayor"})
    made = Referral.objects.get()
    assert (answer.status_code, answer.url) == (303, made.get_absolute_url())
    assert made.agency == scene.agency
    assert (made.owner, made.made_by, made.state, made.questions) == (scene.advocate, scene.advocate, "draft", "2026-11")
    text = client.get(answer.url).content.decode()
    for words in (
        "成年後見（未定）",
        "通帳の管理",
        "頼みたい",
        "お金の計算・管理ができない、郵便物や書類の内容がわからない",
        "ほかにいない（市長）",
    ):
        assert words in text


def test_without_the_persons_view_nothing_is_saved_and_everything_typed_stands_there(scene):
    client = login(Client(), scene.advocate)
    there = reverse("referral_new", args=[scene.case.pk])
    answer = client.post(f"{there}?kind=guardian", DRAFT | {"wish": " ", "wish_unknown": "on", "q_signs": ["money"]})
    assert (answer.status_code, Referral.objects.count()) == (303, 0)
    text = client.get(answer.url).content.decode()
    assert "確認できなかったときは、そのわけを書いてください" in text
    assert "通帳の管理" in text
    assert re.search(r'name="q_signs"[^>]*value="money"[^>]*checked', text)


def test_ten_thousand_letters_fit_and_one_more_is_said_at_its_place(scene):
    client = login(Client(), scene.advocate)
    there = reverse("referral_new", args=[scene.case.pk]) + "?kind=debt"
    assert (
        client.post(there, DRAFT | {"kind": "debt", "matter": "借" * 10_000}).url == Referral.objects.get().get_absolute_url()
    )
    answer = client.post(there, DRAFT | {"kind": "debt", "matter": "借" * 10_001})
    assert answer.status_code == 303
    assert "10001" in client.get(answer.url).content.decode()


def test_the_page_shows_the_steps_from_here_and_no_other(scene):
    referral = make_referral(scene.advocate, scene.case, scene.agency)

    def steps(user):
        text = login(Client(), user).get(referral.get_absolute_url()).content.decode()
        return set(re.findall(r"/steps/(\w+)/", text))

    assert steps(scene.advocate) == {"submit", "withdraw"}
    take(scene.advocate, referral, "submit")
    assert steps(scene.advocate) == {"withdraw"}
    assert steps(scene.manager) == {"approve", "not_yet", "withdraw"}
    take(scene.manager, referral, "approve")
    assert steps(scene.advocate) == {"send", "withdraw", "undo"}
    take(scene.advocate, referral, "send", "acknowledge")
    assert steps(scene.advocate) == {"accept", "return", "decline", "withdraw", "undo"}


def test_who_made_it_reads_why_somebody_else_decides(scene):
    referral = take(scene.manager, make_referral(scene.manager, scene.case, scene.agency), "submit")
    text = login(Client(), scene.manager).get(referral.get_absolute_url()).content.decode()
    assert "ほかの人が決めます" in text
    assert "/steps/approve/" not in text


def test_a_report_is_suspected_and_what_the_city_found_is_the_citys(scene):
    referral = make_referral(scene.advocate, scene.case, scene.agency, kind="elder_abuse", type="")
    client, answer = press(
        scene.advocate,
        referral,
        "reported",
        means="phone",
        at_time=f"{timezone.localtime():%H:%M}",
        spoken_to="高齢者支援課 植松",
        receipt="なし",
    )
    assert (answer.status_code, answer.url) == (303, referral.get_absolute_url())
    take(scene.advocate, referral, "acknowledge", "finding")
    text = client.get(referral.get_absolute_url()).content.decode()
    assert "通報した疑い" in text
    assert "口頭で通報しました" in text
    assert "機関の認定（機関の言葉）" in text


def test_a_stale_page_changes_nothing_and_keeps_what_was_typed(scene):
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    take(scene.manager, referral, "approve", "send")
    shown = newest(referral)
    take(scene.coordinator, referral, "acknowledge")
    client, answer = press(scene.advocate, referral, "acknowledge", shown, text="受付は植野さん")
    assert answer.status_code == 303
    assert ReferralStep.objects.filter(referral=referral, step="acknowledge").count() == 1
    text = client.get(answer.url).content.decode()
    assert "この間に" in text
    assert "受付は植野さん" in text
    assert "受理された</button>" not in text


def test_looked_at_again_it_can_be_pressed(scene):
    """The step still exists from where it stands now."""
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    shown = newest(referral)
    take(scene.coordinator, referral, "not_yet")
    client, answer = press(scene.advocate, referral, "withdraw", shown, text="本人が望まない")
    assert answer.status_code == 303
    text = client.get(answer.url).content.decode()
    assert "本人が望まない" in text
    shown = re.search(r'name="shown" value="([^"]+)"', text)[1]
    client.post(answer.url, {"shown": shown, "text": "本人が望まない"})
    assert Referral.objects.get(pk=referral.pk).state == "withdrawn"


def test_anothers_address_with_this_ones_page_is_refused(scene):
    """The form of one referral, sent to the address of another one about another matter."""
    first, second = (make_referral(scene.advocate, scene.case, scene.agency) for _ in range(2))
    _client, answer = press(scene.advocate, second, "withdraw", newest(first), text="本人が望まない")
    assert answer.status_code == 303
    assert set(Referral.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize("step", ["accept", "nothing", "approve"])
def test_a_step_that_does_not_exist_is_said_so(scene, step):
    referral = make_referral(scene.advocate, scene.case, scene.agency)
    client = login(Client(), scene.manager)
    address = reverse("referral_step", args=[referral.pk, step])
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, referral.get_absolute_url())
    assert len(list(get_messages(answer.wsgi_request))) == 1
    assert client.post(address, {"shown": str(newest(referral)), "text": "x"}).status_code in (302, 303)
    assert Referral.objects.get(pk=referral.pk).state == "draft"


def test_an_advocate_who_presses_approve_is_refused(scene):
    referral = take(scene.manager, make_referral(scene.manager, scene.case, scene.agency), "submit")
    _client, answer = press(scene.advocate, referral, "approve")
    assert answer.status_code == 403
    assert Referral.objects.get(pk=referral.pk).state == "draft"


def test_what_is_approved_is_not_rewritten_and_what_was_typed_stands_there(scene):
    referral = take(scene.advocate, make_referral(scene.advocate, scene.case, scene.agency), "submit")
    client = login(Client(), scene.advocate)
    address = reverse("referral_edit", args=[referral.pk])
    assert client.get(address).status_code == 200
    take(scene.manager, referral, "approve")
    answer = client.post(address, DRAFT | {"matter": "あとから書いた言葉"})
    assert answer.status_code == 303
    text = client.get(answer.url).content.decode()
    assert "もう下書きではありません" in text
    assert "あとから書いた言葉" in text
    with context.on_behalf_of(scene.advocate):
        assert Referral.objects.visible_to(scene.advocate).get(pk=referral.pk).matter == "通帳の管理ができなくなっている"


def test_an_old_version_of_the_questions_still_renders(scene, monkeypatch):
    monkeypatch.setitem(VERSIONS, "2019-04", (Question("old", "むかしの問い", ("guardian",)),))
    referral = make_referral(scene.advocate, scene.case, scene.agency, questions="2019-04", answers={"old": "むかしの答え"})
    client = login(Client(), scene.advocate)
    text = client.get(referral.get_absolute_url()).content.decode()
    assert "むかしの問い" in text
    assert "むかしの答え" in text
    assert "むかしの答え" in client.get(reverse("referral_edit", args=[referral.pk])).content.decode()


def test_somebody_else_follows_it_who_can(scene):
    referral = make_referral(scene.advocate, scene.case, scene.agency)
    client, address = login(Client(), scene.coordinator), reverse("referral_owner", args=[referral.pk])
    assert client.post(address, {"to": str(scene.manager.pk)}).status_code == 303
    assert Referral.objects.get(pk=referral.pk).owner == scene.manager
    for cannot in (scene.caseworker, scene.visitor, scene.other_caseworker):
        assert client.post(address, {"to": str(cannot.pk)}).status_code == 303
    assert Referral.objects.get(pk=referral.pk).owner == scene.manager


def test_the_board_counts_by_state_and_narrows(scene, areas):
    other = make_agency(scene.coordinator, areas.council, "植木法律相談")
    drafts = [make_referral(scene.advocate, scene.case, scene.agency) for _ in range(2)]
    take(scene.advocate, drafts[0], "submit")
    debt = make_referral(scene.advocate, scene.case, other, kind="debt", type="")
    ended = make_referral(scene.advocate, scene.case, other, kind="debt", type="")
    take(scene.advocate, ended, "withdraw")
    client = login(Client(), scene.coordinator)

    def shown(**query):
        text = client.get("/referrals/", query).content.decode()
        return {pk for pk in (*(one.pk for one in drafts), debt.pk, ended.pk) if f'/referrals/{pk}/"' in text}

    assert shown() == {drafts[0].pk, drafts[1].pk, debt.pk}
    assert shown(state="waiting") == {drafts[0].pk}
    assert shown(state="withdrawn") == {ended.pk}
    assert shown(kind="debt") == {debt.pk}
    assert shown(agency=str(scene.agency.pk)) == {drafts[0].pk, drafts[1].pk}
    assert shown(owner="me") == set()
    assert shown(owner=str(scene.advocate.pk)) == {drafts[0].pk, drafts[1].pk, debt.pk}
    assert shown(due="silent") == set()
    text = client.get("/referrals/").content.decode()
    assert re.search(r'承認待ち <span class="num">1<', text)
    assert re.search(r'下書き <span class="num">3<', text)


def test_whoever_can_act_no_more_has_nothing(scene):
    referral = make_referral(scene.advocate, scene.case, scene.agency)
    client = login(Client(), scene.coordinator)
    assert f"/referrals/{referral.pk}/" not in client.get("/referrals/?owner=nobody").content.decode()
    scene.advocate.is_active = False
    scene.advocate.save()
    assert f"/referrals/{referral.pk}/" in client.get("/referrals/?owner=nobody").content.decode()
    assert "いまは動けません" in client.get(referral.get_absolute_url()).content.decode()


def test_the_next_page_goes_on_where_the_first_one_ended(scene, monkeypatch):
    monkeypatch.setattr("referrals.pages.board.page.__defaults__", (None, 2))
    made = [make_referral(scene.advocate, scene.case, scene.agency).pk for _ in range(5)]
    client, address, seen = login(Client(), scene.coordinator), "/referrals/", []
    while address:
        text = client.get(address).content.decode()
        seen += [pk for pk in made if f"/referrals/{pk}/" in text]
        found = re.search(r'class="btn" href="(/referrals/\?[^"]*after=[^"]+)"', text)
        address = found and found[1].replace("&amp;", "&")
    assert seen == made
