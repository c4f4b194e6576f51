"""How long a session lives, and how it ends at once.

`seen_at` moves with what a person does (keys, pointer, a page asked for), never with autosave or polling; `started_at` never. While a
meeting runs its page may lie still for longer: the next other page takes that back.
"""

import time

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

# Writing the session row on each click would cost a commit a page.
COARSE_SECONDS = 30
# Behind a socket there is no peer address.
NO_ADDRESS = "::"


def start(request, user, now: float | None = None) -> None:
    """Starts the clock of a session, and adds it to those that its owner sees and others can end."""
    session = request.session
    session["started_at"] = session["seen_at"] = int(now or time.time())
    if not session.session_key:
        session.create()
    seen_as = {
        "user": user,
        "ip": request.META.get("REMOTE_ADDR") or NO_ADDRESS,
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200],
    }
    UserSession.objects.update_or_create(session_key=session.session_key, defaults=seen_as)


def touch(session, now: float | None = None) -> None:
    now = int(now or time.time())
    if now - session.get("seen_at", 0) >= COARSE_SECONDS:
        session["seen_at"] = now


def stay_long(session) -> None:
    """For the page of a meeting, at which people talk."""
    session["stays"] = True


def stay_no_longer(session) -> None:
    if "stays" in session:
        del session["stays"]


def idle_left(session, now: float | None = None) -> int:
    """The seconds until the session ends by itself; 0 or less when it has ended."""
    now = int(now or time.time())
    most = settings.SESSION_IDLE_SECONDS_IN_MEETING if session.get("stays") else settings.SESSION_IDLE_SECONDS
    idle = most - (now - session.get("seen_at", 0))
    absolute = settings.SESSION_ABSOLUTE_SECONDS - (now - session.get("started_at", 0))
    return min(idle, absolute)


def has_second_factor(request) -> bool:
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def end_all(user, *, but: str | None = None) -> None:
    """Ends every open session of this person at once, except the one whose key is `but`."""
    end(UserSession.objects.filter(user=user).exclude(session_key=but))


def end(ended) -> None:
    Session.objects.filter(pk__in=ended.values("session_key")).delete()
    ended.delete()
