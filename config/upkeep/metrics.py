"""`python -m config.upkeep.metrics`: a process of its own that answers Prometheus on a port of its own, http://127.0.0.1:METRICS_PORT/metrics.

It has numbers alone, of nobody. One is enough for any number of web servers: what these counted lies in the cache's server
(`counting.py`), everything else is asked when Prometheus asks. Written by hand, since the format is a line a number.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

Sample = tuple[str, dict[str, str], float]
TYPE = "text/plain; version=0.0.4; charset=utf-8"


def samples(now: datetime) -> Iterator[Sample]:
    """(name, labels, number) of everything. What cannot be asked is left out, and its part told as down."""
    for part, asked in PARTS.items():
        try:
            found = list(asked(now))
        except Exception:  # whatever is wrong, the others are told
            yield "part_up", {"part": part}, 0
        else:
            yield "part_up", {"part": part}, 1
            yield from found


def requests(now: datetime) -> Iterator[Sample]:
    """A histogram: each bucket with those below it, as Prometheus has it."""
    from config.upkeep import counting

    by_route: dict[str, dict[str, float]] = {}
    for name, number in counting.handed_over().items():
        whose, _space, bucket = name.rpartition(" ")
        by_route.setdefault(whose, {})[bucket] = number
    for whose, numbers in sorted(by_route.items()):
        route, method, status = whose.split(" ")
        labels, below = {"route": route, "method": method, "status": status}, 0.0
        for bucket in (*map(str, counting.UNTIL), "+Inf"):
            below += numbers.get(bucket, 0)
            yield "request_seconds_bucket", labels | {"le": bucket}, below
        yield "request_seconds_count", labels, below
        yield "request_seconds_sum", labels, numbers.get("sum", 0)


def database(now: datetime) -> Iterator[Sample]:
    from django.conf import settings

    from config.upkeep import servers
    from privacy import replica

    yield "database_size_bytes", {}, servers.database_size()
    if settings.REPLICA_URL and (behind := replica.lag(now)) is not None:
        yield "replica_lag_seconds", {}, behind.total_seconds()


def broker(now: datetime) -> Iterator[Sample]:
    from django.core.cache import cache

    from config import one_beat
    from config.tasks import HEARTBEAT
    from config.upkeep import servers

    yield "queue_length", {}, servers.queue_length()
    at_work, waits = one_beat.known()
    yield "beats", {"state": "at work"}, bool(at_work)
    yield "beats", {"state": "waiting"}, bool(waits)
    if beaten := cache.get(HEARTBEAT):
        yield "worker_heard_of_seconds_ago", {}, now.timestamp() - beaten


def records(now: datetime) -> Iterator[Sample]:
    from config.backup import running
    from config.models import BackupRun
    from config.upkeep import records
    from privacy import outbox
    from privacy.ledger import watch

    waiting, seconds = records.outbox_waits(now)
    yield "outbox_waiting", {}, waiting
    yield "outbox_oldest_seconds", {}, seconds
    yield "outbox_given_up", {}, outbox.given_up().count()
    if made := running.newest():
        yield "backup_age_seconds", {}, (now - made.ended_at).total_seconds()
        yield "backup_size_bytes", {}, made.size
    last = BackupRun.objects.order_by("-ended_at").first()
    yield "backup_failed", {}, bool(last and last.failed)
    if until := records.sealed_at():
        yield "ledger_sealed_until_timestamp_seconds", {}, until.timestamp()
    yield "ledger_troubles", {}, len(watch.troubles(now))
    yield "ledger_months_ahead", {}, records.months_ahead()


def machine(now: datetime) -> Iterator[Sample]:
    from django.conf import settings

    from config.upkeep import servers

    yield "version", {"version": servers.version()}, 1
    for name, folder in (("state", settings.VAR_DIR), ("backup", settings.BACKUP_TO)):
        if folder and Path(folder).exists():
            usage = shutil.disk_usage(folder)
            yield "disk_free_bytes", {"disk": name}, usage.free
            yield "disk_size_bytes", {"disk": name}, usage.total


PARTS: dict[str, Callable[[datetime], Iterable[Sample]]] = {
    "machine": machine, "database": database, "broker": broker, "records": records, "requests": requests,
}  # fmt: skip


def text(found: Iterable[Sample]) -> str:
    """As Prometheus reads it; one name's lines stand together."""
    by_name: dict[str, list[str]] = {}
    for name, labels, number in found:
        told = ",".join(f'{label}="{_escaped(value)}"' for label, value in labels.items())
        by_name.setdefault(name, []).append(f"yorisoi_{name}{f'{{{told}}}' if told else ''} {float(number):g}")
    lines = []
    for name, rows in by_name.items():
        if name == "request_seconds_bucket":
            lines.append("# TYPE yorisoi_request_seconds histogram")
        elif not name.startswith("request_seconds"):
            lines.append(f"# TYPE yorisoi_{name} gauge")
        lines += rows
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


class Answer(BaseHTTPRequestHandler):
    # Seconds: somebody who says nothing must not hold up Prometheus.
    timeout = 5

    def do_GET(self) -> None:
        if self.path != "/metrics":
            self.send_error(404)
            return
        from django.db import connection
        from django.utils import timezone

        body = text(samples(timezone.now())).encode()
        connection.close()
        self.send_response(200)
        self.send_header("Content-Type", TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """No line for each question."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    from privacy import keyfiles

    # It opens nothing of anybody.
    keyfiles.withhold("ledger-seal")
    django.setup()
    from django.conf import settings

    with HTTPServer((settings.METRICS_HOST, settings.METRICS_PORT), Answer) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
