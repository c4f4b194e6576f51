"""Makes the secrets of docker-compose.yml once: `python3 deploy/make_secrets.py secrets`. Needs nothing but Python.

The folder is its owner's alone; the files in it can be read by the containers that they are mounted into.
"""

import base64
import secrets
import sys
from pathlib import Path

KEYS = ("fields", "index", "ledger-row", "ledger-seal", "django-secret")
PASSWORDS = ("postgres-password", "database-owner-password", "database-app-password", "broker-password")


def make(folder: Path) -> list[str]:
    """The names of those made. A folder that holds some is never added to: new keys among old ones lose records."""
    if folder.exists() and any(folder.iterdir()):
        return []
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    texts = {f"key-{name}": base64.b64encode(secrets.token_bytes(32)).decode() for name in KEYS}
    texts |= {name: secrets.token_hex(24) for name in PASSWORDS}
    texts["database-url"] = f"postgresql://yorisoi_app:{texts['database-app-password']}@postgres/yorisoi"
    texts["database-owner-url"] = f"postgresql://yorisoi_owner:{texts['database-owner-password']}@postgres/yorisoi"
    texts["broker-url"] = f"redis://:{texts['broker-password']}@redis:6379/0"
    texts["cache-url"] = f"redis://:{texts['broker-password']}@redis:6379/1"
    for name, text in texts.items():
        (folder / name).write_text(text + "\n")
        (folder / name).chmod(0o444)
    return sorted(texts)


if __name__ == "__main__":
    made = make(Path(sys.argv[1] if len(sys.argv) > 1 else "secrets"))
    print(f"Made {len(made)} secrets." if made else "Nothing made: the folder holds secrets already.")
