"""提供の記録 and the grounds beside consent: what is written, on what it rests, who confirms, and what a refused telling says."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.models import Disclosure, Ground
from japan.workdays import workdays_after
from privacy import context
from privacy.errors import Denied
from privacy.models import Dossier
from tests.cast import login
from tests.factories.casework import make_case
from tests.factories.telling import make_ground, say, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


def confirm(actor, ground, agreed=True):
    with context.on_behalf_of(actor):
        return services.ground_confirm(Ground.objects.get(pk=ground.pk), actor=actor, agreed=agreed)


def review(actor, ground, agreed=True):
    with context.on_behalf_of(actor):
        return services.ground_review(Ground.objects.get(pk=ground.pk), actor=actor, agreed=agreed)


def test_what_was_told_names_for_each_content_what_it_rests_on(caseworker, manager, case):
    agreed = say(caseworker, case.subject)
    ground = make_ground(caseworker, case, receiver="city", contents=["abuse"], purpose="support")
    confirm(manager, ground)
    told = tell(caseworker, case, contents=["identity", "abuse"])
    assert told.rests_on == {"identity": f"consent:{agreed.pk}", "abuse": f"ground:{ground.pk}"}
    assert (told.person_id, told.told_by, told.receiver) == (case.subject_id, caseworker, ["city"])
    # A no to it holds what was said about the person, as whoever tells something does.
    assert ground.person_id == case.subject_id


def test_what_nobody_agreed_to_is_not_written_and_the_kinds_are_named(caseworker, case):
    say(caseworker, case.subject)
    with pytest.raises(ValidationError) as refused:
        tell(caseworker, case, contents=["identity", "money"])
    assert "お金・債務" in str(refused.value) or "金" in str(refused.value)
    assert "氏名・住所・連絡先" not in str(refused.value)
    assert not Disclosure.objects.exists()


def test_it_rests_on_what_held_on_the_day_it_was_told(caseworker, case):
    consent = say(caseworker, case.subject)
    with context.on_behalf_of(caseworker):
        services.consent_withdraw(consent, actor=caseworker, on_date=date(2026, 5, 1))
    noon = timezone.make_aware(timezone.datetime(2026, 4, 30, 12))
    assert tell(caseworker, case, told_at=noon).rests_on == {"identity": f"consent:{consent.pk}"}
    with pytest.raises(ValidationError):
        tell(caseworker, case, told_at=noon + timedelta(days=1))


def test_a_ground_is_used_after_a_second_person_and_never_after_a_no(caseworker, manager, coordinator, case):
    ground = make_ground(caseworker, case, purpose="support", contents=["identity"])
    with pytest.raises(ValidationError):
        tell(caseworker, case)
    confirm(coordinator, ground)
    assert tell(caseworker, case).rests_on == {"identity": f"ground:{ground.pk}"}
    with pytest.raises(ValidationError, match="もう"):
        confirm(manager, ground, agreed=False)
    refused = make_ground(caseworker, case, purpose="watch", contents=["identity"])
    confirm(coordinator, refused, agreed=False)
    with pytest.raises(ValidationError):
        tell(caseworker, case, purpose="watch")


def test_nobody_confirms_their_own_under_whatever_role(manager, areas):
    case = make_case(manager, areas.dai)
    with pytest.raises(ValidationError, match="ほかの人"):
        confirm(manager, make_ground(manager, case))
    with pytest.raises(ValidationError, match="ほかの人"):
        review(manager, make_ground(manager, case, cannot_wait=True))
    assert not Ground.objects.exclude(agreed=None).exists()


def test_who_may_not_confirm(caseworker, coordinator, case):
    ground, urgent = make_ground(coordinator, case), make_ground(coordinator, case, cannot_wait=True)
    for actor, act, about in ((caseworker, confirm, ground), (caseworker, review, urgent)):
        with pytest.raises(Denied):
            act(actor, about)


def test_what_cannot_wait_is_used_at_once_and_a_managers_no_ends_it(client, caseworker, manager, coordinator, case):
    ground = make_ground(caseworker, case, purpose="support", contents=["identity"], cannot_wait=True)
    assert ground.review_date == workdays_after(timezone.localdate(), 1)
    told = tell(caseworker, case)
    url = reverse("ground", args=[ground.pk])
    assert url in login(client, manager).get("/").content.decode()
    assert url not in login(client, coordinator).get("/").content.decode()
    with pytest.raises(ValidationError):
        confirm(coordinator, ground)
    login(client, manager).post(reverse("ground_review", args=[ground.pk]), {"answer": "no"})
    assert url not in client.get("/").content.decode()
    with pytest.raises(ValidationError):
        tell(caseworker, case)
    assert Disclosure.objects.get() == told


def test_a_ground_is_recorded_and_confirmed_on_its_pages(client, caseworker, coordinator, case):
    login(client, caseworker)
    form = {
        "kind": "elder_abuse", "text": "腕にあざ", "receiver": "city", "contents": ["identity", "abuse"], "purpose": "emergency",
        "from_date": "", "until_date": "", "once": str(uuid.uuid4()),
    }  # fmt: skip
    answer = client.post(reverse("ground_new", args=[case.pk]), form)
    ground = Ground.objects.get()
    assert answer.url == reverse("ground", args=[ground.pk])
    page = client.get(answer.url).content.decode()
    assert "2人めの確認待ち" in page
    assert "腕にあざ" in page
    assert reverse("ground_confirm", args=[ground.pk]) not in page
    page = login(client, coordinator).get(answer.url).content.decode()
    assert reverse("ground_confirm", args=[ground.pk]) in page
    client.post(reverse("ground_confirm", args=[ground.pk]), {"answer": "yes"})
    assert "2人めが確認済み" in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "changes", [{"kind": ""}, {"text": ""}, {"receiver": "agency:nobody"}, {"contents": []}, {"until_date": "令和5年1月1日"}]
)
def test_a_ground_that_is_not_whole_is_refused_at_its_place(client, caseworker, case, changes):
    form = {
        "kind": "dv",
        "text": "隣の方から電話",
        "receiver": "city",
        "contents": ["identity"],
        "purpose": "emergency",
        **changes,
    }
    page = login(client, caseworker).get(client.post(reverse("ground_new", args=[case.pk]), form).url).content.decode()
    assert "field__error" in page
    assert "隣の方から電話" in page or changes == {"text": ""}
    assert not Ground.objects.exists()


def test_of_a_case_without_a_name_only_its_own_grounds_count(caseworker, manager, areas):
    case = make_case(caseworker, areas.dai, new_subject=None)
    other = make_case(caseworker, areas.dai, new_subject=None)
    with pytest.raises(ValidationError):
        tell(caseworker, case)
    confirm(manager, make_ground(caseworker, other, purpose="support", contents=["identity"]))
    with pytest.raises(ValidationError):
        tell(caseworker, case)
    confirm(manager, make_ground(caseworker, case, purpose="support", contents=["identity"]))
    assert tell(caseworker, case).person_id is None


def test_what_was_told_stands_with_the_person_is_only_added_to_and_prints(client, caseworker, case):
    say(caseworker, case.subject)
    told = tell(caseworker, case, text="住所をお知らせ")
    login(client, caseworker)
    answer = client.post(reverse("told_add", args=[told.pk]), {"text": "部屋番号は伝えていない", "once": str(uuid.uuid4())})
    assert answer.url == case.get_absolute_url()
    for path in (
        case.subject.get_absolute_url(),
        reverse("told", args=[case.subject_id]),
        reverse("told_print", args=[case.subject_id]),
    ):
        page = client.get(path).content.decode()
        assert "住所をお知らせ" in page
        assert "部屋番号は伝えていない" in page
        assert "本人の同意" in page
        assert "市役所" in page
    assert Disclosure.objects.filter(adds_to=None).get() == told


def test_whoever_cannot_see_a_restricted_case_learns_of_no_telling_and_no_ground_but_a_refusal_still_denies(
    client, caseworker, coordinator, manager, areas
):
    """The ground permits nothing outside of its case, since that would tell that there is one."""
    shared = make_case(coordinator, areas.dai)
    her = shared.subject
    secret = make_case(manager, areas.dai, subject=her)
    ground = make_ground(manager, secret, purpose="support", contents=["abuse"], cannot_wait=True)
    tell(manager, secret, contents=["abuse"], text="秘密の通報")
    Dossier.objects.filter(pk=secret.dossier_id).update(restricted=True)
    login(client, coordinator)
    for path in (
        her.get_absolute_url(),
        reverse("told", args=[her.pk]),
        reverse("told_print", args=[her.pk]),
        shared.get_absolute_url(),
    ):
        page = client.get(path).content.decode()
        assert "秘密の通報" not in page
        assert "高齢者虐待" not in page
    page = client.get(reverse("may_tell", args=[her.pk]), {"to": "city", "purpose": "support"}).content.decode()
    assert page.count("伝えてよい</span>") == 0
    assert client.get(reverse("ground", args=[ground.pk])).status_code == 404
    with pytest.raises(ValidationError):
        tell(coordinator, shared, contents=["abuse"])


def test_a_refusal_that_the_asker_cannot_see_denies_and_says_no_more(client, caseworker, coordinator, areas):
    case = make_case(coordinator, areas.dai)
    her = case.subject
    say(coordinator, her, contents=["identity", "money"])
    other = make_case(coordinator, areas.dai).subject
    say(coordinator, other, "refused", contents=["identity"], recipients=["anybody"], day=date(2026, 4, 9))
    with context.on_behalf_of(coordinator):
        services.person_join(her, actor=coordinator, other=other, main=her.pk, why="同じ人")
    Dossier.objects.filter(pk=other.dossier_id).update(restricted=True)
    page = (
        login(client, caseworker).get(reverse("may_tell", args=[her.pk]), {"to": "city", "purpose": "support"}).content.decode()
    )
    assert "不同意の記録あり" in page
    assert "4月9日" not in page
    with pytest.raises(ValidationError):
        tell(caseworker, case)
    assert tell(caseworker, case, contents=["money"]).rests_on
