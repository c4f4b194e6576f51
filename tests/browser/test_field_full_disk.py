"""A full disk: the room for the queue was taken when there was some, so that what was recorded is kept all the same."""

import subprocess

import pytest

from tests.browser.tablets import Tablet

pytestmark = pytest.mark.browser

SIZE = "64m"


@pytest.fixture
def small_disk(tmp_path):
    """Where the machine allows one: it takes the right to mount."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_what_is_recorded_on_a_full_disk_is_kept(chromium, site, small_disk):
    """Killed and begun anew there; Chromium's own database may be empty by then."""
    tablet = Tablet(chromium, site, small_disk / "profile")
    try:
        tablet.start().prepare()
        tablet.way.set("away")
        tablet.record(1)
        fill(small_disk / "films")
        for number in (2, 3, 4):
            tablet.record(number)
        tablet.page.get_by_text("タブレットの空きがほとんどありません").wait_for(state="detached")
        assert tablet.queue() == (4, 0)
        tablet.door(5)
        tablet.page.get_by_text("タブレットの空きがほとんどありません").wait_for()
        tablet.kill()
        (small_disk / "films").unlink()
        tablet.start()
        tablet.heading("名簿は閉じています")
        assert tablet.queue() == (4, 0)
        tablet.arrive()
        tablet.until_queue(0, 4)
    finally:
        tablet.end()


def fill(file) -> None:
    """To the last block."""
    with open(file, "wb", buffering=0) as films:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while films.write(b"\1" * size) == size:
                    pass
            except OSError:
                continue
