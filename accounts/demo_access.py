"""Where demo accounts may come in without a second factor: on this machine, on a database with demo data, nowhere else."""

import ipaddress

from django.conf import settings
from django.http.request import split_domain_port

from accounts.models import Installation

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED = ("HTTP_X_FORWARDED_", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_CF_")


def holds_demo(request) -> bool:
    """Asks the database once a request; a signed-in user brings the answer along. An error page may know no user at all."""
    known = getattr(getattr(request, "user", None), "installation_holds_demo", None)
    return Installation.is_demo() if known is None else known


def is_local(request) -> bool:
    """Whether the request was made to localhost from this machine, with no proxy in between."""
    host, _port = split_domain_port(request.get_host())
    if host not in LOCAL_NAMES or any(name.startswith(FORWARDED) for name in request.META):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def demo_here(request) -> bool:
    return settings.DEMO_SIGN_IN and is_local(request) and holds_demo(request)
