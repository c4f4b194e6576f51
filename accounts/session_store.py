"""Sessions in the database (SESSION_ENGINE), each encrypted for its own key.

A row copied under another key does not open: whoever holds that key is signed out. A key that changes is encrypted anew.
"""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts import encryption
from privacy import prepared

# Each request begins with it.
FIND = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseStore):
    """They hold a form that came back with errors, an enrolment's secret, a printed link: ciphertext only."""

    def load(self):
        for data in prepared.row_of(FIND, [self.session_key, timezone.now()]):
            return self.decode(data)
        self._session_key = None
        return {}

    def encode(self, session_dict):
        return encryption.encrypt_session(session_dict, self.session_key)

    def decode(self, session_data):
        try:
            return encryption.decrypt_session(session_data, self.session_key)
        except encryption.NotOurs:
            return {}
