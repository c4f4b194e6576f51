"""Sessions in the database (SESSION_ENGINE), each encrypted for its own key.

A row copied under another key does not open: whoever holds that key is signed out. A key that changes is encrypted anew.
"""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from accounts import encryption


class SessionStore(DatabaseStore):
    """They hold a form that came back with errors, an enrolment's secret, a printed link: ciphertext only."""

    def encode(self, session_dict):
        return encryption.encrypt_session(session_dict, self.session_key)

    def decode(self, session_data):
        try:
            return encryption.decrypt_session(session_data, self.session_key)
        except encryption.NotOurs:
            return {}
