"""Reads one file, writes a line of JSON, and behind it the file to be kept where that is another one.

{"kind": "image"} or {"why": "macros"}. A file that this process dies of is refused by whoever started it.
"""

import json
import resource
import sys
from pathlib import Path

MEGABYTE = 1024 * 1024
LIMITS = (
    (resource.RLIMIT_AS, 768 * MEGABYTE), (resource.RLIMIT_CPU, 20), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 32),
)  # fmt: skip


def main() -> None:
    for what, most in LIMITS:
        resource.setrlimit(what, (most, most))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from attachments.child.looked import Refused, look

    data = sys.stdin.buffer.read()
    made = b""
    try:
        kind, made = look(data)
        answer = {"kind": kind}
    except Refused as refused:
        answer = {"why": refused.why}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made)


if __name__ == "__main__":
    main()
