"""Opens what a tablet sealed, and knows a tablet by its signature. The private part of the server's key never lies in plain.

Sealed: the raw ephemeral point (65 bytes), iv (12), AES-256-GCM of padded JSON under HKDF-SHA-256 of the shared secret, bound to the
item's id. `docs/field-api.md` has the words.
"""

import base64
import json
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts import encryption
from privacy import keys

CURVE = ec.SECP256R1
POINT, IV, TAG = 65, 12, 16
PRIVATE = "field.sealingkey.private"
# What is nested deeper is no visit, and costs the stack.
MOST_BRACKETS = 200


class Unopened(Exception):
    """It was not sealed to a key that is known here, or for another id, or was changed on its way."""


def new_pair(key_id) -> tuple[bytes, str]:
    """(public part, private part encrypted for the row of this id)"""
    private = ec.generate_private_key(CURVE())
    plain = private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return spki(private.public_key()), encryption.encrypt(plain, PRIVATE, str(key_id))


def private_of(key) -> ec.EllipticCurvePrivateKey:
    """For as long as a call takes."""
    private = serialization.load_der_private_key(encryption.decrypt(key.private, PRIVATE, str(key.pk)), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return private


def unseal(private, key_id, item, sealed: bytes) -> dict:
    """The JSON object inside, without its padding; {"raw": text} where it is none. Raises Unopened."""
    point, iv, text = sealed[:POINT], sealed[POINT : POINT + IV], sealed[POINT + IV :]
    try:
        shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE(), point))
        info = f"yorisoi visit v1 {key_id}".encode()
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=info).derive(shared)
        return _read(AESGCM(key).decrypt(iv, text, str(item).encode()))
    except (InvalidTag, ValueError):
        raise Unopened from None


def _read(packed: bytes) -> dict:
    text = packed.decode("utf-8", "replace")
    try:
        if max(text.count("["), text.count("{")) > MOST_BRACKETS:
            return {"raw": text}
        # Half of a pair of UTF-16 can be written in JSON, and in no UTF-8.
        content = json.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {"raw": text}
    if not isinstance(content, dict):
        return {"raw": text}
    content.pop("pad", None)
    return content


def digest_of(content: dict | bytes) -> bytes:
    """The same for the same content, however it was sealed."""
    packed = content if isinstance(content, bytes) else json.dumps(content, sort_keys=True).encode()
    return keys.keyed_hash("index", b"field.arrival", packed)


def half_of(device, day) -> bytes:
    """The server's part of what opens the round on a tablet on this day. Never stored: the same for whoever asks again that day."""
    return keys.keyed_hash("index", b"field.half", device.pk.bytes, day.isoformat().encode())


def spki(public) -> bytes:
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def signing_key(data: bytes) -> ec.EllipticCurvePublicKey:
    """Raises ValueError for whatever is no public key on P-256."""
    try:
        key = serialization.load_der_public_key(data)
    except Exception:
        raise ValueError("no key") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, CURVE) or spki(key) != data:
        raise ValueError("no key of this kind")
    return key


@lru_cache(maxsize=512)
def _known(data: bytes) -> ec.EllipticCurvePublicKey:
    return signing_key(data)


def is_signed(public_key: bytes, signature: bytes, text: bytes) -> bool:
    if len(signature) != 64:
        return False
    whole = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        _known(bytes(public_key)).verify(whole, text, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text) -> bytes:
    """Raises ValueError for whatever is not base64url."""
    if not isinstance(text, str) or not text.isascii():
        raise ValueError("not base64url")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
