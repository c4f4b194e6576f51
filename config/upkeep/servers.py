"""The servers and the machine: database, broker, worker, beat, disk, clock."""

import platform
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config import one_beat
from config.tasks import HEARTBEAT
from config.upkeep.findings import Finding, graded, labelled
from privacy import replica as copies

QUEUE = "celery"
OLDEST_POSTGRESQL = 150000


def version() -> str:
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"])


def size_text(size: float) -> str:
    """1.2 GB."""
    units = ["B", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size /= 1000
        units.pop(0)
    return f"{number_format(size, 1)} {units[0]}"


def database_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def versions(now: datetime) -> Iterator[Finding]:
    numbers = f"Yorisoi {version()}, Python {platform.python_version()}, Django {django.get_version()}"
    yield Finding(_("Versions"), "ok", numbers)


@labelled(gettext_lazy("Database"))
def database(now: datetime) -> Iterator[Finding]:
    size = size_text(database_size())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::int, 'あ' ~ '[[:alpha:]]'"
        )
        named, number, letters = cursor.fetchone()
    says = f"PostgreSQL {named}, {size}"
    if number < OLDEST_POSTGRESQL:
        yield Finding(_("Database"), "bad", says, _("It is older than 15: restore a backup into a newer one."))
    elif not letters:
        locale = _("Its locale knows no Japanese letters, so that names are not found: make the database anew with C.UTF-8.")
        yield Finding(_("Database"), "bad", says, locale)
    else:
        yield Finding(_("Database"), "ok", says)


def replica(now: datetime) -> Iterator[Finding]:
    """Only where there should be one."""
    if not settings.REPLICA_URL:
        return
    behind = copies.lag(now)
    if behind is None:
        do = _(
            "Reports are counted on the database itself meanwhile. Look whether the copy runs, follows, and is named by REPLICA_URL."
        )
        yield Finding(_("Copy for reports"), "warn", _("It does not answer, or follows nobody."), do)
        return
    seconds = behind.total_seconds()
    do = _("Reports say of which moment they are. Look at the copy's disk and network.")
    yield graded(_("Copy for reports"), seconds, 60, settings.REPLICA_LAG, _("%(n)d seconds behind") % {"n": seconds}, do)


def migrations(now: datetime) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        says = ngettext("%(n)d change of the tables is missing.", "%(n)d changes of the tables are missing.", missing) % {
            "n": missing
        }
        yield Finding(_("Tables"), "bad", says, _("Back up, then run manage.py migrate as the owner of the tables."))
    else:
        yield Finding(_("Tables"), "ok", _("They fit this version."))


@labelled(gettext_lazy("Broker"))
def broker(now: datetime) -> Iterator[Finding]:
    with current_app.connection_for_read(connect_timeout=2) as link:
        link.ensure_connection(max_retries=0, timeout=2)
        server = link.default_channel.client
        known = server.info("server")
        name = "Valkey" if "valkey_version" in known else "Redis"
        policy = server.info("memory").get("maxmemory_policy", "noeviction")
        kept = server.info("persistence").get("aof_enabled", 1)
        waiting = int(server.llen(QUEUE))
    says = f"{name} {known.get('valkey_version') or known['redis_version']}"
    if policy != "noeviction":
        yield Finding(
            _("Broker"), "warn", says, _("It throws away what it holds when it is full: set maxmemory-policy noeviction.")
        )
    elif not kept:
        aof = _("It forgets its work when it restarts (nothing is lost, notices come later): set appendonly yes.")
        yield Finding(_("Broker"), "warn", says, aof)
    else:
        yield Finding(_("Broker"), "ok", says)
    told = ngettext("%(n)d task waits", "%(n)d tasks wait", waiting) % {"n": waiting}
    yield graded(_("Queue"), waiting, 100, 1000, told, _("Look whether the worker runs; if it does, start a second one."))


def queue_length() -> int:
    with current_app.connection_for_read(connect_timeout=2) as link:
        link.ensure_connection(max_retries=0, timeout=2)
        return int(link.default_channel.client.llen(QUEUE))


def worker(now: datetime) -> Iterator[Finding]:
    beaten = cache.get(HEARTBEAT)
    if beaten:
        yield Finding(_("Worker"), "ok", _("It was heard of %(n)d seconds ago.") % {"n": max(0, now.timestamp() - beaten)})
    else:
        do = _(
            "Start worker and beat; what they say stands in their log. Notices, backups and the seals of the ledger wait meanwhile."
        )
        yield Finding(_("Worker"), "bad", _("Nothing was heard of it for a minute and a half."), do)


@labelled(gettext_lazy("Beat"))
def beat(now: datetime) -> Iterator[Finding]:
    at_work, waits = one_beat.known()
    if not at_work:
        yield Finding(_("Beat"), "bad", _("None is at work."), _("Start beat: it says when something is to be done."))
    elif waits:
        says = _("%(one)s is at work; %(other)s waits, and takes over when it stops.") % {"one": at_work, "other": waits}
        yield Finding(_("Beat"), "ok", says)
    else:
        yield Finding(_("Beat"), "ok", _("%(one)s is at work.") % {"one": at_work})


def disk(now: datetime) -> Iterator[Finding]:
    for label, folder in ((_("Disk"), settings.VAR_DIR), (_("Disk of the backups"), settings.BACKUP_TO)):
        if not folder or not Path(folder).exists():
            continue
        usage = shutil.disk_usage(folder)
        taken = 100 - 100 * usage.free / usage.total
        says = _("%(free)s of %(all)s free") % {"free": size_text(usage.free), "all": size_text(usage.total)}
        do = _("Make room or a larger disk: when it is full, nothing can be saved any more.")
        yield graded(label, 100 if usage.free < 1e9 else taken, 85, 95, says, do)


def clock(now: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())
    says = _("%(n)d seconds apart from the database's") % {"n": apart}
    do = _("Set both clocks by the network (timedatectl set-ntp true): codes of the second factor and the ledger go by them.")
    found = graded(_("Clock"), apart, 2, 10, says, do)
    if found.state == "ok" and _not_by_the_network():
        found = Finding(_("Clock"), "warn", _("It is not set by the network."), do)
    yield found


def _not_by_the_network() -> bool:
    """Only where the machine says so itself; a container has nobody to ask."""
    program = shutil.which("timedatectl")
    if not program:
        return False
    asked = [program, "show", "--property=NTPSynchronized", "--value"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=2, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.stdout.strip() == "no"
