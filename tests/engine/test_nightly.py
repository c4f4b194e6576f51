"""The backup of each night: by the app's own role, once, caught up when it was missed; and a folder that is full, away or changed."""

import errno
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pyrage
import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from config import engine
from config.backup import ENDED, KEYS, archive, ended, making, recovery, running
from config.backup.where import Folder
from config.engine import postgres
from config.models import BackupRun
from config.upkeep import records
from tests.engine.test_backup import back_up, generations, source  # noqa: F401

TOKYO = ZoneInfo("Asia/Tokyo")
# The last moment of a day that has its backup of two in the morning.
EVENING = datetime(2026, 4, 1, 23, 59, tzinfo=TOKYO)


@pytest.fixture
def night(source, own_database, settings, monkeypatch):  # noqa: F811
    """As the worker has it: no owner's address. The recovery key was made by hand."""
    words = back_up(source)
    monkeypatch.delenv("DATABASE_OWNER_URL")
    monkeypatch.setenv("DATABASE_URL", postgres.url(engine.var_dir(), postgres.APP, own_database))
    settings.BACKUP_TO = str(source)
    # Not on the same second as the first, whose name it would have.
    (source / generations(source)[0]).rename(source / "yorisoi-data-20260331T000000Z.age")
    return words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "due"),
    [(0, False), (21.9, False), (22.1, True), (200, True)],
    ids=["just made", "after two", "before two", "long ago"],
)
def test_one_a_night_and_a_missed_one_as_soon_as_somebody_asks(hours, due):
    BackupRun.objects.create(begun_at=EVENING, ended_at=EVENING - timedelta(hours=hours), folder="/backup", name="one")
    assert running.is_due(EVENING) == due


@pytest.mark.django_db
def test_a_failure_is_tried_again_after_an_hour():
    BackupRun.objects.create(begun_at=EVENING, ended_at=EVENING - timedelta(minutes=59), folder="/backup", failed="full")
    assert not running.is_due(EVENING)
    assert running.is_due(EVENING + timedelta(minutes=2))


def test_the_worker_makes_it_as_the_apps_own_role_and_it_is_as_it_was_written(night, source, capsys):  # noqa: F811
    run = running.nightly(datetime.now(TOKYO) + timedelta(days=1))
    assert run.name == generations(source)[-1]
    assert run.size == (source / run.name).stat().st_size
    assert len(generations(source)) == 2
    words = source.parent / "words"
    words.write_text(night)
    (source / generations(source)[0]).unlink()
    call_command("backup", str(source), verify=True, words_file=words)
    said = capsys.readouterr().out
    assert f"{run.name}: as it was written" in said
    assert f"{KEYS}: as it was written" in said
    assert f"{run.name} opens: " in said
    with open(source / run.name, "ab") as file:
        file.write(b"\0")
    with pytest.raises(CommandError, match="1 of them"):
        call_command("backup", str(source), verify=True)
    assert f"{run.name}: is not as it was written" in capsys.readouterr().out


@pytest.mark.parametrize("which", [1, 2, 3], ids=["list", "keys", "data"])
def test_a_full_folder_is_named_and_what_lies_there_stays(night, source, monkeypatch, which):  # noqa: F811
    """Newer keys beside older data are what a restore expects; no data file is touched."""
    before = {path.name: path.read_bytes() for path in source.iterdir()}
    after = before.keys() - {*[ENDED, KEYS][: which - 1]}
    real, calls = pyrage.encrypt_io, []

    def until_full(bundle, output, recipients):
        calls.append(1)
        if len(calls) < which:
            return real(bundle, output, recipients)
        output.write(b"half of it")
        raise pyrage.EncryptError(f"OSError: [Errno {errno.ENOSPC}] No space left on device")

    monkeypatch.setattr("pyrage.encrypt_io", until_full)
    with pytest.raises(CommandError, match="is full: make room"):
        call_command("backup", str(source))
    assert {path.name for path in source.iterdir()} == before.keys()
    assert all((source / name).read_bytes() == before[name] for name in after)
    assert BackupRun.objects.latest("pk").failed == "full"


def test_a_folder_that_is_away_a_missing_key_and_a_second_backup_have_each_their_answer(night, source, settings, caplog):  # noqa: F811
    tomorrow = datetime.now(TOKYO) + timedelta(days=1)
    with psycopg.connect(making.database.reader_url()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [making.LOCK])
        assert running.nightly(tomorrow) is None
        assert BackupRun.objects.count() == 1, "the other one will say"
    settings.BACKUP_TO = str(source / "not mounted" / "here")
    assert running.nightly(tomorrow) is None
    assert BackupRun.objects.latest("pk").failed == "folder"
    assert "cannot be written to" in caplog.text
    settings.BACKUP_TO = str(source)
    (settings.VAR_DIR / "backup-recipient").unlink()
    assert running.nightly(tomorrow + timedelta(days=1)) is None
    assert BackupRun.objects.latest("pk").failed == "recipient"
    settings.BACKUP_TO = ""
    assert running.nightly(tomorrow + timedelta(days=2)) is None
    assert BackupRun.objects.count() == 3


def test_what_ends_is_carried_to_the_backups_once_and_told_where_it_cannot_be(night, source, settings, caplog):  # noqa: F811
    now = datetime.now(TOKYO)
    running.note_ended(now)
    before = (source / ENDED).read_bytes()
    running.note_ended(now)
    assert (source / ENDED).read_bytes() == before, "nothing ended"
    User.objects.filter(username="caseworker").update(is_active=False)
    settings.BACKUP_TO = str(source / "not mounted" / "here")
    running.note_ended(now)
    running.note_ended(now)
    assert caplog.text.count("what ended could not be noted") == 1
    assert running.unnoted(now + timedelta(minutes=9)) is None
    (told,) = records.ended(now + timedelta(minutes=11))
    assert "復元すると元に戻ります" in told.do
    settings.BACKUP_TO = str(source)
    running.note_ended(now)
    assert running.unnoted(now + timedelta(minutes=11)) is None
    opened = archive.check(Folder(source), ENDED, recovery.identity(night), keep=(ended.MEMBER,))
    (line,) = ended.read(opened)
    assert (line["kind"], line["key"]) == ("account", str(User.objects.get(username="caseworker").pk))
    written = (source / ENDED).read_bytes()
    running.note_ended(now)
    assert (source / ENDED).read_bytes() == written, "once"
