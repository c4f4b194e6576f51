"""The virus scanner: what it says is believed, and one that says nothing keeps nobody from writing things down."""

import socket
import struct
import threading
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from attachments import clamd, tasks
from attachments.codes import Scan
from attachments.looking import VIRUS, Unfit, look
from attachments.models import Attachment
from privacy.models import AccessEvent
from tests.attachments.files import pdf, photograph
from tests.attachments.test_attaching import attach
from tests.cast import login
from tests.factories.casework import make_case


@pytest.fixture
def scanner(tmp_path, settings):
    """`scanner(answer, …)`: a clamd that answers so, one after the other; its list holds what it was sent."""
    got, threads = [], []

    def start(*answers: bytes | None):
        line = socket.socket(socket.AF_UNIX)
        line.bind(str(tmp_path / f"clamd-{len(threads)}"))
        line.listen(1)
        settings.CLAMD = line.getsockname()

        def serve():
            with line:
                for answer in answers:
                    hear(line, answer)

        def hear(line, answer):
            with line.accept()[0] as asked:
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


@pytest.fixture
def kept(caseworker, areas):
    """Two files of a case, kept while there was no scanner, in the order in which they are scanned."""
    case = make_case(caseworker, areas.dai)
    ids = sorted(uuid.uuid4() for _ in range(2))
    cache.delete(tasks.REACHED)
    return [attach(case, caseworker, pdf(f"% {n}".encode()), id=id) for n, id in enumerate(ids)]


def scans(kept):
    return [Attachment.objects.get(pk=one.pk).scan for one in kept]


@pytest.mark.django_db
def test_files_that_were_kept_without_are_scanned_later_and_an_infected_one_is_handed_to_nobody(
    scanner, kept, caseworker, client
):
    tasks.scan()
    assert scans(kept) == [Scan.NONE, Scan.NONE], "there is still none"
    got = scanner(b"stream: OK\0", b"stream: Eicar-Test-Signature FOUND\0")
    tasks.scan()
    tasks.scan()
    assert scans(kept) == [Scan.CLEAN, Scan.FOUND]
    assert len(got) == 2
    assert got[0].startswith(b"%PDF")
    clean, infected = kept
    assert infected.history.count() == 2
    events = AccessEvent.objects.filter(job="virus scanner", records__contains=[infected.pk])
    assert [event.action for event in events] == ["attachment.write"]
    login(client, caseworker)
    page = client.get(infected.get_absolute_url()).content.decode()
    assert "このファイルからウイルスが見つかりました" in page
    assert reverse("attachment_file", args=[infected.pk]) not in page
    answer = client.get(reverse("attachment_file", args=[infected.pk]))
    assert (answer.status_code, answer.url) == (302, infected.get_absolute_url())
    assert client.get(reverse("attachment_file", args=[clean.pk])).status_code == 200
    assert "ウイルスが見つかりました" in client.get(infected.what.files_url(infected.about)).content.decode()


@pytest.mark.django_db
def test_what_it_cannot_look_into_holds_up_no_other_and_one_that_is_away_is_asked_once(
    scanner, kept, settings, monkeypatch, caplog
):
    monkeypatch.setattr(tasks, "BATCH", 1)
    scanner(b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK\0")
    tasks.scan()
    tasks.scan()
    assert scans(kept) == [Scan.NONE, Scan.CLEAN]
    monkeypatch.setattr(tasks, "BATCH", 20)
    settings.CLAMD = "/nowhere/clamd.ctl"
    cache.delete(tasks.REACHED)
    tasks.scan()
    assert scans(kept) == [Scan.NONE, Scan.CLEAN]
    assert caplog.text.count("kept files wait for it") == 1
