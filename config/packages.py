"""Where our own code lies: each folder of the project that is a Python package, tests apart."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = tuple(sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"))
# Every file of it.
SOURCES = tuple(sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py")))
