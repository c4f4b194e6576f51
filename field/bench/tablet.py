"""A tablet for the bench: seals and signs as `docs/field-api.md` says."""

import hashlib
import json
import os
import uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.test import Client
from django.utils import timezone

from field import sealing
from field.models import Device
from field.services.keys import current_key

NOTE = "庭のトマトをもらった。膝はだいぶよい。" * 3
PATH = "/field/api/visits"


class Tablet:
    def __init__(self, visitor, council):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.device = Device.objects.create(
            council=council, visitor=visitor, name="bench", public_key=sealing.spki(self.private.public_key())
        )

    def call(self, visits) -> tuple[bytes, dict]:
        """(body, headers) that bring `visits`: (enrolment id, moment) each."""
        key = current_key()
        items = [self._item(key, enrolment, at) for enrolment, at in visits]
        body = json.dumps({"items": items}).encode()
        sent = timezone.now().isoformat()
        text = f"yorisoi field v1\nPOST\n{PATH}\n{sent}\n{hashlib.sha256(body).hexdigest()}"
        r, s = decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = sealing.b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return body, {"X-Field-Device": str(self.device.pk), "X-Field-Sent": sent, "X-Field-Signature": signature}

    def _item(self, key, enrolment, at) -> dict:
        pk = str(uuid.uuid4())
        said = {
            "v": 1, "enrolment": str(enrolment), "outcome": "well", "visited_at": at.isoformat(), "recorded_at": at.isoformat(),
            "manner": "meeting", "checks": {"voice": "same"}, "note": NOTE, "form": 1,
        }  # fmt: skip
        return {"id": pk, "key": str(key.pk), "sealed": sealing.b64(seal(key, pk, said))}


def seal(key, item: str, content: dict) -> bytes:
    text = json.dumps(content, ensure_ascii=False).encode()
    text = json.dumps({**content, "pad": " " * (-len(text) % 256)}, ensure_ascii=False).encode()
    public = serialization.load_der_public_key(bytes(key.public))
    assert isinstance(public, ec.EllipticCurvePublicKey)
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    info = f"yorisoi visit v1 {key.pk}".encode()
    secret = HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=info).derive(private.exchange(ec.ECDH(), public))
    iv = os.urandom(sealing.IV)
    return point + iv + AESGCM(secret).encrypt(iv, text, item.encode())


def bring(body: bytes, headers: dict) -> None:
    """Each stored, none held for a person."""
    answer = Client(SERVER_NAME="localhost").generic("POST", PATH, body, "application/json", headers=headers)
    assert answer.status_code == 200, answer.status_code
    assert {row["status"] for row in answer.json()["items"]} == {"stored"}, answer.json()["items"][:3]
