"""What an administrator and `manage.py doctor` are told: each thing that can go wrong, one by one, with what to do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from config import one_beat
from config.management.commands import doctor
from config.models import BackupRun
from config.tasks import HEARTBEAT
from config.upkeep import records, servers
from config.upkeep.findings import examine
from privacy.models import OutboxMessage
from tests.cast import login

pytestmark = pytest.mark.django_db


def found(check, now=None):
    return list(examine([check], now or timezone.now()))


def states(check, now=None):
    return [one.state for one in found(check, now)]


def message(key, **fields):
    return OutboxMessage.objects.create(handler="test", key=key, job="watch", **fields)


@pytest.mark.parametrize(
    ("minutes", "state"), [(None, "ok"), (4, "ok"), (6, "warn"), (31, "bad")], ids=["none", "young", "older", "old"]
)
def test_the_age_of_the_outbox_is_that_of_what_should_have_gone(minutes, state):
    now = timezone.now()
    message("tomorrow", due_at=now + timedelta(days=1), created_at=now - timedelta(days=9))
    message("long due, done", due_at=now - timedelta(days=9), done_at=now)
    message("given up", due_at=now - timedelta(days=9), created_at=now - timedelta(days=9), attempts=20)
    if minutes is not None:
        message("tried", due_at=now + timedelta(hours=1), created_at=now - timedelta(minutes=minutes), attempts=3)
    assert states(records.notices) == [state]
    assert states(records.mails) == ["warn"]


def test_a_backup_that_is_old_failed_or_made_by_hand_is_told(settings):
    now = timezone.now()
    settings.BACKUP_TO = "/media/backup"
    assert states(records.backup) == ["warn"]
    settings.PRODUCTION = True
    assert states(records.backup) == ["bad"]
    BackupRun.objects.create(begun_at=now, ended_at=now - timedelta(hours=29), folder="/media/backup", name="one")
    assert states(records.backup) == ["ok"]
    assert states(records.backup, now + timedelta(hours=2)) == ["bad"]
    settings.BACKUP_TO = ""
    assert states(records.backup) == ["warn"]
    settings.BACKUP_TO = "/media/backup"
    BackupRun.objects.create(begun_at=now, folder="/media/backup", failed="full")
    (told,) = found(records.backup)
    assert told.state == "bad"
    assert "保存先がいっぱいでした" in told.says
    assert "/media/backup に空きを作る" in told.do


@pytest.mark.parametrize(
    ("free", "state"), [(50e9, "ok"), (14e9, "warn"), (4e9, "bad"), (0.9e9, "bad")], ids=["half", "little", "less", "none"]
)
def test_a_disk_that_fills_is_told_before_it_is_full(monkeypatch, free, state):
    monkeypatch.setattr(servers.shutil, "disk_usage", lambda folder: SimpleNamespace(free=free, total=100e9))
    assert states(servers.disk) == [state]


def test_a_worker_and_a_beat_that_are_silent_are_told(monkeypatch):
    cache.delete(HEARTBEAT)
    assert states(servers.worker) == ["bad"]
    cache.set(HEARTBEAT, timezone.now().timestamp() - 20)
    assert "20秒前" in found(servers.worker)[0].says
    for known, state, words in (
        (("", ""), "bad", "動いていません"),
        (("a", ""), "ok", "a が"),
        (("a", "b"), "ok", "b は待って"),
    ):
        monkeypatch.setattr(one_beat, "known", lambda known=known: known)
        (told,) = found(servers.beat)
        assert (told.state, words in told.says) == (state, True)
    cache.delete(HEARTBEAT)


def test_what_a_server_was_to_be_asked_that_is_away_is_told_once(monkeypatch):
    def away(now):
        raise OperationalError("connection refused to host db.example.jp")
        yield

    def fills(now):
        raise OSError("no such device")
        yield

    told = list(examine([away, away, fills, servers.versions], timezone.now()))
    assert [one.state for one in told] == ["bad", "bad", "ok"]
    assert "example" not in " ".join(one.says for one in told)


def test_a_council_with_fewer_than_two_managers_is_told(cast):
    """The other council of the cast has none at all."""
    assert [(one.state, "乙地区" in one.says) for one in found(records.people)] == [("bad", True)]
    cast.manager.pledges.all().update(revoked_at=timezone.now())
    assert [(one.state, "1人" in one.says) for one in found(records.people)] == [("warn", True), ("bad", False)]


def test_the_page_is_the_administrators_and_says_what_to_do(client, cast):
    page = login(client, cast.administrator).get("/upkeep/")
    assert page.status_code == 200
    body = page.content.decode()
    for word in ("バックアップ", "閲覧台帳", "順番待ち", "知らせ", "ディスク", "データベース", "worker", "beat", "版"):
        assert word in body, word
    assert "worker と beat を動かしてください" in body
    assert "異常" in body
    assert login(client, cast.manager).get("/upkeep/").status_code == 403


def test_doctor_ends_with_one_where_something_is_wrong_and_mends_nothing(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "DOCTOR", (servers.versions, servers.migrations))
    call_command("doctor")
    assert "悪いところはありません" in capsys.readouterr().out
    monkeypatch.setattr(doctor, "DOCTOR", (servers.versions, servers.worker))
    cache.delete(HEARTBEAT)
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", language="en")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "× Worker: Nothing was heard of it" in said
    assert "    → Start worker and beat" in said
    assert "1 thing is wrong." in said


def test_home_tells_an_administrator_of_a_late_backup_and_nobody_else(client, cast, settings, whole_home):
    def says_so(user):
        return 'href="/upkeep/"' in login(client, user).get("/").content.decode().partition("<main")[2]

    assert not says_so(cast.administrator)
    settings.PRODUCTION = True
    assert says_so(cast.administrator)
    assert not says_so(cast.manager)
    now = timezone.now()
    BackupRun.objects.create(begun_at=now, ended_at=now - timedelta(hours=29), folder="/media/backup", name="one")
    settings.BACKUP_TO = "/media/backup"
    assert not says_so(cast.administrator)
    BackupRun.objects.create(begun_at=now, folder="/media/backup", failed="full")
    assert says_so(cast.administrator)
