"""Measures the daily pages at 10,000, 100,000 and a million cases, in databases of their own, and writes bench.json under VAR_DIR."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import module_has_submodule
from psycopg import sql

from config import engine
from config.engine import postgres

SIZES = (10_000, 100_000)
# Of what shows cases; the others make their records one by one.
CABINET, LARGE = "cases", 1_000_000
GROWTH = 1.5


class Command(BaseCommand):
    help = "Bench the daily pages; the databases are made once and kept under VAR_DIR."

    def add_arguments(self, parser):
        parser.add_argument("--sizes", default="", help="how many records, 10000,100000; of cases 1000000 too")
        parser.add_argument("--parts", default="", help="which parts, by name; all of them unless given")
        parser.add_argument("--fill", type=int, help="used by the command itself: fill the current database")
        parser.add_argument("--measure", type=int, help="used by the command itself: measure the current database")

    def handle(self, *, sizes, fill: int | None, measure: int | None, **options):
        known = _parts()
        chosen = [known[name] for name in options["parts"].split(",") if name] or list(known.values())
        if fill:
            return chosen[0].fill(fill, self.stdout.write)
        if measure:
            return self.stdout.write(json.dumps(chosen[0].measure(measure)))
        rows = []
        for part in chosen:
            for size in _sizes(part, sizes):
                rows += self._one(part, size)
        rows += _growth(rows)
        target = Path(settings.VAR_DIR) / "bench.json"
        target.write_text(json.dumps(rows, ensure_ascii=False, indent=1))
        for line in _table(rows):
            self.stdout.write(line)
        self.stdout.write(f"Written to {target}")

    def _one(self, part, size) -> list[dict]:
        """Makes the database when it is not there yet, then measures it in a process of its own."""
        cabinet = _cabinet(part)
        database = f"bench_{size}" if cabinet == CABINET else f"bench_{cabinet}_{size}"
        environment = os.environ | {
            name: _renamed(os.environ[name], database) for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if name in os.environ
        }
        if "DATABASE_OWNER_URL" not in environment:
            raise CommandError("The bench makes databases: set DATABASE_OWNER_URL to a role that may.")
        mark = Path(settings.VAR_DIR) / "engine" / database.replace("_", "-")
        if not mark.exists():
            self.stdout.write(f"Making {size:,} {part.WHAT} (once) …")
            _create(database)
            _run(["migrate", "--verbosity", "0"], environment)
            _run(["bench", "--parts", part.NAME, "--fill", str(size)], environment)
            prepare(environment["DATABASE_OWNER_URL"])
            mark.touch()
        return json.loads(_run(["bench", "--parts", part.NAME, "--measure", str(size)], environment, capture=True))


def prepare(url: str) -> None:
    """What is measured against, and what the planner knows."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE TABLE bare_note (id uuid PRIMARY KEY, at timestamptz, text text)")
        owner.execute(sql.SQL("GRANT INSERT ON bare_note TO {}").format(sql.Identifier(settings.APP_ROLE)))
        owner.execute("VACUUM ANALYZE")


def _cabinet(part) -> str:
    return getattr(part, "CABINET", part.NAME)


def _sizes(part, asked: str) -> list[int]:
    if asked:
        return [int(text) for text in asked.split(",")]
    return [*SIZES, LARGE] if _cabinet(part) == CABINET else [*SIZES]


def _parts() -> dict:
    """{name: the `bench` package of an app}. Each has `NAME`, `WHAT`, `fill(size, say)`, which makes the records in a database of
    their own, and `measure(size)`, which gives rows for bench.json. `CABINET`: the name of another part whose records it measures."""
    found = [import_module(f"{app.name}.bench") for app in apps.get_app_configs() if module_has_submodule(app.module, "bench")]
    return {part.NAME: part for part in found}


def _run(arguments, environment, capture=False):
    """`manage.py`, on the database that the environment names."""
    command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
    done = subprocess.run(command, env=environment, check=False, text=True, stdout=subprocess.PIPE if capture else None)
    if done.returncode:
        raise CommandError(f"{arguments[0]} {arguments[1] if len(arguments) > 1 else ''} failed")
    return done.stdout


def _create(name: str) -> None:
    with postgres.superuser(engine.var_dir()) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(postgres.OWNER)))


def _renamed(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _growth(rows) -> list[dict]:
    """Each home, list and case page at the largest size against the smallest: both as ratios to the bare page of their own run, so
    that a machine that drifts between the two runs does not count."""
    sizes = sorted({row["size"] for row in rows})
    against_bare = {
        (row["name"], row["size"]): row
        for row in rows
        if row["to"] == "bare page" and row["name"].startswith(("home", "list", "case page"))
    }
    found = []
    for (name, size), row in against_bare.items():
        small = against_bare.get((name, sizes[0]))
        if size == sizes[-1] and size != sizes[0] and small:
            found.append(
                row | {"ratio": round(row["ratio"] / small["ratio"], 2), "to": f"the same at {sizes[0]:,}", "wanted": GROWTH}
            )
    return found


def _table(rows):
    yield f"{'':44}{'records':>9}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}  to"
    for row in rows:
        ratio = f"{row['ratio']:.2f}" if row["ratio"] is not None else ""
        value = row["ratio"] if row["to"] else row["p50_ms"]
        verdict = "" if row["wanted"] is None else f"  (wanted ≤ {row['wanted']}: {'yes' if value <= row['wanted'] else 'NO'})"
        yield f"{row['name']:44}{row['size']:>9,}{row['p50_ms']:>9.1f}{row['p95_ms']:>9.1f}{ratio:>8}  {row['to']}{verdict}"
