"""Our own Python, for every test that reads the source."""

from collections.abc import Iterator
from pathlib import Path

from config.packages import PACKAGES, ROOT

APPS = PACKAGES
# Where somebody sees something: not the ground floor, and not the roof.
ON_PAGES = tuple(app for app in APPS if app not in ("config", "privacy", "japan"))


def files(*apps: str) -> Iterator[tuple[str, Path]]:
    """(path from the root, file); of all apps unless some are named."""
    for app in apps or APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path
