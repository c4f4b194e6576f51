"""A server that keeps real records. Whatever is missing or weak is named by config.refusals, and nothing starts until it is mended.

Secrets come from files or the environment; no key is ever made here (`python -m privacy.keyfiles DIRECTORY` makes them once).
"""

import os

from config.environment import flag, words
from config.settings.base import *
from config.settings.sign_in import ALLAUTH_TRUSTED_PROXY_COUNT

PRODUCTION = True
# Read so that it can be refused: somebody will try.
DEBUG = flag("DEBUG")
DEMO_SIGN_IN = False

ALLOWED_HOSTS = words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS") or [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]

# `__Host-`: the browser takes it from this host alone, over TLS alone, for no other path.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", 365 * 24 * 60 * 60))
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Believed only when a proxy of our own stands in front and sets it on every request.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None

# Preloading is the installer's own decision about their domain: it cannot be taken back for months.
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "security.W021"]
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
