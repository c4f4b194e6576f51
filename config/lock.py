"""Writes requirements/*.txt from pyproject.toml: every pin hashed, for every platform, with no index address."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"base": [], "dev": ["--extra", "dev"]}


def compile_lock(name: str, target: Path) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", *LOCKS[name]]
    subprocess.run([*command, "pyproject.toml", "-o", target], check=True, cwd=ROOT)


if __name__ == "__main__":
    for lock in LOCKS:
        compile_lock(lock, ROOT / "requirements" / f"{lock}.txt")
