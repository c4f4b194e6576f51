"""Sessions in the database (SESSION_ENGINE), each sealed for its own key.

A row copied under another key does not open: whoever holds that key is signed out. A key that changes is sealed anew.
"""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from accounts import sealing


class SessionStore(DatabaseStore):
    """They hold a form that came back with errors, an enrolment's secret, a printed link: ciphertext only."""

    def encode(self, session_dict):
        return sealing.seal_session(session_dict, self.session_key)

    def decode(self, session_data):
        try:
            return sealing.unseal_session(session_data, self.session_key)
        except sealing.NotOurs:
            return {}
