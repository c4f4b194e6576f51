"""Writes requirements/*.txt from pyproject.toml: every pin hashed, for every platform, with no index address."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"base": [], "dev": ["--extra", "dev"]}
PIN = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==([\w.!+-]+)", re.MULTILINE)


def compile_lock(name: str, target: Path) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", *LOCKS[name]]
    subprocess.run([*command, "pyproject.toml", "-o", target], check=True, cwd=ROOT)


def complaints() -> list[str]:
    """Where a lock no longer answers pyproject.toml. Needs no network."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {"base": project["dependencies"]}
    wanted["dev"] = wanted["base"] + project["optional-dependencies"]["dev"]
    found = []
    for name, requirements in wanted.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pins = {canonicalize_name(package): version for package, version in PIN.findall(text)}
        for requirement in map(Requirement, requirements):
            pin = pins.get(canonicalize_name(requirement.name))
            if pin is None or not requirement.specifier.contains(pin, prereleases=True):
                found.append(f"requirements/{name}.txt does not pin {requirement}: make lock")
        found += [f"requirements/{name}.txt names an address" for word in ("://", "--index-url") if word in text]
        if text.count("--hash=") < len(pins):
            found.append(f"requirements/{name}.txt holds pins without a hash")
    return found


if __name__ == "__main__":
    for lock in LOCKS:
        compile_lock(lock, ROOT / "requirements" / f"{lock}.txt")
