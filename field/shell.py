"""What the tablet keeps so that the app opens without network: its page, its modules and what they draw with. Nothing about anybody."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

HERE = Path(__file__).parent / "static" / "field"
# The house's own values and signs, and what the app's address answers with.
OF_THE_HOUSE = ("css/tokens.css", "css/base.css", "img/icons.svg")
# Served from addresses of their own.
APART = ("sw.js", "manifest.webmanifest")


def files() -> list[str]:
    """Their names below the static address."""
    own = sorted(f"field/{path.name}" for path in HERE.iterdir() if path.name not in APART)
    return [*own, *OF_THE_HOUSE]


def modules() -> list[str]:
    """What the page asks for at once, so that it does not wait for one import after another."""
    return [static(name) for name in files() if name.endswith(".js") and not name.endswith("-worker.js")]


def worker(pages: dict[str, bytes]) -> str:
    """The service worker, told what to keep. `pages`: {address: its bytes}. Any byte that changes makes another version."""
    digest = sha256(_bytes())
    for address, body in pages.items():
        digest.update(address.encode() + body)
    shell = {"version": digest.hexdigest()[:16], "files": [*pages, *map(static, files()), reverse("field_manifest")]}
    return f"const SHELL = {json.dumps(shell)};\n" + (HERE / "sw.js").read_text()


@cache
def _bytes() -> bytes:
    return b"".join(Path(finders.find(name)).read_bytes() for name in [*files(), *(f"field/{name}" for name in APART)])
