"""What a page says once after something was done ("Saved."): it travels in an encrypted cookie.

In the session it would cost the saved note a second transaction, and the page that shows it a third. Encrypted for whoever is
signed in: the next person in the same browser is told nothing, and the browser keeps no plain text. What is too long for a cookie waits in
the session.
"""

import zlib

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

from accounts.encryption import NotOurs, decrypt, encrypt

MESSAGES = "messages"


class Cipher:
    """Stands where Django has a signer: the same two calls, and nobody reads what lies between them."""

    def __init__(self, request):
        self.request = request

    def sign_object(self, messages, serializer, compress=True):
        return encrypt(zlib.compress(serializer().dumps(messages)), MESSAGES, self._reader)

    def unsign_object(self, text, serializer):
        return serializer().loads(zlib.decompress(decrypt(text, MESSAGES, self._reader)))

    @property
    def _reader(self) -> str:
        return str(self.request.user.pk or "")


class EncryptedCookieStorage(CookieStorage):
    # `__Host-`: as the session's own cookie where there is TLS.
    cookie_name = "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"

    def __init__(self, request, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.signer = Cipher(request)

    def _decode(self, data):
        try:
            return super()._decode(data)
        except NotOurs:
            # Somebody else's, or changed: it stays closed, and the next message takes its place.
            return None


class MessageStorage(FallbackStorage):
    storage_classes = (EncryptedCookieStorage, SessionStorage)
