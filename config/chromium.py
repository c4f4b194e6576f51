"""The browser tests need Debian's Chromium and a Japanese font: installed where root or sudo allow, else named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
PACKAGES = {"chromium": lambda: Path(CHROMIUM).exists(), "fonts-noto-cjk": lambda: _has_font()}


def _has_font() -> bool:
    return any(Path(folder).exists() for folder in ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto-cjk"))


def main() -> None:
    missing = [name for name, present in PACKAGES.items() if not present()]
    if not missing:
        return
    complaint = f"The browser tests need {' and '.join(missing)} (Debian: apt install {' '.join(missing)})."
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        sys.exit(complaint)
    print(f"Installing {', '.join(missing)} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing])
    for step in steps:
        if subprocess.run([*sudo, *step], env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            sys.exit(complaint)


if __name__ == "__main__":
    main()
