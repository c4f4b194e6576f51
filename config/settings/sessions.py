"""How a session is kept, and how long it lives. What counts as use: `accounts/sessions.py`; a tablet's round shuts by itself
(`IDLE` in `field/static/field/app.js`). Reasons stand in docs/threat-model.md.
"""

SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = 15 * 60
# On the page of a meeting that runs: people talk, and nobody presses a key.
SESSION_IDLE_SECONDS_IN_MEETING = 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
