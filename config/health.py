"""Alive, and ready: for a proxy, a supervisor and a tired person who wants to know what is missing."""

from celery import current_app
from django.core.cache import cache
from django.db import connection, transaction
from django.http import JsonResponse
from django.utils import timezone

from config.tasks import HEARTBEAT
from privacy import keys
from privacy.access import allow
from privacy.ledger import watch
from privacy.methods import require_safe


# Outside of the transaction that every other view has: both must answer when the database does not.
@transaction.non_atomic_requests
@require_safe
@allow.public
def healthz(request):
    return JsonResponse({"status": "alive"})


@transaction.non_atomic_requests
@require_safe
@allow.public
def readyz(request):
    """200 when everything answers, else 503; says which part does not, and nothing else."""
    parts = {name: _works(check) for name, check in CHECKS.items()}
    return JsonResponse(
        {name: "ok" if ok else "failing" for name, ok in parts.items()}, status=200 if all(parts.values()) else 503
    )


def _works(check) -> bool:
    try:
        return bool(check())
    except Exception:  # whatever is wrong, the answer is that it is
        return False


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _broker():
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=0, timeout=2)
    return True


def _keys():
    keys.verify()
    return True


def _ledger():
    """Whether it is sealed in time, and stands where it stood; what is wrong, `verify_ledger` says."""
    return not watch.troubles(timezone.now())


CHECKS = {
    "database": _database,
    "broker": _broker,
    "worker": lambda: cache.get(HEARTBEAT),
    "keys": _keys,
    "ledger": _ledger,
}
