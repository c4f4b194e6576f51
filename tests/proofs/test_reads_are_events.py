"""What a page shows of confidential rows, and what the ledger says that it showed, are the same rows.

The two sides are counted apart: rows from the answer's own text (ids in addresses and attributes, and words that stand in one
row only), events from the table. Without its event, no content leaves.
"""

import re
import uuid
from collections import defaultdict
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from casework import services
from casework.models import (
    Case,
    CaseStep,
    Circulation,
    Consent,
    Consulter,
    Disclosure,
    Draft,
    Ground,
    Person,
    ProgressNote,
    Relative,
)
from casework.services.daybook import daybook_of
from casework.services.drafts import desk_of
from privacy import context, ledger
from privacy.confidential import confidential_models
from privacy.fields import encrypted_fields
from privacy.models import AccessEvent
from referrals.models import Agency, Referral, ReferralStep
from referrals.services import liaison_record
from tests.architecture.world import make_documents
from tests.cast import login, make_areas, make_member, make_one, make_user
from tests.factories import visits as watch
from tests.factories.casework import details, make_case, make_note, make_place
from tests.factories.referrals import make_agency
from tests.factories.rights import make_referral
from tests.factories.telling import make_ground
from visits.models import Alert, Assignment, Enrolment, SafetyCheck, Visit

pytestmark = pytest.mark.django_db

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Figures alone also stand in ids and dates.
UNMISTAKABLE = re.compile(r"[^\x00-\x7f].|\d{4}-\d{4}$")
FAMILIES = ("植木", "梅津", "枝松", "緒川", "栂野", "櫛引", "鞍馬", "毛塚")
# Shown without a name of their own: a date on the timeline, a chip, a tick, a number, the line that something was made.
NAMELESS = {
    # What waits of the watch-over is opened as on its own board, and stands here by the person's name.
    "home": {Circulation, Draft, Enrolment},
    "case": {CaseStep, Consent, Circulation},
    # A telling stands there by its words.
    "person": {Disclosure},
    "what was told, printed": {Disclosure},
    "timeline, page 2": {Case, CaseStep, Circulation},
    "print": {CaseStep, Circulation, Consent, Visit, Referral, ReferralStep},
    "changes": {Consent, Consulter, Person, ProgressNote, Relative},
    "printed list": {Case},
    "printed plan": {Relative},
    # Whether somebody is not yet confirmed safe, in one word.
    "my round": {SafetyCheck},
    "enrolment": {SafetyCheck, Assignment, Consent},
    "not yet confirmed safe": {Relative},
    "not yet confirmed safe, printed": {SafetyCheck, Case},
    "step": {SafetyCheck, Case, Visit},
    "how the referrals stand": {Case},
    "referral": {ReferralStep},
    "referral, correct": {Case},
    "referral, step": {Case},
    "referral, changes": {ReferralStep},
    "letter, FAX": {Case},
    "alert, consultation": {Enrolment, Consent, Relative},
}


@pytest.fixture(scope="module")
def stage(for_the_file):
    """Eight people of two districts with everything about them, and one of another council; no two texts the same."""
    areas = make_areas()
    caseworker, coordinator = make_one("caseworker", areas), make_one("coordinator", areas)
    for number, family in enumerate(FAMILIES):
        _household(caseworker, coordinator, (areas.dai, areas.higashi)[number % 2], number, family)
    hidden = make_case(
        make_member(make_user("far"), "caseworker", areas.other), areas.other_north, words="他所の言葉",
        new_subject=details(
            make_place(areas.other_north, "他所町"), family_name="他所野", family_kana="よそのの", living="他所の暮らし", notes="他所の覚え",
            phone_note="他所の都合",
        ),
        consulter={"name": "他所の相談者", "relation": "他所の続柄"},
    )  # fmt: skip
    with context.on_behalf_of(caseworker):
        case = Case.objects.visible_to(caseworker).get(sequence=1)
        services.case_correct(case, actor=caseworker, words="はじめの記録とちがう言葉")
        for number in range(30):
            make_note(caseworker, case, text=f"三十の中の第{number}の文", with_whom=f"同席{number}番")
        desk = desk_of(caseworker, areas.council)
        for form, about in (("intake", None), ("note_new", case.pk)):
            payload = {"fields": {"name": [f"書きかけの{form}"], "text": [f"書きかけの{form}"]}, "checked": False}
            services.draft_save(actor=caseworker, desk=desk, form=form, payload=payload, about=about, id=uuid.uuid4())
    answers = {"saw": "つなぎの問いの答え"}
    asked = {
        "kind": "elder_abuse",
        "type": "",
        "matter": "つなぎで頼むこと",
        "wish": "つなぎの本人の望み",
        "addressee": "つなぎの宛名",
        "answers": answers,
    }
    referral = make_referral(caseworker, case, Agency.objects.first(), **asked)
    with context.on_behalf_of(caseworker):
        person = Person.objects.visible_to(caseworker).select_related("dossier").get(pk=case.subject_id)
        document = make_documents(person, caseworker)["document"]
        reporter = services.reporter_record(
            case, actor=caseworker, readers=[caseworker, coordinator], name="通報した隣人", said="窓から聞いた声"
        )
    door = Enrolment.objects.get(person=case.subject_id)
    return SimpleNamespace(
        case=case, person=case.subject_id, hidden=hidden, caseworker=caseworker, door=door,
        visit=Visit.objects.get(enrolment=door, outcome="concern"), check=SafetyCheck.objects.get(enrolment=door),
        alert=Alert.objects.get(enrolment=door), ground=Ground.objects.get(case=case), referral=referral,
        document=document, reporter=reporter,
    )  # fmt: skip


@pytest.fixture
def caseworker(stage, db):
    return stage.caseworker


@pytest.fixture
def scene(stage, caseworker):
    stage.client = login(Client(), caseworker)
    return stage


def _household(user, colleague, district, number, family):
    someone = details(
        make_place(district), family_name=family, given_name=f"名{number}号", family_kana=f"うえ{number}", given_kana=f"だい{number}",
        phone=f"0436-00-77{number:02d}", mobile=f"090-0000-77{number:02d}", living=f"暮らし{number}号", notes=f"覚え{number}号",
        block=f"{number}番地の家", phone_note=f"第{number}の都合",
    )  # fmt: skip
    case = make_case(
        user, district, new_subject=someone, words=f"はじめの言葉その{number}",
        consulter={"name": f"相談者その{number}", "phone": f"0436-00-88{number:02d}", "relation": f"続柄その{number}"},
        next_contact_date=timezone.localdate() + timedelta(days=number), next_contact_todo=f"第{number}の用事",
    )  # fmt: skip
    with context.on_behalf_of(user):
        person = Person.objects.visible_to(user).get(pk=case.subject_id)
        services.relative_save(
            person,
            actor=user,
            relation="長女",
            name=f"身内その{number}",
            phone=f"080-0000-77{number:02d}",
            notes=f"身内の覚え{number}",
        )
        services.consent_record(
            person, actor=user, decision="granted", contents=["identity"], recipients=["commissioner"], given_date=date(2023, 9, 12),
            manner="oral", recipient_detail=f"同意先その{number}", purpose=f"同意の訳その{number}",
        )  # fmt: skip
        services.entry_write(
            actor=user, book=daybook_of(district.council, timezone.localdate()), kind="call", text=f"折り返しその{number}",
            who=f"電話の主{number}", phone=f"0436-00-99{number:02d}",
        )  # fmt: skip
        told = services.tell(
            case, actor=user, receiver=frozenset({"commissioner"}), receiver_name=f"伝えた相手{number}号", contents=["identity"],
            purpose="support", means="phone", text=f"伝えた言葉{number}号",
        )  # fmt: skip
        services.disclosure_add(told, actor=user, text=f"後で足した言葉{number}号")
        make_ground(user, case, text=f"同意を待てない訳{number}号")
    _call(user, colleague, case, number)
    _watch_over(user, colleague, person, number)
    note = make_note(colleague, case, text=f"同僚の記録その{number}", with_whom=f"相手その{number}")
    with context.on_behalf_of(colleague):
        services.note_circulate(note, actor=colleague, reader=user)


def _call(user, colleague, case, number):
    council = case.council
    agency = Agency.objects.filter(council=council).first() or make_agency(colleague, council)
    with context.on_behalf_of(user):
        liaison_record(
            case,
            actor=user,
            agency=agency,
            spoken_to=f"窓口の人{number}号",
            matter=f"電話の用件{number}号",
            answer=f"返事の言葉{number}号",
        )


def _watch_over(user, colleague, person, number):
    """A door on this user's way: something was told, nobody was met since, and a step was taken."""
    door = watch.enrol(
        colleague, person.dossier.area, person=person, need_text=f"見守る訳{number}号", preference=f"望む時{number}号",
        caution_text=f"気をつける事{number}号", absence_protocol=f"留守の時{number}号",
        contacts=[{"relation": "次女", "name": f"頼みの綱{number}号", "phone": f"070-0000-77{number:02d}", "key_holder": True}],
    )  # fmt: skip
    watch.assign(colleague, door, user)
    # Just now: some hours ago may be another month, which is not on the round.
    watch.visit(user, door, "concern", note=f"戸口の話{number}号", companions=[colleague])
    now = timezone.now()
    watch.visit(user, door, "absent", at=now, steps=[("card", now, f"札の覚え{number}号")])


def all_rows() -> tuple[dict, dict]:
    """({id: model} of every confidential row, {text: id} for texts that stand in one row only)."""
    models, texts = {}, defaultdict(set)
    with context.as_job("demo") as actor:
        for model in confidential_models():
            for row in model.objects.all():
                actor.keyring.admit([row.dossier_id])
                models[row.pk] = model
                for field in encrypted_fields(model):
                    for text in _texts(getattr(row, field.attname)):
                        texts[text].add(row.pk)
    return models, {text: next(iter(ids)) for text, ids in texts.items() if len(ids) == 1 and UNMISTAKABLE.search(text)}


def _texts(value) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def rows_in(answer, models, texts) -> set:
    text = answer.content.decode()
    ids = {uuid.UUID(found) for found in UUID.findall(text)} & set(models)
    return ids | {row for words, row in texts.items() if words in text}


PLACES = ("case", "door", "visit", "check", "alert", "ground", "referral", "document", "reporter")


def get(address, **headers):
    def look(scene):
        there = {name: getattr(scene, name).pk for name in PLACES}
        return scene.client.get(address.format(person=scene.person, **there), headers=headers)

    return look


def second_page(scene):
    first = scene.client.get(f"/cases/{scene.case.pk}/").content.decode()
    older = re.search(rf'hx-get="(/cases/{scene.case.pk}/timeline/[^"]+)"', first)[1].replace("&amp;", "&")
    return scene.client.get(older, headers={"HX-Request": "true"})


def live_search(scene):
    return scene.client.post("/search/", {"q": "うえ"}, headers={"HX-Request": "true"})


def whole_search(scene):
    scene.client.post("/search/", {"q": "うえ"})
    return scene.client.get("/search/")


def search_in_notes(scene):
    scene.client.post("/search/", {"q": "三十の中の", "notes": "on"})
    return scene.client.get("/search/")


# How to get each page, and how many rows it shows at the least.
BROWSING = {
    "home": (get("/"), 25),
    "list": (get("/cases/"), 16),
    "list by kana": (get("/cases/?order=kana"), 16),
    "list, fragment": (get("/cases/", **{"HX-Request": "true"}), 16),
    "printed list": (get("/cases/print/"), 8),
    "case": (get("/cases/{case}/"), 24),
    "timeline, page 2": (second_page, 12),
    "print": (get("/cases/{case}/print/"), 33),
    "correct": (get("/cases/{case}/correct/"), 1),
    "changes": (get("/cases/{case}/changes/"), 1),
    "person": (get("/people/{person}/"), 4),
    "what was told": (get("/people/{person}/told/"), 3),
    "what was told, printed": (get("/people/{person}/told/print/"), 3),
    "ground": (get("/grounds/{ground}/"), 2),
    "person, correct": (get("/people/{person}/edit/"), 1),
    "search": (whole_search, 16),
    "search, while typing": (live_search, 12),
    "search in notes": (search_in_notes, 20),
    "day-book": (get("/daybook/"), 8),
    "intake": (get("/intake/"), 1),
    "my round": (get("/round/"), 24),
    "visit, new": (get("/round/{door}/visit/"), 3),
    "visit": (get("/visits/{visit}/"), 2),
    "visit, correct": (get("/visits/{visit}/edit/"), 2),
    "board of the watch-over": (get("/watch/"), 16),
    "printed plan": (get("/watch/print/"), 8),
    "blank sheets": (get("/watch/sheets/"), 8),
    "enrolment": (get("/watch/{door}/"), 6),
    "enrolment, correct": (get("/watch/{door}/edit/"), 2),
    "enrolment, end": (get("/watch/{door}/end/"), 2),
    "visitors": (get("/watch/{door}/visitors/"), 2),
    "not yet confirmed safe": (get("/safety/"), 24),
    "not yet confirmed safe, printed": (get("/safety/print/"), 16),
    "step": (get("/safety/{check}/step/"), 3),
    "to take up": (get("/alerts/"), 16),
    "alert": (get("/alerts/{alert}/"), 3),
    "how the referrals stand": (get("/referrals/"), 2),
    "referral": (get("/referrals/{referral}/"), 4),
    "referral, correct": (get("/referrals/{referral}/edit/"), 2),
    "referral, step": (get("/referrals/{referral}/steps/withdraw/"), 3),
    "referral, new": (get("/cases/{case}/referrals/new/"), 2),
    "referral, changes": (get("/referrals/{referral}/changes/"), 1),
    "letter": (get("/referrals/{referral}/letter/"), 20),
    "letter, FAX": (get("/referrals/{referral}/fax/"), 2),
    "call to an agency": (get("/cases/{case}/liaisons/new/"), 1),
    "documents that left": (get("/documents/"), 1),
    "document": (get("/documents/{document}/"), 2),
    "reporter": (get("/reporters/{reporter}/"), 1),
    "alert, consultation": (get("/alerts/{alert}/case/"), 3),
}


def test_the_rows_that_leave_are_the_rows_in_the_ledger(scene, caseworker):
    """One day's browsing, page by page. Takes some seconds: eight households are opened to know their texts."""
    models, texts = all_rows()
    for page, (look, least) in BROWSING.items():
        answer = look(scene)
        shown = rows_in(answer, models, texts)
        events = events_of_the_last_request()
        recorded = {row for event in events for row in event.records}
        assert answer.status_code == 200, page
        assert len(shown) >= least, page
        assert scene.hidden.pk not in shown, page
        # A button's address holds the id of who goes where: nothing of a person.
        assert {models[row].__name__ for row in shown - recorded if models[row] is not Assignment} == set(), page
        assert {models[row] for row in recorded - shown} <= NAMELESS.get(page, set()), page
        assert {event.actor for event in events} == {caseworker.pk}, page


def events_of_the_last_request():
    last = AccessEvent.objects.order_by("-seq").values_list("request", flat=True)[0]
    return list(AccessEvent.objects.filter(request=last).exclude(kind="write"))


def test_without_its_event_no_content_leaves(scene, monkeypatch):
    models, texts = all_rows()
    scene.client.raise_request_exception = False
    older = second_page(scene).request
    monkeypatch.setattr(ledger, "INSERT", ledger.INSERT.replace("privacy_accessevent", "privacy_nowhere"))
    for page, (look, _least) in BROWSING.items():
        answer = (
            look(scene) if page != "timeline, page 2" else scene.client.get(older["PATH_INFO"] + "?" + older["QUERY_STRING"])
        )
        assert answer.status_code == 500, page
        assert rows_in(answer, models, texts) == set(), page


def test_without_its_event_nothing_is_written(scene, monkeypatch):
    before = ProgressNote.objects.count()
    scene.client.raise_request_exception = False
    posted = {"means": "phone", "text": "電話あり"}
    assert scene.client.post(f"/cases/{scene.case.pk}/notes/new/", posted).status_code == 303
    assert ProgressNote.objects.count() == before + 1
    monkeypatch.setattr(ledger, "INSERT", ledger.INSERT.replace("privacy_accessevent", "privacy_nowhere"))
    assert scene.client.post(f"/cases/{scene.case.pk}/notes/new/", posted).status_code == 500
    assert ProgressNote.objects.count() == before + 1


def test_texts_without_an_id_are_told_apart(scene):
    """The control of the counting: who came with a case stands in no address, and is counted all the same."""
    models, texts = all_rows()
    shown = rows_in(scene.client.get(f"/cases/{scene.case.pk}/"), models, texts)
    assert Consulter in {models[row] for row in shown}
    assert len(texts) > 150
