"""What every installation shares. Production adds refusals, tests add strictness; nothing here knows where it runs."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from config import environment
from config.settings.sessions import *
from config.settings.sign_in import *
from privacy import keyfiles

environment.load_files()
BASE_DIR = environment.BASE_DIR
VAR_DIR = environment.var_dir()
KEYS_DIR = VAR_DIR / "keys"
LEDGER_ANCHOR = Path(os.environ.get("LEDGER_ANCHOR") or VAR_DIR / "anchor" / "ledger.jsonl")

# Empty when the key is missing: Django then refuses to sign anything, and config.refusals says why.
SECRET_KEY = keyfiles.read_or_nothing(KEYS_DIR, "django-secret").hex()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

# Ours first: where a library has the same English words, our Japanese for them wins.
INSTALLED_APPS = [
    "config",
    "privacy",
    "ui",
    "accounts",
    "attachments",
    "documents",
    "programs",
    "casework",
    "referrals",
    "supporters",
    "emergencies",
    "conferences",
    "visits",
    "field",
    "exports",
    "publishing",
    "annual",
    "moving",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "simple_history",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "config.upkeep.counting.CountingMiddleware",
    "config.stopped.OnceMoreMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "privacy.methods.MethodsMiddleware",
    "accounts.middleware.SeeOtherMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionClockMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "privacy.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.freshness.FreshMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "privacy.middleware.InputMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.ui",
            ],
        },
    }
]
FORM_RENDERER = "ui.form_renderer.Renderer"


def database(url: str) -> dict:
    """postgresql://role:password@host/name, or with ?host=/socket/directory."""
    parts = urlsplit(url)
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "privacy.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5"} | {key: unquote(value) for key, value in options.items()},
    }


# The app's own role, which owns nothing. Only the commands that change the schema run as the owner (manage.py).
DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql:///yorisoi")
APP_ROLE = unquote(urlsplit(DATABASE_URL).username or "")
# The only tables from which the app's database role may delete, each with its reason. What tells of a decision (a role, a pledge, a
# grant, a recusal, somebody's second yes) ends by a date.
DELETED_BY_THE_APP = {
    "field_held": "what a tablet brought has become a visit",
    "casework_draft": "what was begun is thrown away, or was written out",
    "documents_content": "a draft that nobody finished in a day is thrown away; a trigger keeps what was numbered",
    "ui_sent": "after a month nobody sends a page again",
    "django_session": "a session ends",
    "usersessions_usersession": "a session ends",
    "referrals_agency_kinds": "an agency is of another kind now; of which it was, its changes say",
    "privacy_dossierkey": "to destroy its key is to erase a dossier",
    "mfa_authenticator": "a second factor is set up anew",
    "programs_changedmonth": "what had changed is counted anew",
    "publishing_longreport": "a report that took long is kept for a day for whoever asked",
    "programs_quantity": "the document's numbers replace those of before",
}
DATABASES = {"default": database(os.environ["DATABASE_OWNER_URL"] if os.environ.get("YORISOI_AS_OWNER") else DATABASE_URL)}
if environment.flag("DATABASE_POOLED"):
    # Through PgBouncer in transaction mode (docs/operations.md).
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
else:
    # What `privacy/prepared.py` runs is planned once a connection; and only what counts millions of rows waits for helpers to start.
    DATABASES["default"]["OPTIONS"] |= {
        "prepare_threshold": 0,
        "options": "-c plan_cache_mode=force_generic_plan -c parallel_setup_cost=100000",
    }
# A copy that follows, for what only counts (`privacy/replica.py`); one that lies further behind, in seconds, is not asked.
REPLICA_URL, REPLICA_LAG = os.environ.get("REPLICA_URL", ""), int(os.environ.get("REPLICA_LAG") or 300)
if REPLICA_URL:
    DATABASES["replica"] = database(REPLICA_URL) | {"ATOMIC_REQUESTS": False}
    DATABASES["replica"]["OPTIONS"]["connect_timeout"] = "2"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")

CACHE_URL = os.environ.get("CACHE_URL") or REDIS_URL
CACHES = {
    "default": {
        "BACKEND": "config.cache.Cache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend", "privacy.backend.PolicyBackend"]
PASSWORD_HASHERS = ["accounts.hashers.PatientArgon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# guardian's rows are used; its checks and its anonymous user are not.
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Two pages have their own: the tablet's app (`field/views/page.py`) and what an attachment shows (`attachments/views.py`).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "japan" / "locale"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static", ("manual", BASE_DIR / "docs/manual/pictures")]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.Storage"},
}

# No personal data in logs: one handler, whose formatter knows what a line may say. Libraries' own handlers are taken away.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "config.logs.Formatter"}},
    "filters": {"outages": {"()": "config.logs.Outages"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["outages"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": []},
        "django.server": {"handlers": [], "propagate": True},
        # Tells the filter that the broker is back.
        "celery.worker.consumer.connection": {"level": "INFO"},
    },
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_connect_timeout": 2}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A page does not wait for the broker: once more, for a connection that broke while nobody used it.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "config.one_beat:OneBeat"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "engine" / "beat-schedule")

# Where Prometheus asks (`config/upkeep/metrics.py`); unless set, nothing is counted and nobody answers.
METRICS_HOST, METRICS_PORT = os.environ.get("METRICS_HOST") or "127.0.0.1", int(os.environ.get("METRICS_PORT") or 0)
# Where the worker writes a backup each night, at or after this hour, and how many generations stay (docs/operations.md).
BACKUP_TO = os.environ.get("BACKUP_TO", "")
BACKUP_HOUR, BACKUP_KEEP = int(os.environ.get("BACKUP_HOUR") or 2), int(os.environ.get("BACKUP_KEEP") or 35)

# 支援会議 (社会福祉法106条の6) can be chosen only where the city runs it; then it is convened by the city, never by ourselves.
CITY_HOLDS_SUPPORT_CONFERENCES = environment.flag("CITY_HOLDS_SUPPORT_CONFERENCES")
# From how many people on a second person must say yes before their records leave as a file.
EXPORT_SECOND_PERSON_FROM = int(os.environ.get("EXPORT_SECOND_PERSON_FROM") or 30)
# For how many days after a meeting its items stay open to those who were invited.
CONFERENCE_OPEN_DAYS = 2

# Files that people send: never on a disk in clear.
FILE_UPLOAD_HANDLERS = ["ui.uploads.Handler"]
# A virus scanner: /run/clamav/clamd.ctl or host:3310. Without one a file says that it was not scanned.
CLAMD = os.environ.get("CLAMD", "")

# Notices say that something waits, and name nobody. Without a mail server none is sent: everything stands on home anyway.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = environment.flag("EMAIL_TLS"), environment.flag("EMAIL_SSL")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or (587 if EMAIL_USE_TLS else 465 if EMAIL_USE_SSL else 25))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_USER", ""), os.environ.get("EMAIL_PASSWORD", "")
# A server that does not answer must not hold the worker.
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "yorisoi@localhost")

# Until the close of business of which working day an alert must be taken (0: at once), by its kind.
ALERT_WORKING_DAYS = {"emergency": 0, "consult": 1, "concern": 3, "absences": 1, "overdue": 1}
# Until when an agency must have answered, by how the referral stands: (the owner's day, how many later the managers', counted in what).
REFERRAL_DEADLINES = {
    "ordinary": {"sent": (3, 3, "working days"), "acknowledged": (14, 7, "days")},
    "abuse": {
        "draft": (0, 1, "working days"), "approved": (0, 1, "working days"), "sent": (1, 1, "working days"), "acknowledged": (14, 7, "days"),
    },
}  # fmt: skip
