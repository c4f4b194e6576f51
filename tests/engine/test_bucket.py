"""Backups in a bucket, against moto's server (`store.py`), which verifies each signature: made, pruned, looked at, loaded, and what is wrong named."""

import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from types import SimpleNamespace

import boto3
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from config import engine
from config.backup import ENDED, KEYS, BackupError, archive, making, recovery, restoring, where
from config.models import BackupRun
from config.upkeep import records
from tests.engine.copies import free_port, until
from tests.engine.test_backup import back_up, source  # noqa: F401
from tests.engine.test_killed_backup import empty_database

ADDRESS = "s3://office/night"
MAY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'


@pytest.fixture(scope="module")
def server():
    """Its first three requests make a key and a bucket; from then on a request needs the key."""
    port = free_port()
    environment = os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": "4"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.engine.store", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=engine.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: answers(port))
        known = {"endpoint_url": f"http://127.0.0.1:{port}", "region_name": "us-east-1"}
        stranger = {**known, "aws_access_key_id": "nobody", "aws_secret_access_key": "nothing"}
        iam = boto3.client("iam", **stranger)
        iam.create_user(UserName="office")
        key = iam.create_access_key(UserName="office")["AccessKey"]
        iam.put_user_policy(UserName="office", PolicyName="all", PolicyDocument=MAY)
        boto3.client("s3", **stranger).create_bucket(Bucket="office")
        yield SimpleNamespace(**known, key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    finally:
        process.kill()
        process.wait()


def answers(port) -> bool:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    return False


@pytest.fixture
def bucket(server, monkeypatch, settings):
    monkeypatch.setenv("BACKUP_S3_ENDPOINT", server.endpoint_url)
    monkeypatch.setenv("BACKUP_S3_KEY", server.key)
    monkeypatch.setenv("BACKUP_S3_SECRET", server.secret)
    settings.BACKUP_TO = ADDRESS
    client = boto3.client(
        "s3", endpoint_url=server.endpoint_url, region_name=server.region_name, aws_access_key_id=server.key,
        aws_secret_access_key=server.secret,
    )  # fmt: skip
    yield client
    for found in client.list_objects_v2(Bucket="office").get("Contents", []):
        client.delete_object(Bucket="office", Key=found["Key"])


def test_a_backup_in_a_bucket_is_pruned_looked_at_and_loaded(source, bucket, tmp_path, capsys, monkeypatch):  # noqa: F811
    words = back_up(ADDRESS)
    bucket.put_object(Bucket="office", Key="night/yorisoi-data-20200101T000000Z.age", Body=b"older")
    bucket.put_object(Bucket="office", Key="elsewhere", Body=b"of somebody else")
    (tmp_path / "words").write_text(words)
    back_up(ADDRESS, "--keep", "1")
    place = where.of(ADDRESS)
    data, *others = place.names()
    assert others == [ENDED, KEYS]
    assert not data.startswith("yorisoi-data-2020")
    assert bucket.get_object(Bucket="office", Key=f"night/{data}")["Body"].read().startswith(b"age-encryption.org/v1")
    assert bucket.get_object(Bucket="office", Key="elsewhere")["Body"].read() == b"of somebody else"
    call_command("backup", verify=True, words_file=tmp_path / "words")
    said = capsys.readouterr().out
    assert f"{data}: as it was written" in said
    assert f"{data} opens: " in said
    run = BackupRun.objects.latest("pk")
    assert (run.folder, run.name, run.size) == (
        ADDRESS,
        data,
        bucket.head_object(Bucket="office", Key=f"night/{data}")["ContentLength"],
    )
    with empty_database() as url, psycopg.connect(url, autocommit=True) as connection:
        monkeypatch.setenv("DATABASE_OWNER_URL", url)
        restoring._load(archive.walk(place, data, recovery.identity(words)), tmp_path)
        assert connection.execute("SELECT username FROM accounts_user").fetchall() == [("caseworker",)]


def test_a_backup_that_fails_on_the_way_leaves_no_half(source, bucket, monkeypatch):  # noqa: F811
    back_up(ADDRESS)
    before = where.of(ADDRESS).names()

    def broken(snapshot, url):
        yield b"half of it" * 1_000_000
        raise BackupError("pg_dump failed")

    monkeypatch.setattr(making, "_dump", broken)
    with pytest.raises(CommandError, match="pg_dump failed"):
        back_up(ADDRESS)
    assert where.of(ADDRESS).names() == before
    assert "Uploads" not in bucket.list_multipart_uploads(Bucket="office")


WRONG = {
    "another secret": ({"BACKUP_S3_SECRET": "wrong"}, "refused", "BACKUP_S3_SECRET"),
    "another key": ({"BACKUP_S3_KEY": "nobody"}, "refused", "BACKUP_S3_KEY"),
    "no key": ({"BACKUP_S3_KEY": None}, "refused", "BACKUP_S3_KEY"),
    "no such bucket": ({}, "away", "s3://nowhere"),
    "no such server": ({"BACKUP_S3_ENDPOINT": "http://127.0.0.1:1"}, "away", "BACKUP_S3_ENDPOINT"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_has_its_answer(source, bucket, settings, monkeypatch, what):  # noqa: F811
    back_up(source)
    changed, why, do = WRONG[what]
    for name, value in changed.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    settings.BACKUP_TO = ADDRESS if what != "no such bucket" else "s3://nowhere"
    with pytest.raises(CommandError) as told:
        call_command("backup")
    assert os.environ["BACKUP_S3_SECRET"] not in str(told.value)
    is_told(why, do)


def is_told(why, do):
    assert BackupRun.objects.latest("pk").failed == why
    with translation.override("ja"):
        (found,) = records.backup(timezone.now())
    assert found.state == "bad"
    assert do in found.do


@pytest.fixture
def room(server):
    """`room(bytes)`: how much goes in yet."""

    def left(number):
        address = f"{server.endpoint_url}/_room?{number}"
        urllib.request.urlopen(urllib.request.Request(address, method="PUT"), timeout=10).close()

    yield left
    left("inf")


def test_what_lies_in_a_full_bucket_still_opens(source, bucket, room, tmp_path, capsys):  # noqa: F811
    """Full half-way: the keys went in, the data did not."""
    (tmp_path / "words").write_text(back_up(ADDRESS))
    before, place = where.of(ADDRESS).names(), where.of(ADDRESS)
    room(place.size(KEYS) + place.size(ENDED) + 1_000)
    with pytest.raises(CommandError, match="is full: make room there"):
        back_up(ADDRESS)
    is_told("full", "空きを作る")
    assert where.of(ADDRESS).names() == before
    assert "Uploads" not in bucket.list_multipart_uploads(Bucket="office")
    call_command("backup", verify=True, words_file=tmp_path / "words")
    said = capsys.readouterr().out
    assert f"{KEYS}: as it was written" in said
    assert f"{before[0]} opens: " in said
    bucket.put_object(Bucket="office", Key=f"night/{KEYS}", Body=b"age-encryption.org/v1 of somebody else")
    with pytest.raises(CommandError, match="1 of them cannot be relied on"):
        call_command("backup", verify=True)
