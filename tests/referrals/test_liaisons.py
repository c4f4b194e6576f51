"""日々のつなぎ: one line from the case page; what may not be told is said at once, and a yes given on the telephone is recorded with it."""

import re
import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Consent, Disclosure
from casework.services import person_join
from privacy import context
from privacy.models import Dossier
from referrals.models import Liaison
from tests.cast import login
from tests.factories.casework import make_case
from tests.factories.referrals import make_agency
from tests.factories.telling import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(coordinator, areas):
    return make_agency(coordinator, areas.council)


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


def typed(**changes):
    return {
        "agency_name": "ひがし", "spoken_to": "田中さん", "matter": "介護申請の相談を依頼", "answer": "来週訪問する",
        "once": str(uuid.uuid4()), **changes,
    }  # fmt: skip


def call(client, case, **changes):
    return client.post(reverse("liaison_new", args=[case.pk]), typed(**changes))


def test_a_call_that_told_nothing_is_one_line_on_the_timeline(client, caseworker, centre, case):
    login(client, caseworker)
    assert reverse("liaison_new", args=[case.pk]) in client.get(case.get_absolute_url()).content.decode()
    assert call(client, case).url == case.get_absolute_url()
    page = client.get(case.get_absolute_url()).content.decode()
    for words in ("東地域包括支援センター 田中さん", "介護申請の相談を依頼", "返事：来週訪問する"):
        assert words in page
    assert not Disclosure.objects.exists()
    assert Liaison.objects.get().counted_area_id == case.area_id


def test_what_was_told_with_consent_is_a_record_of_telling(client, caseworker, centre, case):
    consent = say(caseworker, case.subject, contents=["identity", "health"], recipients=["comprehensive"])
    login(client, caseworker)
    call(client, case, contents=["identity"])
    told = Disclosure.objects.get()
    assert told.rests_on == {"identity": f"consent:{consent.pk}"}
    assert told.receiver == sorted(["comprehensive", f"agency:{centre.pk}"])
    assert Liaison.objects.get().disclosure == told
    page = client.get(reverse("told", args=[case.subject_id])).content.decode()
    assert "東地域包括支援センター（田中さん）" in page


def test_what_may_not_be_told_is_said_at_once_and_nothing_typed_is_lost(client, caseworker, centre, case):
    say(caseworker, case.subject, contents=["identity"], recipients=["comprehensive"])
    login(client, caseworker)
    answer = call(client, case, contents=["identity", "money"])
    page = client.get(answer.url).content.decode()
    assert "東地域包括支援センターに伝えられないこと" in page
    assert "同意の範囲に入っていません" in page
    assert "電話で同意を得た" in page
    assert reverse("ground_new", args=[case.pk]) in page
    assert "介護申請の相談を依頼" in page
    assert "来週訪問する" in page
    assert not Liaison.objects.exists()
    assert not Disclosure.objects.exists()


def test_a_yes_on_the_telephone_is_recorded_for_this_agency_and_what_was_lacking_and_then_it_is_saved(
    client, caseworker, coordinator, areas, centre, case
):
    say(caseworker, case.subject, contents=["identity"], recipients=["comprehensive"])
    say(caseworker, case.subject, "refused", contents=["money"], recipients=["anybody"], day=date(2026, 4, 2))
    login(client, caseworker)
    assert call(client, case, contents=["identity", "money"], agreed_now="on").url == case.get_absolute_url()
    given = Consent.objects.get(manner="oral", given_date=timezone.localdate())
    assert (given.contents, given.recipients, given.purposes) == (["money"], [f"agency:{centre.pk}"], ["support"])
    assert Disclosure.objects.get().rests_on["money"] == f"consent:{given.pk}"
    other = make_agency(coordinator, areas.council, name="西地域包括支援センター", kana="にしほうかつ")
    answer = call(client, case, agency_name=other.name, contents=["money"])
    assert "西地域包括支援センターに伝えられないこと" in client.get(answer.url).content.decode()
    page = client.get(case.subject.get_absolute_url()).content.decode()
    assert "→ 東地域包括支援センター" in page


def test_sent_twice_it_is_saved_once(client, caseworker, centre, case):
    say(caseworker, case.subject, contents=["identity"], recipients=["comprehensive"])
    login(client, caseworker)
    form = typed(contents=["identity"])
    for _ in range(2):
        assert client.post(reverse("liaison_new", args=[case.pk]), form).url == case.get_absolute_url()
    assert (Liaison.objects.count(), Disclosure.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agency_name": ""}, "機関の名前を書いてください"), ({"agency_name": "市民病院"}, "名簿にありません"),
        ({"matter": ""}, "field__error"), ({"contents": ["everything"]}, "field__error"), ({"matter": "あ" * 10_000}, "field__error"),
        ({"on_date": "令和99年1月1日"}, "field__error"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused_at_its_place(client, caseworker, centre, case, changes, said):
    login(client, caseworker)
    page = client.get(call(client, case, **changes).url).content.decode()
    assert said in page
    assert "来週訪問する" in page
    assert not Liaison.objects.exists()


def test_a_closed_agency_is_not_picked(client, caseworker, coordinator, areas, centre, case):
    centre.closed_date = date(2026, 4, 1)
    centre.save()
    login(client, caseworker)
    assert "名簿にありません" in client.get(call(client, case, agency=str(centre.pk)).url).content.decode()


def test_a_case_without_a_name_says_that_nobody_can_have_agreed(client, caseworker, areas, centre):
    case = make_case(caseworker, areas.dai, new_subject=None)
    login(client, caseworker)
    page = client.get(call(client, case, contents=["identity"]).url).content.decode()
    assert "電話で同意を得た" not in page
    answer = call(client, case, contents=["identity"], agreed_now="on")
    assert "名前のないケースでは" in client.get(answer.url).content.decode()
    assert not Liaison.objects.exists()


def test_who_may_write_one_down(client, cast, centre, case):
    path = reverse("liaison_new", args=[case.pk])
    allowed = {name for name, user in vars(cast).items() if login(client, user).get(path).status_code == 200}
    assert allowed == {"caseworker", "coordinator", "manager", "second_manager"}


def test_a_consent_can_name_one_agency_and_a_code_that_nobody_knows_is_refused(
    client, caseworker, coordinator, areas, centre, case
):
    other = make_agency(coordinator, areas.council, name="西地域包括支援センター", kana="にしほうかつ")
    login(client, caseworker)
    form = {
        "decision": "granted", "contents": ["identity"], "purpose": "訪問", "manner": "oral", "given_by": "self",
        "given_date": "令和8年4月1日", "one_receiver": f"agency:{centre.pk}",
    }  # fmt: skip
    path = reverse("consent_new", args=[case.subject_id])
    for code in (f"agency:{uuid.uuid4()}", "agency:x", "nobody:1"):
        answer = client.post(path, form | {"one_receiver": code})
        assert "field__error" in client.get(answer.url).content.decode()
    assert not Consent.objects.exists()
    assert client.post(path, form).url == case.subject.get_absolute_url()
    page = client.get(reverse("may_tell", args=[case.subject_id])).content.decode()
    assert f'value="agency:{other.pk}"' in page

    def told(to):
        page = client.get(reverse("may_tell", args=[case.subject_id]), {"to": to, "purpose": "support"}).content.decode()
        return page.count("伝えてよい</span>")

    assert [told(f"agency:{centre.pk}"), told(f"agency:{other.pk}"), told("comprehensive")] == [1, 0, 0]


def test_what_was_said_of_an_agency_stands_for_the_one_it_was_merged_into(client, caseworker, coordinator, areas, centre, case):
    old = make_agency(coordinator, areas.council, name="旧包括", kana="")
    say(caseworker, case.subject, contents=["identity"], recipients=["comprehensive"])
    say(caseworker, case.subject, "refused", contents=["identity"], recipients=[f"agency:{old.pk}"], day=date(2026, 4, 2))
    login(client, coordinator).post(
        reverse("agency_merge", args=[old.pk]), {"agency_name": centre.name, "once": str(uuid.uuid4())}
    )
    page = login(client, caseworker).get(call(client, case, contents=["identity"]).url).content.decode()
    assert "本人の不同意があります" in page


def telling(client, case, **chosen):
    answer = client.post(reverse("liaison_telling", args=[case.pk]), {"agency_name": "ひがし", **chosen})
    assert answer.status_code == 200
    return answer.content.decode()


def test_while_it_is_typed_what_may_not_be_told_is_said_with_the_consent_beside_it(client, caseworker, centre, case):
    say(caseworker, case.subject, contents=["identity"], recipients=["comprehensive"])
    login(client, caseworker)
    page = telling(client, case, contents=["identity", "money"])
    assert "東地域包括支援センターに伝えられないこと" in page
    assert ("お金" in page, "氏名・住所・連絡先" in page) == (True, False)
    assert "電話で同意を得た" in page
    assert "checked" not in page
    assert re.search(r'name="agreed_now"[^>]*checked', telling(client, case, contents=["money"], agreed_now="on"))
    assert "すべて東地域包括支援センターに伝えられます" in telling(client, case, contents=["identity"])
    assert "html" not in page
    assert (Liaison.objects.count(), Consent.objects.count()) == (0, 1)


def test_nothing_is_said_as_long_as_nobody_is_told_of_anything(client, caseworker, coordinator, areas, centre, case):
    make_agency(coordinator, areas.council, name="ひがし病院", kana="ひがしびょういん")
    login(client, caseworker)
    chosen = ({"contents": []}, {"agency_name": "", "contents": ["money"]}, {"contents": ["money"]}, {"contents": ["nothing"]})
    for one in chosen:
        assert telling(client, case, **one).strip() == ""
    assert "伝えられないこと" in telling(client, case, contents=["money"], agency=str(centre.pk))


def test_a_refusal_in_a_restricted_record_is_said_and_nothing_of_it(client, caseworker, coordinator, areas, centre, case):
    """Asked as the system: the caseworker cannot see where it was said."""
    say(caseworker, case.subject, contents=["identity"], recipients=["comprehensive"])
    other = make_case(coordinator, areas.dai).subject
    say(coordinator, other, "refused", contents=["identity"], recipients=["anybody"], day=date(2026, 4, 2))
    with context.on_behalf_of(coordinator):
        person_join(case.subject, actor=coordinator, other=other, main=case.subject_id, why="同じ人")
    Dossier.objects.filter(pk=other.dossier_id).update(restricted=True)
    page = telling(login(client, caseworker), case, contents=["identity"])
    assert "不同意の記録あり" in page
    assert "4月2日" not in page


def test_the_form_on_the_cases_page_asks_there(client, caseworker, centre, case):
    page = login(client, caseworker).get(case.get_absolute_url()).content.decode()
    assert f'hx-post="{reverse("liaison_telling", args=[case.pk])}"' in page
