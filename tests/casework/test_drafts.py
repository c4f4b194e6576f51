"""Every form that takes words keeps a draft: one for each form, record and tab, on its writer's desk, within the record's reach."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Draft, ProgressNote
from config.tasks import forget_sent
from japan import wareki
from privacy import context
from privacy.models import Recusal
from tests.architecture.world import PLANTED, make_draft
from tests.cast import login
from tests.factories import visits as watch
from tests.factories.casework import make_case
from visits.models import Alert, SafetyCheck

pytestmark = pytest.mark.django_db

HALF = "長女より電話。来週"
URL = re.compile(r'data-draft-url="([^"]+)"')


@pytest.fixture
def case(caseworker, areas):
    return make_case(caseworker, areas.dai)


class Tab:
    """A page in somebody's browser, whose form saves itself on the desk."""

    def __init__(self, user, path, number=0):
        self.client, self.path = login(Client(), user), path
        self.page = self.client.get(path).content.decode()
        self.url = URL.findall(self.page)[number]
        self.key = self.url.split("/")[-2]
        about = re.search(r'name="draft_about" value="([^"]+)"', self.page)
        self.hidden = {"draft_page": path} | ({"draft_about": about[1]} if about else {})

    def keep(self, **fields):
        answer = self.client.post(self.url, self.hidden | {"once": self.key} | fields)
        assert answer.status_code == 200, self.url
        return self

    def again(self, key=None):
        mark = "&" if "?" in self.path else "?"
        return self.client.get(f"{self.path}{mark}draft={key or self.key}").content.decode()


def forms(cast, areas, case):
    """(who, page, field of words, which of the page's forms): every kind that the house has."""
    her, door = case.subject, watch.enrol(cast.coordinator, areas.dai)
    watch.assign(cast.coordinator, door, cast.visitor)
    watch.visit(cast.coordinator, door, "concern", visitor=cast.visitor)
    watch.visit(cast.coordinator, door, "absent", visitor=cast.visitor)
    check, alert = SafetyCheck.objects.get(enrolment=door), Alert.objects.filter(enrolment=door).first()
    yield cast.caseworker, case.get_absolute_url(), "text", 0
    yield cast.caseworker, reverse("note_new", args=[case.pk]), "text", 0
    yield cast.caseworker, f"{reverse('note_new', args=[case.pk])}?soaip", "plan", 0
    yield cast.caseworker, reverse("case_correct", args=[case.pk]), "words", 0
    yield cast.caseworker, reverse("case_close", args=[case.pk]), "text", 0
    yield cast.caseworker, reverse("consent_new", args=[her.pk]), "purpose", 0
    yield cast.caseworker, reverse("person_edit", args=[her.pk]), "living", 0
    yield cast.caseworker, reverse("relative_new", args=[her.pk]), "notes", 0
    yield cast.caseworker, reverse("daybook"), "text", 0
    yield cast.visitor, reverse("visit_new", args=[door.pk]), "note", 0
    yield cast.coordinator, reverse("enrolment_edit", args=[door.pk]), "caution_text", 0
    yield cast.coordinator, f"{reverse('enrolment_new')}?person={her.pk}", "need_text", 0
    yield cast.coordinator, f"{reverse('enrolment_new')}?person=new", "need_text", 0
    yield cast.visitor, reverse("safety_step", args=[check.pk]), "result", 0
    yield cast.coordinator, reverse("safety_confirm", args=[check.pk]), "text", 0
    yield cast.coordinator, alert.get_absolute_url(), "act-text", 0
    yield cast.coordinator, alert.get_absolute_url(), "close-text", 1


def test_every_kind_of_form_keeps_a_draft_and_shows_it_again(cast, areas, case):
    found = list(forms(cast, areas, case))
    for number, (user, path, field, place) in enumerate(found):
        assert Draft.objects.count() == number, "an untouched form leaves none"
        tab = Tab(user, path, place).keep(**{field: f"{HALF}{number}"})
        assert f"{HALF}{number}" in tab.again(), path
        assert "書きかけがあります" in tab.client.get(path).content.decode(), path
    assert Draft.objects.count() == len(found) == 17
    # None stands on another form or another person's page.
    assert (
        HALF
        not in login(Client(), cast.coordinator).get(f"{reverse('enrolment_new')}?person={case.subject_id}").content.decode()
    )


def test_an_enquiry_keeps_one_too(client, caseworker):
    page = login(client, caseworker).get(reverse("enquiry")).content.decode()
    url = URL.findall(page)[0]
    assert client.post(url, {"words": "受付の時間"}).status_code == 200
    assert "受付の時間" in client.get(reverse("enquiry_from", args=[url.split("/")[-2]])).content.decode()


@pytest.mark.parametrize("path", ["case", "note_new"])
def test_from_the_quick_box_to_the_six_parts_the_text_goes_along(client, caseworker, case, path):
    login(client, caseworker)
    sent = {"means": "visit", "text": HALF, "with_whom": "長女", "once": str(uuid.uuid4())}
    answer = client.post(reverse("note_new", args=[case.pk]), sent | {"kind": "soaip"})
    page = client.get(answer.url).content.decode()
    assert f"{HALF}</textarea>" in page[page.index('name="subjective"') :]
    assert 'value="長女"' in page
    assert f'name="once" value="{sent["once"]}"' in page, "it is one note, and one draft"
    # And back, with what was added.
    six = {"means": "visit", "subjective": HALF, "plan": "銀行へ同行", "focus": "", "once": sent["once"]}
    answer = client.post(answer.url, six | {"kind": "text"})
    page = client.get(answer.url).content.decode()
    text = page[page.index('name="text"') :]
    assert text.index(HALF) < text.index("銀行へ同行")
    assert Draft.objects.count() == 1
    client.post(reverse("note_new", args=[case.pk]), sent)
    assert Draft.objects.count() == 0
    assert ProgressNote.objects.filter(is_first=False).count() == 1


def test_two_tabs_keep_two_and_saving_one_deletes_only_its_own(caseworker, case):
    path = reverse("note_new", args=[case.pk])
    first, second = Tab(caseworker, path).keep(text="一つめ"), Tab(caseworker, path).keep(text="二つめ")
    assert first.key != second.key
    first.client.post(path, {"means": "phone", "text": "一つめ", "once": first.key})
    assert list(Draft.objects.values_list("pk", flat=True)) == [uuid.UUID(second.key)]
    assert "二つめ" in second.again()


def test_a_form_with_errors_goes_on_under_its_own_key(caseworker, case):
    tab = Tab(caseworker, reverse("note_new", args=[case.pk])).keep(text=HALF)
    tab.client.post(tab.path, {"text": HALF, "once": tab.key})
    page = tab.client.get(tab.path).content.decode()
    assert URL.findall(page)[0] == tab.url


def test_the_eleventh_draft_does_not_disappear(client, caseworker, areas):
    made = [make_draft(caseworker, areas.council) for _ in range(11)]
    login(client, caseworker)
    for page in (client.get(reverse("intake")), client.get(reverse("home"))):
        text = page.content.decode()
        assert all(str(draft.pk) in text for draft in made)


def test_home_leads_back_to_each(caseworker, case, client):
    tab = Tab(caseworker, reverse("case_close", args=[case.pk])).keep(text=HALF)
    home = login(client, caseworker).get(reverse("home")).content.decode()
    assert "書きかけ：" in home
    assert f'{tab.path}?draft={tab.key}"' in home
    assert HALF not in home


def test_whoever_loses_the_record_loses_the_draft_about_it(client, caseworker, manager, case):
    tab = Tab(caseworker, reverse("note_new", args=[case.pk])).keep(text=HALF)
    login(client, caseworker)
    assert tab.key in client.get(reverse("home")).content.decode()
    Recusal.objects.create(user=caseworker, dossier=case.subject.dossier, why="neighbour", created_by=manager)
    assert tab.client.get(tab.path, {"draft": tab.key}).status_code == 404
    assert tab.key not in client.get(reverse("home")).content.decode()
    assert tab.client.post(tab.url, tab.hidden | {"text": HALF}).status_code == 404


def test_a_draft_is_its_writers_own_and_no_form_of_another_record_opens_it(client, caseworker, coordinator, case, areas):
    tab = Tab(caseworker, reverse("note_new", args=[case.pk])).keep(text=HALF)
    assert HALF not in login(client, coordinator).get(tab.path, {"draft": tab.key}).content.decode()
    other = make_case(caseworker, areas.dai)
    assert HALF not in tab.client.get(reverse("note_new", args=[other.pk]), {"draft": tab.key}).content.decode()
    assert HALF not in tab.client.get(reverse("case_close", args=[case.pk]), {"draft": tab.key}).content.decode()


@pytest.mark.parametrize("form", ["note", "search", "nothing", "account_login"])
def test_only_a_form_that_saves_words_keeps_one(client, caseworker, form):
    assert login(client, caseworker).post(reverse("draft_save", args=[form, uuid.uuid4()]), {"text": HALF}).status_code == 404


def test_a_draft_is_ciphertext(caseworker, case):
    Tab(caseworker, reverse("case_close", args=[case.pk])).keep(text=PLANTED.draft)
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM casework_draft")
        (payload,) = cursor.fetchone()
    assert PLANTED.draft.encode() not in bytes(payload)
    with context.on_behalf_of(caseworker):
        assert Draft.objects.visible_to(caseworker).get().payload["fields"]["text"] == [PLANTED.draft]


def test_a_draft_of_an_edit_remembers_what_it_showed_when_it_was_begun(caseworker, coordinator, case):
    """Gone on with after somebody else's change, it is asked about and overwrites nothing."""
    path = reverse("person_edit", args=[case.subject_id])
    tab = Tab(caseworker, path)
    seen = re.search(r'name="seen" value="([^"]+)"', tab.page)[1].replace("&quot;", '"')
    fields = {"family_name": "髙橋", "given_name": "ヨシ子", "sex": "female", "phone": "0436-00-8888"}
    tab.keep(**fields, seen=seen)
    login(Client(), coordinator).post(path, {**fields, "phone": "0436-00-7777", "once": str(uuid.uuid4())})
    assert f'name="seen" value="{seen}"'.replace('"', "") in tab.again().replace("&quot;", "").replace('"', "")


def test_cleared_it_is_gone_and_leaves_no_empty_one(caseworker, case):
    tab = Tab(caseworker, reverse("note_new", args=[case.pk])).keep(text=HALF)
    tab.keep(text="", cleared="1")
    assert not Draft.objects.exists()
    other = Tab(caseworker, reverse("note_new", args=[case.pk])).keep(text="", cleared="1")
    assert not Draft.objects.exists(), "nor does one begin so"
    assert other.again().count(HALF) == 0


def test_nobody_clears_the_draft_of_another(caseworker, coordinator, case):
    tab = Tab(caseworker, reverse("note_new", args=[case.pk])).keep(text=HALF)
    assert login(Client(), coordinator).post(tab.url, tab.hidden | {"cleared": "1"}).status_code == 200
    assert HALF in tab.again()


def test_an_intake_that_was_cleared_opens_anew(client, caseworker):
    tab = Tab(caseworker, reverse("intake")).keep(words=HALF)
    answer = tab.client.post(tab.url, {"words": "", "cleared": "1"})
    assert answer.json()["fresh"] == reverse("intake")


def test_what_nobody_touched_for_long_is_forgotten_and_the_day_is_said_before(client, caseworker, case):
    old, new = (Tab(caseworker, reverse("note_new", args=[case.pk])).keep(text=HALF) for _tab in range(2))
    for tab, days in ((old, 91), (new, 89)):
        draft = Draft.objects.defer("payload").get(pk=tab.key)
        draft.updated_at = timezone.now() - timedelta(days=days)
        draft.save(update_fields=["updated_at"])
    last = wareki.format_short(timezone.localdate() + timedelta(days=1))
    assert last in login(client, caseworker).get("/").content.decode()
    forget_sent()
    assert [str(draft.pk) for draft in Draft.objects.all()] == [new.key]
