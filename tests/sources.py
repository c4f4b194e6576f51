"""Our own Python: the apps as import-linter knows them, so that a new one is looked through by every test that reads the source."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = tuple(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"])
# Where somebody sees something: not the ground floor, and not the roof.
ON_PAGES = tuple(app for app in APPS if app not in ("config", "privacy", "japan"))


def files(*apps: str) -> Iterator[tuple[str, Path]]:
    """(path from the root, file); of all apps unless some are named."""
    for app in apps or APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path
