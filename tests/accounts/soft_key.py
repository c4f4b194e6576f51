"""A passkey in Python: what a device would answer, right or wrong on purpose."""

import hashlib
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


class SoftKey:
    """Of one holder. `verifies`: whether it asks for the PIN; `host`: where it is used."""

    def __init__(self, *, verifies=True, host="localhost"):
        self.secret, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.verifies, self.host, self.holder = verifies, host, None

    def made(self, options, **other) -> str:
        asked = options["publicKey"]
        self.holder = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.secret.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData.create(self._host(), self._flags() | FLAG.AT, 0, credential)
        attested = AttestationObject.create("none", data, {})
        return self._answer("webauthn.create", asked, {"attestationObject": websafe_encode(attested)}, **other)

    def used(self, options, **other) -> str:
        asked = options["publicKey"]
        data = AuthenticatorData.create(self._host(), self._flags(), 0)
        said = self._client_data("webauthn.get", asked)
        signature = self.secret.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {
            "authenticatorData": websafe_encode(data), "signature": websafe_encode(signature), "userHandle": self.holder,
        }  # fmt: skip
        return self._answer("webauthn.get", asked, parts | other)

    def _host(self):
        return hashlib.sha256(self.host.encode()).digest()

    def _flags(self):
        return FLAG.UP | (FLAG.UV if self.verifies else 0)

    def _client_data(self, kind, asked):
        return CollectedClientData.create(kind, asked["challenge"], f"https://{self.host}")

    def _answer(self, kind, asked, parts):
        said = {"clientDataJSON": websafe_encode(self._client_data(kind, asked)), **parts}
        mine = websafe_encode(self.id)
        return json.dumps({"id": mine, "rawId": mine, "type": "public-key", "clientExtensionResults": {}, "response": said})
