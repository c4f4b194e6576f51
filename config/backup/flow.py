"""Bytes on their way, never on a disk: what is made piece by piece and read as a file, and what is poured out and read meanwhile."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import BinaryIO

PIECE = 1 << 20


class Drawn(io.RawIOBase):
    """A file whose content an iterator makes as it is read. `failed`: what went wrong there, since who reads may be told by a text alone."""

    def __init__(self, pieces: Iterator[bytes]):
        self._pieces, self._rest = pieces, b""
        self.failed: Exception | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return b""
        except Exception as error:
            self.failed = error
            raise
        size = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


class Poured(io.RawIOBase):
    """The reading end of a pipe that somebody else fills. What went wrong there is raised here, and never taken for the end."""

    def __init__(self, end: BinaryIO, filling: Thread, failed: list[Exception]):
        self._end, self._filling, self._failed = end, filling, failed

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._end.read(size)
        if not piece:
            self._filling.join()
            self.complain()
        return piece

    def complain(self) -> None:
        """Raises what went wrong at the other end, so far."""
        if self._failed:
            raise self._failed[0]


@contextmanager
def poured(fill: Callable[[BinaryIO], None]) -> Iterator[Poured]:
    """What `fill` writes, to be read while it is written. Whoever leaves early ends it."""
    end, begin = os.pipe()
    failed: list[Exception] = []

    def run() -> None:
        with suppress(BrokenPipeError), open(begin, "wb") as writer:
            try:
                fill(writer)
            except Exception as error:  # raised where it is read
                failed.append(error)

    filling = Thread(target=run)
    filling.start()
    try:
        with open(end, "rb") as reader:
            yield Poured(reader, filling, failed)
    finally:
        filling.join()
