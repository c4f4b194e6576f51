"""Why this installation may not keep real records yet: each reason in one sentence that says what to do."""

import sys
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from accounts.models import Installation
from config.backup import unfinished
from config.environment import CANNOT_START
from privacy import keyfiles, keys

DEFAULTS = frozenset({"yorisoi", "postgres", "password", "secret", "changeme", "change-me", "admin", "redis", "example"})
SHORTEST_PASSWORD = 16
# 32 random bytes have about 30 different ones; fewer than 16 do not happen by chance.
FEWEST_DIFFERENT = 16


def refusals() -> list[str]:
    return [*of_settings(), *of_keys(), *of_addresses(), *of_database()]


def leave_if_refused() -> None:
    """Called where a web process, a worker or beat starts. A key that changed is refused everywhere, before it does harm.

    The exit code tells whoever restarts us what no restart mends from a database that may come back.
    """
    try:
        if half := unfinished.complaint(settings.VAR_DIR):
            raise ImproperlyConfigured(half)
        enforce()
        keys.verify()
    except (ImproperlyConfigured, keyfiles.KeyMissing) as error:
        print(error, file=sys.stderr)
        sys.exit(CANNOT_START)
    except DatabaseError as error:
        sys.exit(_silent(error))
    # Whoever is forked from here opens one of its own.
    connection.close()


def enforce() -> None:
    """Elsewhere than in production nothing is refused."""
    if not getattr(settings, "PRODUCTION", False):
        return
    if found := refusals():
        raise ImproperlyConfigured("Yorisoi does not start:\n" + "\n".join(f"- {sentence}" for sentence in found))


@checks.register(checks.Tags.security, deploy=True)
def as_system_check(app_configs, **kwargs):
    found = refusals() if getattr(settings, "PRODUCTION", False) else []
    return [checks.Error(sentence, id=f"config.E{number:03}") for number, sentence in enumerate(found, 1)]


def of_settings() -> list[str]:
    found = []
    if settings.DEBUG:
        found.append("DEBUG is on: its error pages would show records. Unset DEBUG.")
    if settings.DEMO_SIGN_IN:
        found.append("DEMO_SIGN_IN is on: nobody signs in with one factor here. Use config.settings.production unchanged.")
    if not settings.ALLOWED_HOSTS:
        found.append("No host is allowed: set ALLOWED_HOSTS to the name by which people reach this server.")
    if "*" in settings.ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS allows every host: name the one by which people reach this server.")
    return found


def of_keys() -> list[str]:
    found: list[str] = []
    seen: dict[bytes, str] = {}
    for name in keyfiles.needed():
        try:
            key = keyfiles.read(settings.KEYS_DIR, name)
        except (keyfiles.KeyMissing, OSError, ValueError) as error:
            found.append(f"The key “{name}” cannot be read ({type(error).__name__}): restore it from the backup's key file.")
            continue
        if len(set(key)) < FEWEST_DIFFERENT or all(32 <= byte < 127 for byte in key):
            found.append(f"The key “{name}” is a default or a typed phrase, not 32 random bytes.")
        elif key in seen:
            found.append(f"The keys “{seen[key]}” and “{name}” are the same: each needs bytes of its own.")
        seen.setdefault(key, name)
    return found


def of_addresses() -> list[str]:
    """Passwords of the database and the broker. A socket without a password is the system's own affair."""
    found = []
    for name in ("DATABASE_URL", "REDIS_URL"):
        parts = urlsplit(getattr(settings, name))
        password = unquote(parts.password or "")
        if password.lower() in DEFAULTS or (password and len(password) < SHORTEST_PASSWORD):
            found.append(f"The password in {name} is a default or shorter than {SHORTEST_PASSWORD} characters.")
        elif not password and parts.hostname and "socket" not in parts.scheme and "unix" not in parts.scheme:
            found.append(f"{name} has no password.")
    return found


def of_database() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'accounts_installation'")
            owns = cursor.fetchone()
        if owns is None:
            return ["The database is not prepared: run `manage.py migrate`."]
        found = []
        if owns[0]:
            found.append("DATABASE_URL signs in as the owner of the tables: give the app a role of its own.")
        if Installation.is_demo():
            found.append("The database holds demo data: real records start in an empty one.")
    except DatabaseError as error:
        return [_silent(error)]
    return found


def _silent(error: DatabaseError) -> str:
    return f"The database does not answer ({type(error).__name__}): see DATABASE_URL."
