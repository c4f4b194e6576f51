"""`make check`: everything that a machine can say about the code without running it, each step with its name, time and outcome."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from config import dead_code, engine, lock, translations
from config.packages import PACKAGES
from privacy import keyfiles

ROOT = engine.ROOT
BIN = Path(sys.executable).parent
# Migrations that make tables which no version has read; one adds a column with a default, and two make indexes that pages wait
# seconds for at most (a partitioned table's cannot be made concurrently). 0004 drops its column on the way back only, and 0009
# lets go on purpose of what discarded drafts had left. The table of 0008, of missed visits, is a small one; 0021 widens a column that
# the version before reads as it did.
NOTHING_READS_YET = [
    "0001_initial", "0002_areas", "0002_ledger", "0004_versions_are_proven", "0005_forged_events_are_named",
    "0009_drafts_keep_no_history", "0010_takeovers_of_restricted_records", "0001_what_was_sent",
    "0016_ledger_by_council_and_asked_recusals", "0008_who_met_or_spoke",
    "0021_what_is_told",
]  # fmt: skip
PERMISSIONS = ROOT / "docs" / "permissions.md"


def program(*command, **environment) -> tuple[bool, str]:
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def manage(*arguments, **environment) -> tuple[bool, str]:
    return program(sys.executable, "manage.py", *arguments, **environment)


def told(lines) -> tuple[bool, str]:
    lines = list(lines)
    return not lines, "\n".join(lines)


def deploys() -> tuple[bool, str]:
    """Django's own checks and our refusals, as a sound production installation on a prepared and empty database."""
    with tempfile.TemporaryDirectory() as folder:
        keyfiles.ensure(Path(folder))
        keys = {f"YORISOI_KEY_{name.upper().replace('-', '_')}_FILE": str(Path(folder) / name) for name in keyfiles.NAMES}
        # The database of this checkout may well hold the demo: a fresh one is asked.
        var = str(Path(folder) / "var")
        sound = {"VAR_DIR": var, "ALLOWED_HOSTS": "yorisoi.example.jp", "TRUSTED_PROXIES": "1", **keys}
        sound |= dict.fromkeys(("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL"), "")
        production = {"DJANGO_SETTINGS_MODULE": "config.settings.production", **sound}
        migrated, said = manage("migrate", "--verbosity", "0", **production)
        if not migrated:
            return migrated, said
        return manage("check", "--deploy", "--fail-level", "WARNING", **production)


def migrations_are_safe() -> tuple[bool, str]:
    """No migration breaks the version before it, or locks a table that is in use."""
    code = (
        "import django; django.setup(); from django_migration_linter import MigrationLinter; import sys; "
        f"linter = MigrationLinter({str(ROOT)!r}, include_apps={[*PACKAGES]!r}, no_cache=True, quiet=['ok', 'ignore'], "
        f"all_warnings_as_errors=True, ignore_name={NOTHING_READS_YET!r}); "
        "linter.lint_all_migrations(); linter.print_summary(); sys.exit(linter.has_errors)"
    )
    with engine.servers():
        return program(sys.executable, "-c", code, YORISOI_AS_OWNER="1")


def permissions_page_is_fresh() -> tuple[bool, str]:
    made, text = manage("policy", "--format", "md")
    if not made or PERMISSIONS.read_text().strip() == text:
        return made, "" if made else text
    return False, "docs/permissions.md is old: python manage.py policy --format md > docs/permissions.md"


def strings_are_translated() -> tuple[bool, str]:
    translations.compile_all()
    return program(sys.executable, "-m", "config.catalogue", DJANGO_SETTINGS_MODULE="config.settings.dev")


def lock_is_fresh() -> tuple[bool, str]:
    """Every package that pyproject.toml names is pinned, and pinned within what it asks for; no index is asked."""
    return told(lock.complaints())


STEPS: dict[str, Callable[[], tuple[bool, str]]] = {
    "format (ruff)": lambda: program(BIN / "ruff", "format", "--check", "."),
    "rules (ruff)": lambda: program(BIN / "ruff", "check", "."),
    "templates (djlint)": lambda: program(BIN / "djlint", "--lint", "--quiet", "templates"),
    "types (mypy)": lambda: program(BIN / "mypy", *PACKAGES),
    "imports (import-linter)": lambda: program(BIN / "lint-imports"),
    "dead code (vulture)": lambda: told(dead_code.unused()),
    "models and migrations agree": lambda: manage("makemigrations", "--check", "--dry-run"),
    "migrations (django-migration-linter)": migrations_are_safe,
    "production settings (check --deploy)": deploys,
    "translations": strings_are_translated,
    "docs/permissions.md": permissions_page_is_fresh,
    "lock": lock_is_fresh,
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    failed = []
    with engine.servers():
        for name, step in STEPS.items():
            begun = time.monotonic()
            passed, said = step()
            print(f"{'ok  ' if passed else 'FAIL'}  {name}  ({time.monotonic() - begun:.1f} s)", flush=True)
            if not passed:
                failed.append(name)
                print("      " + said.replace("\n", "\n      "), flush=True)
    print(f"{len(STEPS) - len(failed)} of {len(STEPS)} passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
