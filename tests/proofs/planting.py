"""A day of work with invented people, through every service and over HTTP, in a process of its own with real servers.

Run by `test_planted_names`; each text that can be typed holds one of the planted words.
"""

import json
import logging
import os
import sys
import uuid
from datetime import date, timedelta

WORD, READING, NUMBER = "鬼灯籠", "ほおずきろう", "0990-77-3141"
PLANTED = (WORD, READING, NUMBER)
DETAILS = {
    "family_name": WORD, "given_name": f"{WORD}子", "family_kana": READING, "given_kana": f"{READING}こ", "phone": NUMBER,
    "mobile": NUMBER, "phone_note": f"{WORD}の都合", "block": f"{WORD}荘", "living": f"{WORD}と二人", "notes": f"{WORD}の覚え",
}  # fmt: skip
SOAIP = dict.fromkeys(("focus", "subjective", "objective", "assessment", "intervention", "plan"), f"{WORD}が言うには。" * 40)


def plant(user, district) -> None:
    from django.utils import timezone

    from casework import services
    from casework.services.daybook import daybook_of
    from casework.services.drafts import desk_of
    from privacy import outbox

    council = district.council
    today = timezone.localdate()
    case = take(services, user, district, consent=consent())
    person = case.subject
    other = take(services, user, district)
    services.enquiry_record(
        actor=user,
        council=council,
        id=uuid.uuid4(),
        on_date=today,
        route="self",
        means="phone",
        topic="care",
        text=f"{WORD}のこと",
    )
    services.person_correct(person, actor=user, details=details(living=f"{WORD}は一人"), reason=f"{WORD}の申し出")
    relative = services.relative_save(person, actor=user, relation=f"{WORD}の姉", name=WORD, phone=NUMBER, notes=f"{WORD}の姉")
    services.relative_remove(relative, actor=user, reason=f"{WORD}の姉ではない")
    services.relative_restore(relative, actor=user)
    given = services.consent_record(person, actor=user, **consent())
    services.consent_withdraw(given, actor=user, on_date=today, reason=f"{WORD}の申し出")
    services.case_correct(case, actor=user, words=f"{WORD}。" * 2000, reason=f"{WORD}の聞きちがい")
    note = services.note_add(
        case, actor=user, id=uuid.uuid4(), met_at=timezone.now(), means="visit", soaip=SOAIP, with_whom=WORD,
        next_contact_date=today + timedelta(days=3), next_contact_todo=f"{WORD}を訪ねる", readers=[user],
    )  # fmt: skip
    services.note_mend(note, actor=user, with_whom=f"{WORD}の姉")
    services.note_correct(note, actor=user, next_contact_todo=f"{WORD}に電話", reason=f"{WORD}の誤記")
    services.note_move(note, actor=user, to=other, reason=f"{WORD}の件ではない")
    services.case_close(case, actor=user, on_date=today, reason_code="solved", text=f"{WORD}の件は終わり")
    services.case_reopen(case, actor=user, on_date=today, text=f"{WORD}の件、再び")
    entry = services.entry_write(
        actor=user, book=daybook_of(council, today), kind="call", text=f"{WORD}へ折り返し", who=WORD, phone=NUMBER
    )
    services.entry_done(entry, actor=user)
    draft = {"fields": {"name": [WORD], "words": [f"{WORD}の下書き"]}, "checked": False}
    services.draft_save(actor=user, desk=desk_of(user, council), form="intake", payload=draft, id=uuid.uuid4())
    outbox.enqueue("planting", key=f"planting {case.pk}", case_id=case.pk)
    door = plant_watch(user, person)
    browse(user, case, person)
    browse_watch(user, door)


def plant_watch(user, person):
    """An enrolment, every kind of visit, the steps until safety was confirmed, what was taken up and became a consultation."""
    from django.utils import timezone

    from visits import services
    from visits.models import Alert, SafetyCheck

    now, today = timezone.now(), timezone.localdate()
    door = services.enrol(
        actor=user, person=person, id=uuid.uuid4(), consent=consent() | {"recipients": ["network"]}, start_date=today - timedelta(days=40),
        need="alone", need_text=f"{WORD}の訳", manner="meeting", pattern="times", times=2, preference=f"{WORD}の都合", cautions=["dog"],
        caution_text=f"{WORD}という犬", absence_protocol=f"{WORD}の姉 {NUMBER}",
        contacts=[{"relation": f"{WORD}の妹", "name": WORD, "phone": NUMBER, "key_holder": True}],
    )  # fmt: skip
    services.enrolment_correct(door, actor=user, reason=f"{WORD}の申し出", caution_text=f"{WORD}。" * 500)
    services.enrolment_pause(
        door, actor=user, from_date=today + timedelta(days=50), reason_code="hospital", reason=f"{WORD}の手術"
    )
    steps = [("card", now - timedelta(hours=4), f"{WORD}の札"), ("phone", now - timedelta(hours=3), NUMBER)]
    services.visit_record(door, actor=user, id=uuid.uuid4(), outcome="absent", visited_at=now - timedelta(hours=5), steps=steps)
    check = SafetyCheck.objects.visible_to(user).get(enrolment=door)
    services.safety_step(check, actor=user, step="contact", at=now - timedelta(hours=2), result=f"{WORD}の姉は知らない")
    services.safety_next(check, actor=user, step="police", by=now + timedelta(hours=1), text=f"{WORD}の件")
    services.safety_confirm(
        check, actor=user, at=now - timedelta(hours=1), how="family", text=f"{WORD}は旅行", reason=f"{WORD}の姉"
    )
    for outcome in ("concern", "consult"):
        made = services.visit_record(
            door, actor=user, id=uuid.uuid4(), outcome=outcome, visited_at=now - timedelta(minutes=30), note=f"{WORD}。" * 300,
            checks={"mail": "changed"},
        )  # fmt: skip
    services.visit_correct(made, actor=user, note=f"{WORD}の言うには", reason=f"{WORD}の聞きちがい")
    for alert in Alert.objects.visible_to(user).filter(enrolment=door):
        services.alert_act(alert, actor=user, text=f"{WORD}の姉に電話 {NUMBER}")
        if alert.kind == "consult":
            services.alert_to_case(alert, actor=user, id=uuid.uuid4(), topic="dementia", consented=True, reason=f"{WORD}も承知")
        else:
            services.alert_close(alert, actor=user, how="settled", text=f"{WORD}の姉が見る")
    services.visit_record(door, actor=user, id=uuid.uuid4(), outcome="emergency", visited_at=now, note=f"{WORD}が倒れている")
    return door


def people():
    from accounts.models import Organisation
    from privacy.areas import Area
    from privacy.roles import Role
    from tests.cast import make_council, make_member, make_user

    city = Area.objects.make(
        name="試験市", kind=Area.Kind.CITY, parent=Area.objects.make(name="試験県", kind=Area.Kind.PREFECTURE)
    )
    council, district, *_ = make_council(city, "甲地区社会福祉協議会", ("甲台小学校区", "台小区"))
    Organisation.objects.create(kind=Organisation.Kind.COUNCIL, name="甲地区社会福祉協議会", area=council)
    return make_member(make_user("planter"), Role.COORDINATOR, council), district


def details(**changes):
    from casework.services import PersonDetails
    from japan.wareki import PartialDate

    return PersonDetails(**{**DETAILS, "birth": PartialDate(1943, 5, 7), **changes})


def consent() -> dict:
    return {
        "decision": "granted", "contents": ["identity"], "recipients": ["commissioner"], "given_date": date(2023, 9, 12),
        "manner": "oral", "recipient_detail": WORD, "purpose": f"{WORD}のため", "ground": f"{WORD}の姉",
    }  # fmt: skip


def take(services, user, district, **changes):
    return services.case_open(
        actor=user, council=district.council, id=uuid.uuid4(), intake_date=date(2023, 9, 12), route="self", means="phone",
        topics=["dementia"], main_topic="dementia", urgency="soon", new_subject=details(), words=f"{WORD}の言葉",
        consulter={"name": WORD, "phone": NUMBER, "relation": f"{WORD}の隣"}, next_contact_date=date(2023, 9, 20),
        next_contact_todo=f"{WORD}を訪ねる", **changes,
    )  # fmt: skip


def browse(user, case, person) -> None:
    """Read, searched, typed wrongly, kept as a draft, refused."""
    from django.test import Client

    from tests.cast import login

    client = login(Client(), user)
    for address in ("/", "/cases/", f"/cases/{case.pk}/", f"/cases/{case.pk}/changes/", f"/people/{person.pk}/", "/daybook/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert address == "/" or WORD in answer.content.decode(), address
    for words in PLANTED:
        client.post("/search/", {"q": words, "notes": "on"})
        client.post("/search/", {"q": words}, headers={"HX-Request": "true"})
        assert WORD in client.get("/search/").content.decode()
    attach(client, case)
    wrong = {"name": WORD, "words": WORD, "consulter_name": WORD, "phone": NUMBER, "birth": WORD, "intake_date": WORD}
    assert client.post("/intake/", wrong).status_code == 303
    assert client.post(f"/cases/{case.pk}/notes/new/", {"text": WORD, "with_whom": WORD, "met_date": WORD}).status_code == 303
    assert client.post(f"/drafts/note_new/{uuid.uuid4()}/", {"text": WORD, "draft_about": str(case.pk)}).status_code == 200
    assert client.get(f"/cases/{uuid.uuid4()}/").status_code == 404
    client.raise_request_exception = False
    client.post("/daybook/", {"kind": "call", "text": WORD, "who": WORD * 3000, "phone": WORD})


def attach(client, case) -> None:
    """A file that is larger than a piece, with the word in it, and one that is refused."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from attachments.models import Attachment
    from tests.attachments.files import pdf

    chosen = [
        SimpleUploadedFile(f"{WORD}.pdf", pdf(f"({WORD})".encode() * 200_000)), SimpleUploadedFile(f"{WORD}.exe", WORD.encode())
    ]  # fmt: skip
    address = f"/files/of/case/{case.pk}/new/"
    assert client.post(address, {"chosen": chosen, "description": f"{WORD}の紙"}).status_code == 303
    assert f"{WORD}.exe" in client.get(address).content.decode()
    kept = Attachment.objects.get(about=case.pk)
    assert WORD.encode() in client.get(f"/files/{kept.pk}/file/").content
    client.post(f"/files/{kept.pk}/remove/", {"reason": f"{WORD}の紙ではない"})
    assert Attachment.objects.get(pk=kept.pk).is_removed


def browse_watch(user, door) -> None:
    from django.test import Client

    from tests.cast import login
    from visits.models import Alert, SafetyCheck

    client = login(Client(), user)
    alert = Alert.objects.filter(enrolment=door, closed_at=None).first()
    check = SafetyCheck.objects.open().get(enrolment=door)
    there = f"/watch/{door.pk}/"
    for address in (
        there,
        f"{there}edit/",
        "/watch/",
        "/watch/print/",
        "/safety/",
        "/safety/print/",
        "/alerts/",
        f"/alerts/{alert.pk}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert address == "/watch/print/" or WORD in answer.content.decode(), address
    wrong = {"outcome": WORD, "note": WORD, "visited_date": WORD, "minutes": NUMBER}
    assert client.post(f"/round/{door.pk}/visit/", wrong).status_code == 303
    assert client.post(f"/safety/{check.pk}/confirm/", {"how": "", "text": WORD, "on_date": WORD}).status_code == 303
    assert client.post(f"/alerts/{alert.pk}/close/", {"close-how": "", "close-text": WORD}).status_code == 303
    assert client.post(f"{there}edit/", {"caution_text": WORD, "applied_date": WORD}).status_code == 303
    client.post("/watch/enrol/", {"q": WORD})
    assert WORD in client.get("/watch/enrol/").content.decode()


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from privacy import context, outbox

    settings.ALLOWED_HOSTS = ["testserver"]
    outbox.handler("planting")(lambda case_id: None)
    for line in json.loads(os.environ["CONTROL_LINES"]):
        logging.getLogger("control").warning(line)
    user, district = people()
    with context.on_behalf_of(user):
        plant(user, district)
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
