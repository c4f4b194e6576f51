"""The virus scanner: what it says is believed, and one that says nothing keeps nobody from writing things down."""

import socket
import struct
import threading

import pytest

from attachments import clamd
from attachments.codes import Scan
from attachments.looking import VIRUS, Unfit, look
from tests.attachments.files import photograph


@pytest.fixture
def scanner(tmp_path, settings):
    """`scanner(answer)`: a clamd that answers so; its list holds what it was sent."""
    got, threads = [], []

    def start(answer: bytes | None):
        line = socket.socket(socket.AF_UNIX)
        line.bind(str(tmp_path / f"clamd-{len(threads)}"))
        line.listen(1)
        settings.CLAMD = line.getsockname()

        def serve():
            with line, line.accept()[0] as asked:
                stream = asked.makefile("rb")
                assert stream.read(10) == b"zINSTREAM\0"
                data = b""
                while size := struct.unpack("!I", stream.read(4))[0]:
                    data += stream.read(size)
                got.append(data)
                if answer is not None:
                    asked.sendall(answer)

        threads.append(threading.Thread(target=serve, daemon=True))
        threads[-1].start()
        return got

    yield start
    for thread in threads:
        thread.join(5)


def test_without_one_a_file_says_that_nobody_looked():
    assert clamd.scan(b"x") == Scan.NONE


def test_it_gets_all_of_the_file_as_it_came(scanner):
    data = bytes(range(256)) * 1_000
    got = scanner(b"stream: OK\0")
    assert clamd.scan(data) == Scan.CLEAN
    assert got == [data]


def test_what_it_finds_is_refused_and_what_it_passes_says_so(scanner):
    scanner(b"stream: Eicar-Test-Signature FOUND\0")
    with pytest.raises(Unfit) as refusal:
        look(photograph())
    assert refusal.value.why == VIRUS
    scanner(b"stream: OK\0")
    assert look(photograph()).scan == Scan.CLEAN


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", None])
def test_one_that_does_not_say_keeps_the_file_as_not_scanned(scanner, answer, caplog):
    scanner(answer)
    assert clamd.scan(b"x") == Scan.NONE
    assert "kept" in caplog.text


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1", "nonsense", "host:port"])
def test_one_that_is_not_there_keeps_the_file_as_not_scanned(settings, address):
    settings.CLAMD = address
    assert clamd.scan(b"x") == Scan.NONE
