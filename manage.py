#!/usr/bin/env python
"""Django's commands, on a bare checkout too: the bundled servers start when none runs, and stop after."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

# Commands that change the schema, and so run as the owner of the database.
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "lintmigrations"}
# Commands that a fresh database is not migrated for.
WITHOUT_TABLES = OWNER_COMMANDS | {"help", "--help", "--version", "check", "collectstatic", "translations", "policy", "doctor"}
# Commands that ask no database: they work on a machine where none can start, and start none.
WITHOUT_SERVERS = {"protect_table"}


def use_own_packages():
    """Whichever Python was called, the commands run with the project's own locked packages."""
    if importlib.util.find_spec("django") is None:
        root = Path(__file__).resolve().parent
        subprocess.run([sys.executable, root / "config" / "setup.py", "base"], check=True)
        python = root / ".venv" / "bin" / "python"
        os.execv(python, [str(python), *sys.argv])  # noqa: S606


def main():
    use_own_packages()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "restore":
        # Before Django is set up: the settings read the keys that it brings back.
        from config.backup import restoring

        sys.exit(restoring.main(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    from config import engine, translations
    from config.engine.places import EngineError

    if command in WITHOUT_SERVERS:
        return execute_from_command_line(sys.argv)
    translations.compile_all()
    try:
        with engine.servers():
            if command not in WITHOUT_TABLES:
                engine.migrate()
            if command in OWNER_COMMANDS:
                os.environ["YORISOI_AS_OWNER"] = "1"
            execute_from_command_line(sys.argv)
    except EngineError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
