"""Makes `.venv` from the hash-locked requirements; does nothing when the lock has not changed.

Run as a file, by the machine's own Python, before anything is installed: `python3 config/setup.py base|dev`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"


def main(which: str) -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Yorisoi needs Python 3.11 or newer; this is {sys.version.split()[0]}. Say which: make run PYTHON=python3.12")
    wanted = _mark(which)
    stamp = VENV / f"installed-{which}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    # The development lock holds everything the other one does.
    if which == "base" and (VENV / "installed-dev").exists() and (VENV / "installed-dev").read_text() == _mark("dev"):
        return
    if not (VENV / "bin" / "pip").exists():
        print("Making .venv …", flush=True)
        _make_venv()
    print(f"Installing the locked packages ({which}) …", flush=True)
    command: list = [
        VENV / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    environment = {**os.environ, "PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run([*command, "-r", ROOT / "requirements" / f"{which}.txt"], env=environment, check=False)
    if done.returncode:
        sys.exit("The packages could not be installed; the lines above say why. Run it again when that is mended.")
    stamp.write_text(_mark(which))


def _mark(which: str) -> str:
    lock = (ROOT / "requirements" / f"{which}.txt").read_bytes()
    made_with = (VENV / "pyvenv.cfg").read_bytes() if (VENV / "pyvenv.cfg").exists() else b""
    return hashlib.sha256(lock + str(ROOT).encode() + made_with).hexdigest()


def _make_venv() -> None:
    """Debian ships venv's installer apart (python3-venv): it is fetched where we may, else named."""
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        _create()
    except (subprocess.CalledProcessError, SystemExit):
        shutil.rmtree(VENV, ignore_errors=True)
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
            sys.exit("Python's venv is not complete here. Install it (Debian: apt install python3-venv) and try again.")
        steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "python3-venv"])
        if any(subprocess.run([*sudo, *step], check=False).returncode for step in steps):
            sys.exit("Python's venv is not complete here. Install it (Debian: apt install python3-venv) and try again.")
        _create()


def _create() -> None:
    venv.EnvBuilder(with_pip=True, clear=True).create(VENV)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "base")
