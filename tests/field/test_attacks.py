"""By hand, against the tablet's addresses: whoever is no tablet, or one that lies, changes nothing and learns nothing."""

import json
import logging
import uuid
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from field.models import Arrival, Device, Held
from field.services import placing
from privacy import context
from privacy.models import Dossier
from privacy.roles import Role
from tests.cast import login, make_member, make_user
from tests.factories import visits as make
from tests.field.tablet import Tablet, b64, record, spki
from visits.models import Visit

pytestmark = pytest.mark.django_db
VISITS = "/field/api/visits"


def test_who_is_no_tablet_is_refused_and_nothing_is_kept(tablet, door):
    item = tablet.item(record(door))
    body = json.dumps({"items": [item]}).encode()
    right = tablet.headers("POST", VISITS, body)
    other = tablet.headers("GET", "/field/api/receipts?after=0")
    wrong = [
        {}, {**right, "X-Field-Device": str(uuid.uuid4())}, {**right, "X-Field-Device": "x"}, {**right, "X-Field-Signature": "AAAA"},
        {**right, "X-Field-Signature": b64(bytes(64))}, {**right, "X-Field-Sent": timezone.now().isoformat()},
        {**right, "X-Field-Sent": "gestern"}, other, tablet.headers("POST", VISITS + "?x=1", body), tablet.headers("PUT", VISITS, body),
        tablet.headers("POST", VISITS, body + b" "),
    ]  # fmt: skip
    for headers in wrong:
        answer = Client().generic("POST", VISITS, body, "application/json", headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json"), headers
    assert Client().get("/field/api/receipts?after=0", headers=right).status_code == 401
    assert not Arrival.objects.exists()
    for _time in range(2):
        answer = Client().generic("POST", VISITS, body, "application/json", headers=right)
        assert answer.status_code == 200, "sent again to the byte, it changes nothing"
    assert (Arrival.objects.count(), Visit.objects.count()) == (1, 1)


def test_what_is_no_call_is_refused_whole(tablet, door):
    item = tablet.item(record(door))
    for status, body in (
        (400, b" "), (400, b"[]"), (400, b"{"), (400, b"[" * 200_000), (400, json.dumps({"items": [item] * 201}).encode()),
        (400, b'{"items": []}'), (400, b'{"items": [3]}'), (400, json.dumps({"items": [{**item, "id": "x"}]}).encode()),
        (400, json.dumps({"items": [{**item, "sealed": 3}]}).encode()), (413, b" " * 2_600_000),
    ):  # fmt: skip
        answer = Client().generic("POST", VISITS, body, "application/json", headers=tablet.headers("POST", VISITS, body))
        assert answer.status_code == status, body[:40]
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        body = json.dumps({"items": [item]}).encode()
        answer = Client().generic("POST", VISITS, body, kind, headers=tablet.headers("POST", VISITS, body))
        assert answer.status_code == 415
    assert not Arrival.objects.exists()


def test_one_that_is_bad_holds_up_no_other(tablet, door, monkeypatch, caplog):
    """Whatever goes wrong with it, a fault of the program's own too; and no word of it stands in the log."""
    deliver = placing.visit_deliver

    def fails(enrolment, *, note, **values):
        if note == "秘密の言葉":
            raise RuntimeError(note)
        return deliver(enrolment, note=note, **values)

    monkeypatch.setattr(placing, "visit_deliver", fails)
    said = [
        record(door, note="秘密の言葉" if number == 5 else f"{number}", when=timezone.now() - number * timedelta(minutes=9))
        for number in range(12)
    ]
    said += [
        record(door, note="\ud800壊れた字"), record(door, note="長" * 1_501), record(door, minutes=10**30), record(door, visited_at="9999-12-31T23:59:59-12:00"),
        record(door, companions=[3]), record(door, checks={"voice": "loud"}), record(door, checks=[1]), record(door, steps=[{"step": "police", "at": "x"}]),
        {"v": 1}, {"v": True, "enrolment": [[[[]]]]}, b'{"v": 1, "a": ' + b"[" * 1_500 + b"]" * 1_500 + b"}", b"\xff\xfe nothing", b"1",
    ]  # fmt: skip
    caplog.set_level(logging.DEBUG)
    answers = tablet.brought(*map(tablet.item, said))
    assert [number for number, (status, _reason) in enumerate(answers) if status == "stored"] == [
        0,
        1,
        2,
        3,
        4,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
    ]
    assert Held.objects.count() == 13
    assert "秘密" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_an_item_that_is_too_large_alone_waits_for_a_person(tablet, door):
    assert tablet.brought(tablet.item({**record(door), "more": "x" * 9_000})) == [("person", "large")]


def test_a_tablet_of_another_council_reaches_no_door_of_this_one(door, areas, coordinator):
    stranger = make_member(make_user("stranger"), Role.VISITOR, areas.other_north)
    theirs = Tablet(stranger)
    assert theirs.load().json()["doors"] == []
    assert theirs.brought(theirs.item(record(door, note="のぞき見"))) == [("person", "office")]
    held = Held.objects.get()
    assert (held.dossier.kind, held.dossier.council_id, held.enrolment) == (Dossier.Kind.DAYBOOK, areas.other.pk, None)
    with context.on_behalf_of(coordinator):
        assert not Held.objects.visible_to(coordinator).exists()


def test_a_list_is_given_to_its_own_visitor_on_their_own_tablet_alone(tablet, door, coordinator, visitor):
    other = Tablet(make_member(make_user("second"), Role.VISITOR, door.area))
    assert other.browser.get("/field/api/list", headers={"X-Field-Device": tablet.pk}).status_code == 403
    assert tablet.browser.get("/field/api/list").status_code == 403
    assert tablet.browser.get("/field/api/list", headers={"X-Field-Device": str(uuid.uuid4())}).status_code == 403
    assert Client().get("/field/api/list", headers={"X-Field-Device": tablet.pk, "Sec-Fetch-Mode": "cors"}).status_code == 401
    assert "田中" not in other.load().content.decode()


@pytest.mark.parametrize("key", [
    "", "AAAA", "not base64 ✓", b64(spki(ec.generate_private_key(ec.SECP384R1()))), b64(spki(ed25519.Ed25519PrivateKey.generate())),
], ids=["empty", "short", "no base64", "another curve", "no curve"])  # fmt: skip
def test_what_is_no_key_of_a_tablet_enrols_none(tablet, key):
    assert tablet.enrol("緑", key=key).status_code == 400
    assert Device.objects.count() == 1


def test_a_tablet_needs_a_name_a_role_and_a_token(tablet, cast):
    for name in ("", " ", "長" * 41, 3, None):
        sent = {"name": name, "key": b64(spki(ec.generate_private_key(ec.SECP256R1())))}
        assert tablet.browser.post("/field/api/devices", sent, content_type="application/json").status_code == 400, name
    sent = {"name": "緑", "key": b64(spki(ec.generate_private_key(ec.SECP256R1())))}
    for user in (cast.administrator, cast.auditor, cast.advocate):
        assert login(Client(), user).post("/field/api/devices", sent, content_type="application/json").status_code == 403
    browser = login(Client(enforce_csrf_checks=True), cast.visitor)
    assert browser.post("/field/api/devices", sent, content_type="application/json").status_code == 403
    token = browser.get("/field/api/session").json()["csrf"]
    answer = browser.post("/field/api/devices", sent, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 201
    again = browser.post("/field/api/devices", sent, content_type="application/json", headers={"X-CSRFToken": token})
    assert again.json() == answer.json(), "the same key again is the same tablet"


def test_the_page_is_public_says_nothing_and_runs_under_its_own_policy(client, cast):
    page = client.get(reverse("field"))
    assert page.status_code == 200
    policy = page["Content-Security-Policy"]
    assert "trusted-types yorisoi" in policy
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert page.content == login(Client(), cast.visitor).get(reverse("field")).content
    assert client.get("/field/api/session").json()["signed_in"] is False
    worker = client.get(reverse("field_worker"))
    assert (worker.status_code, worker["Content-Type"].split(";")[0], worker["Cache-Control"]) == (
        200,
        "text/javascript",
        "no-cache",
    )
    assert client.get(reverse("field_manifest")).json()["scope"] == "/field/"


def test_a_correction_of_nothing_tells_of_no_door(tablet, door, areas, coordinator, visitor):
    """Whether there is such a door, and who goes there: of one's own, of somebody else's and of none the answer is the same."""
    theirs = make.enrol(coordinator, areas.dai)
    said = [record(one, corrects=str(uuid.uuid4())) for one in (door, theirs)]
    said += [said[1] | {"enrolment": str(uuid.uuid4())}, said[1] | {"companions": [str(coordinator.pk)]}]
    said += [said[0] | {"companions": [str(coordinator.pk)]}]
    assert set(tablet.brought(*map(tablet.item, said))) == {("person", "early")}
