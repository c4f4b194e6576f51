"""What was looked at, how it stands, and what to do where it does not stand well."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import DatabaseError
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

State = Literal["ok", "warn", "bad"]
Check = Callable[[datetime], Iterable["Finding"]]


@dataclass(frozen=True)
class Finding:
    """`says` is what was found, in words for whoever looks after the machine; `do` what they do about it. Of people it names none."""

    label: str
    state: State
    says: str
    do: str = ""

    @property
    def word(self) -> str:
        return {"ok": _("In order"), "warn": _("Look at it"), "bad": _("Wrong")}[self.state]

    @property
    def icon(self) -> str:
        return {"ok": "ok", "warn": "tri", "bad": "oct"}[self.state]


def graded(label: str, value: float, warn: float, bad: float, says: str, do: str) -> Finding:
    """The larger the worse."""
    if value < warn:
        return Finding(label, "ok", says)
    return Finding(label, "bad" if value >= bad else "warn", says, do)


def examine(checks: Iterable[Check], now: datetime) -> Iterator[Finding]:
    """Each check by itself: one that fails is a finding, and the others go on. What a server that is away was to be asked is not repeated."""
    away = False
    for check in checks:
        try:
            yield from check(now)
        except DatabaseError as error:
            if not away:
                yield Finding(_("Database"), "bad", _("It does not answer (%s).") % type(error).__name__, DATABASE_AWAY())
            away = True
        except (BrokerError, RedisError, OSError) as error:
            yield Finding(_label(check), "bad", _("It does not answer (%s).") % type(error).__name__, BROKER_AWAY())


def _label(check: Check) -> str:
    return str(getattr(check, "label", check.__name__))


def labelled(label: object) -> Callable[[Check], Check]:
    """What to call a check that does not come to an end."""

    def mark(check: Check) -> Check:
        check.__dict__["label"] = label
        return check

    return mark


def DATABASE_AWAY() -> str:  # noqa: N802
    return _(
        "Look whether PostgreSQL runs and has room on its disk, and whether DATABASE_URL names it with the right password."
    )


def BROKER_AWAY() -> str:  # noqa: N802
    return _("Look whether Redis or Valkey runs, and whether REDIS_URL and CACHE_URL name it with the right password.")
