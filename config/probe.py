"""A container's health check: exit 0 when the address answers 200. The image needs no curl for it."""

import sys
import urllib.error
import urllib.request

from config.environment import words


def main(address: str) -> int:
    request = urllib.request.Request(address, headers={"Host": (words("ALLOWED_HOSTS") or ["localhost"])[0].lstrip(".")})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return 0 if answer.status == 200 else 1
    except urllib.error.HTTPError as error:
        print(error.read().decode(errors="replace"))
    except OSError as error:
        print(type(error).__name__)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
