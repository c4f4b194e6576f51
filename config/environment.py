"""What an installation says about itself: environment variables, or files that hold a secret (`NAME_FILE`)."""

import os
from pathlib import Path

# The exit code that says: no restart mends this (EX_CONFIG of sysexits.h).
CANNOT_START = 78
BASE_DIR = Path(__file__).resolve().parents[1]
SECRETS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "BACKUP_DATABASE_URL",
    "REPLICA_URL",
    "REDIS_URL",
    "CACHE_URL",
    "EMAIL_PASSWORD",
    "BACKUP_S3_KEY",
    "BACKUP_S3_SECRET",
)


def load_files() -> None:
    """DATABASE_URL_FILE and its like become DATABASE_URL; a variable that is set wins over its file."""
    for name in SECRETS:
        path = os.environ.get(name + "_FILE")
        if path and not os.environ.get(name):
            os.environ[name] = Path(path).read_text().strip()


def var_dir() -> Path:
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()


def flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def words(name: str) -> list[str]:
    """A list separated by commas or spaces."""
    return os.environ.get(name, "").replace(",", " ").split()
