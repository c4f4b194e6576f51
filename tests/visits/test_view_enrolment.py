"""From the paper form to the end of an enrolment: found before made, one press one record, nothing typed lost."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import Consent, Person, Relative
from privacy import context
from privacy.models import AccessEvent, Grant
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.factories.casework import make_case, make_person, make_place
from visits.models import Assignment, Enrolment, Pause

pytestmark = pytest.mark.django_db
OFFICE = {"caseworker", "coordinator", "manager", "second_manager"}
ENROL = "/watch/enrol/"


@pytest.fixture
def her(coordinator, areas):
    return make_person(coordinator, areas.dai)


def paper(**changes):
    """The form as somebody fills it in."""
    filled = {
        "once": str(uuid.uuid4()), "applied_date": "", "start_date": "", "operating_org": "", "need": "alone",
        "need_text": "去年ころんだ", "manner": "meeting", "pattern": "times", "times": "2", "weeks": "", "grace_days": "3",
        "preference": "午前中", "cautions": ["dog", "hearing"], "caution_text": "犬はつないである",
        "absence_protocol": "長男に電話する", "handed": "眼鏡のことを聞く", "contact1_relation": "長男", "contact1_name": "髙橋 進", "contact1_phone": "090-0000-6100",
        "contact1_key_holder": "on", "contact2_relation": "近所の人", "contact2_name": "秋葉 光江", "contact2_phone": "0436-00-2388",
        "consent_decision": "granted", "consent_contents": ["identity", "living"], "consent_recipients": ["network"],
        "consent_recipient_detail": "露﨑さん", "consent_purpose": "見守り", "consent_given_date": "", "consent_until_date": "",
        "consent_manner": "written", "consent_given_by": "self", "consent_ground": "",
    }  # fmt: skip
    return {**filled, **changes}


def somebody(place, **changes):
    return paper(
        family_name="長谷川", given_name="ミツ", family_kana="はせがわ", given_kana="みつ", birth="S15.3.4", sex="female",
        place=str(place.pk), block="3-8", phone="0436-00-9911", mobile="", phone_note="", living="一人ぐらし", **changes,
    )  # fmt: skip


def form_for(person):
    return f"{ENROL}?person={getattr(person, 'pk', person)}"


def after_an_error(client, answer):
    assert answer.status_code == 303
    return client.get(answer.url).content.decode()


def read(user, model, **where):
    with context.on_behalf_of(user):
        row = model.objects.visible_to(user).get(**where)
        _ = [getattr(row, field.attname) for field in model._meta.concrete_fields]
    return row


def test_who_enrols(client, cast, her):
    for path in (ENROL, form_for(her), reverse("enrolment_sheet")):
        answers = {name: login(client, user).get(path).status_code for name, user in vars(cast).items()}
        # The other council's caseworker may enrol, but not this person.
        wanted = OFFICE | ({"other_caseworker"} if path != form_for(her) else set())
        assert {name for name, status in answers.items() if status == 200} == wanted, path


def test_the_search_stands_in_no_address(client, coordinator, her):
    login(client, coordinator)
    answer = client.post(ENROL, {"q": "たかはし"})
    assert (answer.status_code, answer.url) == (303, ENROL)
    page = client.get(ENROL).content.decode()
    assert "髙橋 ヨシ子" in page
    assert form_for(her).replace("&", "&amp;") in page
    assert AccessEvent.objects.filter(kind="search", action="enrolment.write").exists()


def test_somebody_enrolled_already_is_offered_as_such(client, coordinator, areas, her):
    enrolment = make.enrol(coordinator, areas.dai, person=her)
    login(client, coordinator).post(ENROL, {"q": "髙橋"})
    page = client.get(ENROL).content.decode()
    assert enrolment.get_absolute_url() in page
    assert form_for(her) not in page
    assert client.get(form_for(her)).url == enrolment.get_absolute_url()


def test_one_paper_becomes_an_enrolment_with_consent_and_contacts(client, coordinator, areas, her):
    answer = login(client, coordinator).post(form_for(her), paper())
    row = read(coordinator, Enrolment)
    assert (answer.status_code, answer.url) == (303, reverse("visitors", args=[row.pk]))
    assert (row.pattern, row.times, row.cautions, row.absence_protocol) == ("times", 2, ["dog", "hearing"], "長男に電話する")
    assert row.handed == "眼鏡のことを聞く"
    assert row.operating_org.name == "台小区福祉ネットワーク"
    assert row.start_date == timezone.localdate()
    consent = read(coordinator, Consent)
    assert (consent.recipients, consent.recipient_detail, consent.given_date) == (["network"], "露﨑さん", row.applied_date)
    with context.on_behalf_of(coordinator):
        near = list(Relative.objects.visible_to(coordinator).filter(person=her))
        assert [(one.name, one.emergency_rank, one.key_holder) for one in near] == [
            ("髙橋 進", 1, True),
            ("秋葉 光江", 2, False),
        ]


@pytest.mark.parametrize("start", ["R8.4.1", "令和8年4月1日", "2026/4/1"])
def test_days_in_any_calendar(client, coordinator, her, start):
    login(client, coordinator).post(form_for(her), paper(applied_date="R8.3.2", start_date=start))
    row = read(coordinator, Enrolment)
    assert (str(row.applied_date), str(row.start_date)) == ("2026-03-02", "2026-04-01")


@pytest.mark.parametrize(
    ("rhythm", "wanted"),
    [
        ({"pattern": "times", "times": "1"}, ("times", 1, 1, [], [])),
        ({"pattern": "weeks", "weeks": "1", "weekdays": ["1", "4"]}, ("weeks", 2, 1, [1, 4], [])),
        ({"pattern": "weeks", "weeks": "2"}, ("weeks", 2, 2, [], [])),
        ({"pattern": "nth", "nth": ["2", "-1"], "weekdays": ["2"]}, ("nth", 2, 1, [2], [2, -1])),
    ],
)
def test_every_rhythm(client, coordinator, her, rhythm, wanted):
    login(client, coordinator).post(form_for(her), paper(**rhythm))
    row = read(coordinator, Enrolment)
    assert (row.pattern, row.times, row.weeks, row.weekdays, row.nth) == wanted
    assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"need": ""}, "need"), ({"manner": "x"}, "manner"), ({"pattern": "nth"}, "nth"), ({"pattern": "nth", "nth": ["1"]}, "weekdays"),
        ({"times": "40"}, "times"), ({"times": "二"}, "times"), ({"pattern": "weeks", "weeks": "9"}, "weeks"),
        ({"start_date": "令和66年2月30日"}, "start_date"), ({"applied_date": "R8.5.1", "start_date": "R8.4.1"}, "start_date"),
        ({"applied_date": "令和99年1月1日"}, "applied_date"), ({"need_text": "あ" * 10_000}, "need_text"),
        ({"absence_protocol": "あ" * 10_000}, "absence_protocol"), ({"contact1_phone": ""}, "contact1_phone"),
        ({"contact1_relation": ""}, "contact1_relation"), ({"contact2_phone": "1"}, "contact2_phone"),
        ({"consent_decision": ""}, "consent_decision"), ({"consent_decision": "refused"}, "consent_decision"),
        ({"consent_recipients": ["city"]}, "consent_recipients"), ({"consent_contents": []}, "consent_contents"),
        ({"consent_manner": ""}, "consent_manner"), ({"consent_given_by": "proxy"}, "consent_ground"),
        ({"consent_given_date": "R8.4.1", "consent_until_date": "R8.3.1"}, "consent_until_date"),
        ({"operating_org": "11111111-1111-4111-8111-111111111111"}, "operating_org"), ({"cautions": ["x"]}, "cautions"),
    ],
)  # fmt: skip
def test_an_error_stands_at_its_place_and_nothing_typed_is_lost(client, coordinator, her, changes, field):
    login(client, coordinator)
    page = after_an_error(client, client.post(form_for(her), paper(caution_text="<script>よぶ</script>", **changes)))
    assert f'id="id_{field}' in page
    assert "field__error" in page
    assert "&lt;script&gt;よぶ&lt;/script&gt;" in page
    assert "<script>よぶ" not in page
    assert not Enrolment.objects.exists()
    assert not Consent.objects.exists()
    assert not Relative.objects.exists()


def test_what_was_typed_for_one_person_never_shows_at_another(client, coordinator, areas, her):
    other = make_person(coordinator, areas.dai, family_name="別野")
    login(client, coordinator).post(form_for(her), paper(need="", caution_text="ひみつの犬"))
    assert "ひみつの犬" not in client.get(form_for(other)).content.decode()


def test_a_second_press_makes_no_second_one(client, coordinator, her):
    login(client, coordinator)
    sent = paper()
    first, second = client.post(form_for(her), sent), client.post(form_for(her), sent)
    assert first.url == second.url
    assert (Enrolment.objects.count(), Consent.objects.count(), Relative.objects.count()) == (1, 1, 2)


def test_a_key_that_is_somebody_elses_opens_nothing(client, coordinator, caseworker, areas, her):
    theirs = make.enrol(caseworker, areas.higashi)
    login(client, coordinator).post(form_for(her), paper(once=str(theirs.pk)))
    assert Enrolment.objects.count() == 2


def test_contacts_known_already_keep_their_row(client, coordinator, her):
    from casework import services as casework

    with context.on_behalf_of(coordinator):
        known = casework.relative_save(
            her, actor=coordinator, relation="長男", name="高橋　進", phone="1234567", notes="東京に住む"
        )
        before = casework.relative_save(
            her, actor=coordinator, relation="長女", name="髙橋 恵", phone="7654321", emergency_rank=1
        )
    page = login(client, coordinator).get(form_for(her)).content.decode()
    assert 'value="髙橋 恵"' in page
    client.post(form_for(her), paper())
    with context.on_behalf_of(coordinator):
        rows = {row.pk: row for row in Relative.objects.visible_to(coordinator).filter(person=her)}
        assert len(rows) == 3
        assert (rows[known.pk].phone, rows[known.pk].emergency_rank, rows[known.pk].notes) == ("090-0000-6100", 1, "東京に住む")
        assert rows[before.pk].emergency_rank is None


NO_CONTACT = {f"contact{rank}_{part}": "" for rank in (1, 2) for part in ("relation", "name", "phone", "key_holder")}


@pytest.mark.parametrize(
    ("missing", "said", "question"),
    [
        (NO_CONTACT, "without_contact", "緊急連絡先がありません。"),
        ({"absence_protocol": ""}, "without_protocol", "不在のときにどうするかが書かれていません。"),
    ],
)
def test_an_enrolment_without_whom_to_call_or_what_to_do_is_asked_about_once(client, coordinator, her, missing, said, question):
    login(client, coordinator)
    page = after_an_error(client, client.post(form_for(her), paper(**missing, caution_text="ひみつの犬")))
    assert question in page
    assert f'name="{said}"' in page
    assert "ひみつの犬" in page
    assert not Enrolment.objects.exists()
    client.post(form_for(her), paper(**missing, **{said: "on"}))
    assert Enrolment.objects.count() == 1


def test_who_wrote_both_is_asked_neither_and_half_a_contact_is_asked_for_its_other_half(client, coordinator, her):
    login(client, coordinator)
    assert 'name="without_' not in client.get(form_for(her)).content.decode()
    page = after_an_error(client, client.post(form_for(her), paper(**NO_CONTACT | {"contact1_name": "髙橋 進"})))
    assert "緊急連絡先がありません。" not in page
    client.post(form_for(her), paper())
    assert Enrolment.objects.count() == 1


def test_a_change_of_an_enrolment_does_not_ask_again(client, coordinator, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    sent = {name: value for name, value in paper(**NO_CONTACT, absence_protocol="").items() if not name.startswith("consent_")}
    answer = login(client, coordinator).post(
        reverse("enrolment_edit", args=[enrolment.pk]), sent | {"why": "連絡先がなくなった"}
    )
    assert (answer.status_code, answer.url) == (303, enrolment.get_absolute_url())
    assert read(coordinator, Enrolment).operating_org.name == "台小区福祉ネットワーク"


def test_somebody_without_a_record_gets_one_with_the_enrolment(client, coordinator, areas):
    login(client, coordinator)
    assert client.get(form_for("new")).status_code == 200
    sent = somebody(make_place(areas.higashi, "試験東台1丁目"))
    first, second = client.post(form_for("new"), sent), client.post(form_for("new"), sent)
    assert first.url == second.url
    row = read(coordinator, Person)
    assert (row.name, row.kana, row.block) == ("長谷川 ミツ", "はせがわ みつ", "3-8")
    assert Enrolment.objects.get().area_id == areas.higashi.pk


def test_a_namesake_is_asked_about_before_a_record_is_made(client, coordinator, areas, her):
    login(client, coordinator)
    sent = somebody(make_place(areas.dai)) | {
        "family_name": "高橋",
        "given_name": "ヨシ子",
        "family_kana": "たかはし",
        "given_kana": "よしこ",
    }
    page = after_an_error(client, client.post(form_for("new"), sent))
    assert form_for(her) in page
    assert Person.objects.count() == 1
    assert "別の人だと分かるわけを" in after_an_error(client, client.post(form_for("new"), sent | {"another": "on"}))
    client.post(form_for("new"), sent | {"another": "on", "another_why": "となりの家の方"})
    assert (Person.objects.count(), Enrolment.objects.count()) == (2, 1)


def test_somebody_new_with_an_error_makes_no_person(client, coordinator, areas):
    login(client, coordinator)
    page = after_an_error(client, client.post(form_for("new"), somebody(make_place(areas.dai), consent_decision="refused")))
    assert "長谷川" in page
    assert not Person.objects.exists()


def test_out_of_reach_and_absent_look_alike(client, coordinator, other_caseworker, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    login(client, other_caseworker)
    for name in (
        "enrolment",
        "enrolment_edit",
        "enrolment_pause",
        "enrolment_resume",
        "enrolment_end",
        "enrolment_reconfirm",
        "visitors",
    ):
        beyond, absent = (client.get(reverse(name, args=[pk])) for pk in (enrolment.pk, uuid.uuid4()))
        assert (beyond.status_code, absent.status_code) == (404, 404), name
        assert client.post(reverse(name, args=[enrolment.pk]), {"on_date": "今日", "reason_code": "died"}).status_code in (
            404,
            405,
        )
    assert client.get(form_for(enrolment.person_id)).status_code == 404
    assert Enrolment.objects.get().ended_date is None


def test_a_visitor_sees_no_enrolment_page(client, coordinator, visitor, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, enrolment, visitor)
    login(client, visitor)
    assert client.get(enrolment.get_absolute_url()).status_code in (403, 404)
    assert client.get(reverse("enrolment_edit", args=[enrolment.pk])).status_code in (403, 404)
    assert client.get(reverse("watch")).status_code == 403


def test_the_page_shows_everything_and_writes_it_down(client, coordinator, visitor, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, enrolment, visitor)
    visit = make.visit(visitor, enrolment, "concern", note="郵便がたまっている")
    make.visit(visitor, enrolment, "absent")
    page = login(client, coordinator).get(enrolment.get_absolute_url()).content.decode()
    for words in (
        "髙橋 ヨシ子",
        "去年ころんだ",
        "午前中",
        "犬はつないである",
        "長男に電話する",
        "郵便がたまっている",
        "露﨑",
        "月2回",
        "試験 花子",
    ):
        assert words in page
    event = AccessEvent.objects.filter(kind="open", action="enrolment.read").latest("seq")
    assert {enrolment.pk, enrolment.person_id, visit.pk, enrolment.consent_id} <= set(event.records)


def test_it_costs_the_same_for_one_visit_and_for_eight(client, coordinator, visitor, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, enrolment, visitor)
    login(client, coordinator)
    counts = []
    for number in (1, 7):
        for hours in range(number):
            make.visit(visitor, enrolment, at=timezone.now() - timedelta(hours=3 * hours + number))
        client.get(enrolment.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(enrolment.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_change_keeps_its_reason_and_plans_anew(client, coordinator, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    path = reverse("enrolment_edit", args=[enrolment.pk])
    page = login(client, coordinator).get(path).content.decode()
    assert "犬はつないである" in page
    sent = {name: value for name, value in paper(times="4", why="毎週にしてほしい").items() if not name.startswith("consent_")}
    sent |= {
        "applied_date": str(enrolment.applied_date),
        "start_date": str(enrolment.start_date),
        "operating_org": str(enrolment.operating_org_id),
    }
    assert client.post(path, sent).status_code == 303
    row = read(coordinator, Enrolment)
    assert row.planned[f"{timezone.localdate():%Y-%m}"] == 4
    with context.on_behalf_of(coordinator):
        Enrolment.objects.visible_to(coordinator).get()
        assert row.history.latest().history_change_reason == "毎週にしてほしい"
    page = after_an_error(client, client.post(path, sent | {"pattern": "nth", "caution_text": "べつの犬"}))
    assert "べつの犬" in page


def test_paused_and_resumed(client, coordinator, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    login(client, coordinator)
    path = reverse("enrolment_pause", args=[enrolment.pk])
    assert "field__error" in after_an_error(client, client.post(path, {"from_date": "今日"}))
    client.post(path, {"from_date": "昨日", "reason_code": "hospital", "until_date": ""})
    assert read(coordinator, Pause).until_date is None
    page = client.get(enrolment.get_absolute_url()).content.decode()
    assert reverse("enrolment_resume", args=[enrolment.pk]) in page
    assert "field__error" in after_an_error(client, client.post(path, {"from_date": "今日", "reason_code": "away"}))
    client.post(reverse("enrolment_resume", args=[enrolment.pk]), {"on_date": "今日"})
    assert read(coordinator, Pause).until_date == timezone.localdate() - timedelta(days=1)


def test_ended_with_a_reason(client, coordinator, visitor, areas):
    enrolment = make.enrol(coordinator, areas.dai)
    make.assign(coordinator, enrolment, visitor)
    login(client, coordinator)
    path = reverse("enrolment_end", args=[enrolment.pk])
    assert "field__error" in after_an_error(client, client.post(path, {"on_date": "今日"}))
    assert "field__error" in after_an_error(client, client.post(path, {"on_date": "2020/1/1", "reason_code": "moved"}))
    client.post(path, {"on_date": "今日", "reason_code": "facility"})
    assert read(coordinator, Enrolment).end_reason == "facility"
    page = client.get(enrolment.get_absolute_url()).content.decode()
    assert path not in page
    assert after_an_error(client, client.post(path, {"on_date": "今日", "reason_code": "facility"}))


def test_asked_again_each_year(client, coordinator, areas):
    enrolment = make.enrol(coordinator, areas.dai, start=timezone.localdate() - timedelta(days=340))
    login(client, coordinator)
    path = reverse("enrolment_reconfirm", args=[enrolment.pk])
    assert path in client.get(enrolment.get_absolute_url()).content.decode()
    client.post(path, {"on_date": "今日"})
    assert read(coordinator, Enrolment).reconfirm_date > timezone.localdate() + timedelta(days=360)
    assert path not in client.get(enrolment.get_absolute_url()).content.decode()


def test_only_pledged_and_trained_people_are_sent(client, coordinator, visitor, areas):
    unpledged = make_member(
        make_user("unpledged", name="誓約 なし", pledge=False, trained_on="2023-05-20"), "visitor", areas.dai
    )
    elsewhere = make_member(make_user("elsewhere", name="西の 人", trained_on="2023-05-20"), "visitor", areas.nishi)
    enrolment = make.enrol(coordinator, areas.dai)
    path = reverse("visitors", args=[enrolment.pk])
    page = login(client, coordinator).get(path).content.decode()
    assert "訪問員の研修" in page
    assert "誓約 なし" in page
    assert "西の 人" not in page
    for user in (visitor, unpledged, elsewhere, coordinator):
        client.post(path, {"user": str(user.pk), "part": "visitor"})
    assert not Assignment.objects.exists()
    visitor.trained_on = "2023-05-20"
    visitor.save()
    client.post(path, {"user": str(visitor.pk), "part": "nonsense"})
    assert not Assignment.objects.exists()
    for _twice in range(2):
        client.post(path, {"user": str(visitor.pk), "part": "visitor"})
    client.post(path, {"user": str(visitor.pk), "part": "substitute"})
    assert read(coordinator, Assignment).part == "substitute"
    assert Grant.objects.filter(user=visitor, content_object=enrolment.dossier_id).exists()
    client.post(path, {"user": str(visitor.pk), "off": "1"})
    assert read(coordinator, Assignment).until_date == timezone.localdate()


def test_the_way_from_the_person_and_from_a_case(client, caseworker, areas):
    case = make_case(caseworker, areas.dai)
    login(client, caseworker)
    for path in (case.get_absolute_url(), case.subject.get_absolute_url()):
        assert form_for(case.subject) in client.get(path).content.decode()
    enrolment = make.enrol(caseworker, areas.dai, person=case.subject)
    for path in (case.get_absolute_url(), case.subject.get_absolute_url()):
        page = client.get(path).content.decode()
        assert enrolment.get_absolute_url() in page
        assert enrolment.pk in {pk for event in AccessEvent.objects.order_by("-seq")[:4] for pk in event.records}


def test_the_blank_form_has_every_question(client, coordinator):
    page = login(client, coordinator).get(reverse("enrolment_sheet")).content.decode()
    for words in ("緊急連絡先", "合いかぎ", "同意", "署名", "返事がないとき"):
        assert words in page
