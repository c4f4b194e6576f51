"""What `make run` hands to its parts, and what the web process can know: the app's own database address, and no seal."""

import os
import subprocess
import sys

import pytest

from config.engine import ROOT, supervisor
from privacy import keyfiles

OWNER = ("DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE")
SEAL = ("YORISOI_KEY_LEDGER_SEAL", "YORISOI_KEY_LEDGER_SEAL_FILE")


@pytest.fixture
def parts(monkeypatch):
    for name in OWNER + SEAL:
        monkeypatch.setenv(name, "withheld")
    return {child.name: child for child in supervisor._children(8000)}


@pytest.mark.parametrize(("name", "seals"), [("web", False), ("worker", True), ("beat", False)])
def test_no_part_is_the_owner_and_only_the_worker_seals(parts, name, seals):
    given = parts[name].environment()
    assert not set(OWNER) & set(given)
    assert set(SEAL) & set(given) == (set(SEAL) if seals else set())
    assert given["DATABASE_URL"] == os.environ["DATABASE_URL"]


def test_it_is_what_the_process_is_started_with(parts, tmp_path):
    web = parts["web"]
    seen = tmp_path / "environ"
    web.command = [sys.executable, "-c", f"open({str(seen)!r}, 'wb').write(open('/proc/self/environ', 'rb').read())"]
    web.start()
    assert web.process.wait(timeout=60) == 0
    assert b"DATABASE_URL=" in seen.read_bytes()
    assert b"withheld" not in seen.read_bytes()


def test_the_web_process_reads_no_seal_where_it_could():
    """With the bundled servers all run as one user: the file is there, and the process does without it."""
    script = (
        "import config.wsgi\n"
        "from privacy import keyfiles, keys\n"
        "from django.conf import settings\n"
        "assert len(keys.get('fields')) == 32 and (settings.KEYS_DIR / 'ledger-seal').exists()\n"
        "try:\n    keys.get('ledger-seal')\n"
        "except keyfiles.KeyMissing:\n    print('withheld')\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "withheld"


def test_what_is_withheld_is_not_missed_and_not_made(tmp_path, monkeypatch):
    monkeypatch.setattr(keyfiles, "_withheld", set())
    monkeypatch.setenv("YORISOI_KEY_LEDGER_SEAL", "a")
    keyfiles.withhold("ledger-seal")
    assert "YORISOI_KEY_LEDGER_SEAL" not in os.environ
    assert "ledger-seal" not in keyfiles.ensure(tmp_path)
    assert keyfiles.ensure(tmp_path) == []
    with pytest.raises(keyfiles.KeyMissing, match="withheld"):
        keyfiles.read(tmp_path, "ledger-seal")
