"""The virus scanner, where one is configured: clamd's INSTREAM (clamd(8)), over a socket of the machine or of the network.

One that does not answer must not keep an office from writing things down: the file is kept, and says that nobody looked.
"""

import logging
import socket
import struct

from django.conf import settings

from attachments.codes import Scan

logger = logging.getLogger(__name__)
PATIENCE = 20
PIECE = 65_536


def scan(data: bytes) -> Scan | None:
    """None: something was found."""
    if not settings.CLAMD:
        return Scan.NONE
    try:
        found = scan_kept(data)
    except (OSError, ValueError) as error:
        logger.warning("clamd does not answer (%s): a file was kept without having been scanned", type(error).__name__)
        return Scan.NONE
    if found == Scan.FOUND:
        logger.warning("clamd refused a file that somebody wanted to attach")
        return None
    if found == Scan.NONE:
        logger.warning("clamd could not scan a file: it was kept without")
    return found


def scan_kept(data: bytes) -> Scan:
    """As it says; `NONE` where it could not look into this one. Raises OSError or ValueError where it does not answer at all."""
    said = _asked(settings.CLAMD, data)
    if said.endswith(b" FOUND"):
        return Scan.FOUND
    return Scan.CLEAN if said == b"stream: OK" else Scan.NONE


def _asked(address: str, data: bytes) -> bytes:
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        view = memoryview(data)
        for at in range(0, len(data), PIECE):
            piece = view[at : at + PIECE]
            line.sendall(struct.pack("!I", len(piece)))
            line.sendall(piece)
        line.sendall(struct.pack("!I", 0))
        said = b""
        while len(said) < 1_000 and (more := line.recv(1_000)):
            said += more
    return said.rstrip(b"\0\n")


def _connected(address: str) -> socket.socket:
    """/run/clamav/clamd.ctl, or host:port."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), PATIENCE)
