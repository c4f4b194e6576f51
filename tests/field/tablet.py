"""A tablet in Python: the contract of docs/field-api.md from the other side, with its own words for the cryptography."""

import base64
import hashlib
import json
import os
import uuid
from datetime import timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.test import Client
from django.utils import timezone

from tests.cast import login

X962, POINT = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def spki(private) -> bytes:
    return private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def sealed(content, key_id, key_spki, item) -> str:
    """`content`: what JSON can hold, or bytes as they are."""
    text = content if isinstance(content, bytes) else padded(content)
    mine = ec.generate_private_key(ec.SECP256R1())
    point = mine.public_key().public_bytes(X962, POINT)
    shared = mine.exchange(ec.ECDH(), serialization.load_der_public_key(unb64(key_spki)))
    info = f"yorisoi visit v1 {key_id}".encode()
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=info).derive(shared)
    iv = os.urandom(12)
    return b64(point + iv + AESGCM(key).encrypt(iv, text, str(item).encode()))


def padded(content) -> bytes:
    text = json.dumps({**content, "pad": ""} if isinstance(content, dict) else content).encode()
    if isinstance(content, dict):
        text = json.dumps({**content, "pad": " " * (-len(text) % 256)}).encode()
    return text


def at(moment) -> str:
    return timezone.localtime(moment).isoformat(timespec="milliseconds")


def record(door, outcome="well", *, when=None, **changes) -> dict:
    """What a visitor taps together at a door."""
    when = when or timezone.now()
    note = "郵便がたまっている" if outcome in ("concern", "consult") else ""
    return {
        "v": 1, "enrolment": str(getattr(door, "pk", door)), "outcome": outcome, "visited_at": at(when), "recorded_at": at(when),
        "manner": "meeting", "answered": "", "minutes": None, "companions": [], "checks": {}, "note": note, "steps": [],
        "paper": False, "corrects": None, "form": 1, **changes,
    }  # fmt: skip


class Tablet:
    """Of somebody who can sign in. `slow`: how far behind its clock is."""

    def __init__(self, visitor, *, name="青いタブレット", slow=timedelta(), client=None):
        self.visitor, self.slow = visitor, slow
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.browser = login(client or Client(), visitor)
        answer = self.enrol(name)
        assert answer.status_code == 201, answer.content
        self.pk = answer.json()["device"]
        self.key = None

    def enrol(self, name="青いタブレット", key=None):
        sent = {"name": name, "key": b64(spki(self.private)) if key is None else key}
        return self.browser.post("/field/api/devices", sent, content_type="application/json")

    def load(self, etag="", browser=None):
        headers = {"X-Field-Device": self.pk} | ({"If-None-Match": etag} if etag else {})
        answer = (browser or self.browser).get("/field/api/list", headers=headers)
        if answer.status_code == 200:
            self.key = answer.json()["sealing"]
        return answer

    def item(self, content, *, id=None, key=None) -> dict:
        id, key = str(id or uuid.uuid4()), key or self.key or self.load().json()["sealing"]
        return {"id": id, "key": key["id"], "sealed": sealed(content, key["id"], key["key"], id)}

    def headers(self, method, path, body=b"", *, sent=None) -> dict:
        sent = sent or at(timezone.now() - self.slow)
        text = f"yorisoi field v1\n{method}\n{path}\n{sent}\n{hashlib.sha256(body).hexdigest()}"
        r, s = decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return {"X-Field-Device": self.pk, "X-Field-Sent": sent, "X-Field-Signature": signature}

    def bring(self, *items, client=None, **more):
        """Without a session, and without a token of a form."""
        body = json.dumps({"items": list(items)}).encode()
        headers = self.headers("POST", "/field/api/visits", body) | more.pop("headers", {})
        client = client or Client(enforce_csrf_checks=True)
        return client.generic("POST", "/field/api/visits", body, "application/json", headers=headers, **more)

    def brought(self, *items) -> list[tuple[str, str]]:
        answer = self.bring(*items)
        assert answer.status_code == 200, answer.content
        return [(row["status"], row["reason"]) for row in answer.json()["items"]]

    def receipts(self, after=0):
        path = f"/field/api/receipts?after={after}"
        return Client().get(path, headers=self.headers("GET", path))
