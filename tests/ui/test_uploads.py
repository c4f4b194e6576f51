"""What somebody sends is never written to the machine's disk in clear, and costs no more memory than its bounds."""

import tempfile
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from ui.uploads import LARGEST, TOGETHER


@pytest.fixture(autouse=True)
def no_disk(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("written to the disk")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)


def sent(*sizes):
    files = [SimpleUploadedFile(f"{n}.pdf", b"x" * size) for n, size in enumerate(sizes)]
    return RequestFactory().post("/", {"chosen": files}).FILES.getlist("chosen")


def test_a_large_file_is_whole_and_lies_in_memory():
    (found,) = sent(LARGEST)
    assert (found.size, found.whole, found.read() == b"x" * LARGEST) == (LARGEST, True, True)


def test_of_one_that_is_too_large_only_its_size_is_kept():
    first, second = sent(LARGEST + 1, 10)
    assert (first.size, first.whole, first.read()) == (LARGEST + 1, False, b"")
    assert (second.whole, second.read()) == (True, b"x" * 10)


def test_all_of_a_form_together_have_a_bound_too():
    files = sent(LARGEST - 1, TOGETHER - LARGEST, 2)
    assert [file.whole for file in files] == [True, True, False]


def test_what_is_too_large_is_let_go_while_it_comes():
    request = RequestFactory().post("/", {"chosen": SimpleUploadedFile("a.pdf", b"x" * 60_000_000)})
    tracemalloc.start()
    assert not request.FILES["chosen"].whole
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * LARGEST
