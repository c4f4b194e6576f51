"""The drill: another place, the two files and the words, and everything is there again; less than that opens nothing."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from io import StringIO

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from casework.models import Person
from casework.services.restricting import case_restrict
from config import engine
from config.backup import ENDED, KEYS, BackupError, archive, proof, recovery, restoring, running
from config.backup.where import Folder, data_files
from config.engine import postgres
from field.models import Device
from privacy import context
from privacy.areas import Area
from privacy.dossier_keys import DossierKey
from privacy.dossiers import READ, Dossier, Grant, Recusal, permission
from privacy.ledger import sealer
from privacy.roles import Role
from tests.cast import login, make_council, make_member, make_user
from tests.factories.casework import make_case
from tests.factories.field import make_device

NAME = "髙橋"


@pytest.fixture
def source(own_database, django_db_blocker, monkeypatch, settings, tmp_path):
    """A database with a case, a session and a sealed ledger; what the commands read points at it."""
    var = engine.var_dir()
    monkeypatch.setenv("DATABASE_OWNER_URL", postgres.url(var, postgres.OWNER, own_database))
    settings.LEDGER_ANCHOR = tmp_path / "anchor" / "ledger.jsonl"
    settings.VAR_DIR = tmp_path / "source"
    settings.VAR_DIR.mkdir()
    with django_db_blocker.unblock():
        _council, district, *_ = make_council(Area.objects.make(name="試験市", kind=Area.Kind.CITY), "甲地区", ("甲台", "台"))
        worker = make_member(make_user("caseworker"), Role.CASEWORKER, district)
        make_case(worker, district)
        from django.test import Client

        login(Client(), worker)
        sealer.seal()
        yield tmp_path / "backup"


def back_up(folder, *options) -> str:
    output = StringIO()
    call_command("backup", str(folder), *options, stdout=output)
    return output.getvalue()


def restore(folder, var, words):
    """In a process of its own, as a person at an empty machine would."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL"}
    }
    environment |= {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    manage = [sys.executable, engine.ROOT / "manage.py"]
    done = subprocess.run(
        [*manage, "restore", folder], input=words, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return done, None
    look = subprocess.run(
        [*manage, "shell", "-v", "0", "-c", LOOK], env=environment, capture_output=True, text=True, check=True
    )
    return done, json.loads(look.stdout)


LOOK = """
import json
from django.contrib.sessions.models import Session
from accounts.models import User
from accounts.models import Membership, Pledge
from allauth.mfa.models import Authenticator
from casework.models import Case, CaseRestriction, HiddenContact, Person, ProgressNote
from django.utils import timezone
from field.models import Device
from privacy import context
from privacy.ledger import sealer
from privacy.models import Dossier, DossierKey, Grant, Recusal
from django.db import connection
with context.on_behalf_of(User.objects.get(username="caseworker")) as actor:
    person = Person.objects.visible_to(User.objects.get(username="caseworker"), "person.read").earliest("created_at")
    name = person.family_name
    kept = [(row.person_id, row.phone) for row in HiddenContact.objects.visible_to(actor.user)]
    left = [(found.contact_hidden, found.phone) for found in Person.objects.visible_to(actor.user).filter(pk__in=[pk for pk, _ in kept])]
with connection.cursor() as cursor:
    era = sealer.head(cursor).era
print(json.dumps({"dossiers": Dossier.objects.count(), "cases": Case.objects.count(), "notes": ProgressNote.objects.count(),
                  "sessions": Session.objects.count(), "name": name, "era": era, "hidden": [phone for _, phone in kept], "left": left,
                  "roles": Membership.objects.filter(ended_at=None).count(), "pledges": Pledge.objects.filter(revoked_at=None).count(),
                  "active": list(User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)),
                  "factors": Authenticator.objects.count(), "tablets": Device.objects.in_use().count(),
                  "shares": Grant.objects.valid(timezone.localdate()).count(), "keys": DossierKey.objects.count(),
                  "restricted": Dossier.objects.filter(restricted=True).count(), "restrictions": CaseRestriction.objects.lasting().filter(person_too=True).count(),
                  "recusals": Recusal.objects.lasting().count(), "passwords": list(User.objects.exclude(password__startswith="!").order_by("username").values_list("username", flat=True))}))
"""


def test_everything_is_there_again_in_another_place_but_what_ended_since(source, tmp_path, settings):
    """And a restore proves its ledger after it has ended it again."""
    ending = what_will_end()
    words = back_up(source)
    wanted = counts()
    for name, end in ending.items():
        assert end(), name
    settings.BACKUP_TO = str(source)
    running.note_ended(timezone.now())
    done, found = restore(source, tmp_path / "a second place", words)
    assert done.returncode == 0, done.stderr
    standing = {
        "roles": 2,
        "pledges": 5,
        "factors": 0,
        "tablets": 0,
        "shares": wanted["shares"] - 1,
        "passwords": ["back", "boss", "caseworker", "disabled"],
        "keys": wanted["dossiers"] - 2,
        # But for the case that was erased too, with its part.
        "restricted": Dossier.objects.filter(restricted=True).count() - 2,
        "restrictions": 1,
        "recusals": 1,
        "hidden": ["0436-00-5188"],
        "left": [[True, ""]],
    }
    active = ["back", "boss", "caseworker", "ended", "lost"]
    assert found == {**wanted, **standing, "active": active, "sessions": 0, "name": NAME, "era": 2}
    assert wanted["cases"] == 6
    assert "The ledger is whole" in done.stdout
    assert (
        ": 1 shares by name, 2 erased dossiers, 1 recusals, 1 roles, 1 pledges, 1 accounts, 1 passwords that were changed, 1 passkeys, apps"
        in done.stdout
    )
    assert (
        "codes, 2 restricted records of people, 2 restrictions, 1 hidden addresses and telephones, 1 tablets.\n" in done.stdout
    )
    assert "2 of them without a key" in done.stdout
    again, _ = restore(source, tmp_path / "a second place", words)
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def what_will_end():
    """{what: how it ends} of one of each, made before the backup. "back" was disabled and enabled again before it, and stays."""
    worker, district = User.objects.get(username="caseworker"), Area.objects.get(short_name="台")
    ended, lost, disabled, back, boss = (make_user(name) for name in ("ended", "lost", "disabled", "back", "boss"))
    make_member(boss, Role.MANAGER, district.council)
    User.objects.filter(pk=back.pk).update(is_active=False)
    User.objects.filter(pk=back.pk).update(is_active=True)
    make_member(ended, Role.CASEWORKER, district)
    Authenticator.objects.create(user=lost, type="totp", data={})
    erased = make_case(worker, district, new_subject=None)
    share = Grant.objects.create(
        user=disabled, content_object_id=erased.dossier_id, permission_id=permission(READ), kind=Grant.Kind.SHARED,
        from_date=timezone.localdate(),
    )  # fmt: skip
    tablet = make_device(ended, district.council)
    restricted, then_erased, shared = (make_case(worker, district) for _ in range(3))
    make_case(worker, district, subject=shared.subject)
    now = timezone.now()
    return {
        "role": lambda: ended.memberships.update(ended_at=now),
        "pledge": lambda: ended.pledges.update(revoked_at=now),
        "account": lambda: User.objects.filter(pk=disabled.pk).update(is_active=False),
        "password": lambda: change_password(ended),
        "factor": lambda: Authenticator.objects.all().delete()[0],
        "share": lambda: Grant.objects.filter(pk=share.pk).end(timezone.localdate()),
        "tablet": lambda: Device.objects.filter(pk=tablet.pk).update(revoked_at=now, revoked_by=worker),
        "dossier": lambda: DossierKey.objects.filter(pk=erased.dossier_id).delete()[0],
        "recusal": lambda: Recusal.objects.create(user=lost, dossier=restricted.dossier.subject, why="family", created_by=lost),
        "restriction": lambda: restrict(restricted, boss, worker),
        "hiding": lambda: restrict(shared, boss, worker, hide_contact=True),
        "both": lambda: (
            restrict(then_erased, boss, worker) and DossierKey.objects.filter(pk=then_erased.dossier_id).delete()[0]
        ),
    }


def change_password(person):
    person.set_password("somebody knew the one before")
    person.save()
    return person.password_changed_at


def restrict(case, *people, **more):
    with context.on_behalf_of(people[0]) as actor:
        return case_restrict(case, actor=actor.user, why="abuse", holders=people, **more)


def counts():
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM django_session").fetchone() == (1,)
        tables = {
            "dossiers": "privacy_dossier",
            "cases": "casework_case",
            "notes": "casework_progressnote",
            "shares": "privacy_grant",
        }
        return {name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in tables.items()}


def test_the_words_are_shown_once_and_open_later_backups(source, tmp_path):
    first, second = back_up(source), back_up(source)
    assert len(re.findall("[ぁ-ん]{2,}", first)) == recovery.WORDS
    assert re.findall("[ぁ-ん]{2,}", second) == []
    archive.check(Folder(source), KEYS, recovery.identity(first))
    assert not any(
        word in path.read_text() for path in (tmp_path / "source").rglob("*") if path.is_file() for word in first.split("　")
    )


def test_other_words_open_nothing(source, tmp_path):
    back_up(source)
    words, _recipient = recovery.make()
    assert "another recovery key" in refused(source, tmp_path, " ".join(words))


def test_a_word_too_few_a_wrong_one_and_two_that_changed_places_are_told_apart():
    words, _recipient = recovery.make()
    recovery.identity(" ".join(f"{number}. {word}" for number, word in enumerate(words, 1)))
    for wrong, complaint in (
        (words[1:], "23 were given"),
        ([*words[:-1], "よりそい"], "Word 24"),
        ([*words[:22], *sorted(set(recovery.make()[0]) - set(words))[:2]], "do not belong together|Word"),
    ):
        with pytest.raises(BackupError, match=complaint):
            recovery.identity(" ".join(wrong))


@pytest.mark.parametrize("which", ["data", "keys"])
def test_a_changed_file_is_refused(source, tmp_path, which):
    words = back_up(source)
    target = source / (generations(source)[0] if which == "data" else KEYS)
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)
    assert f"{target.name} is damaged or was changed" in refused(source, tmp_path, words)


def test_a_data_file_that_somebody_else_made_is_refused(source, tmp_path):
    """Whoever knows the public half can encrypt to it; the MAC is what they cannot make."""
    words = back_up(source)
    identity, (name,) = recovery.identity(words), generations(source)
    manifest = archive.check(Folder(source), name, identity).manifest
    recipient = recovery.known_recipient(tmp_path / "source")
    members = [("data.sql.gz", [b"DROP TABLE privacy_accessevent"])]
    archive.write(Folder(source), name, manifest, members, recipient=recipient, key=b"\0" * 32)
    with pytest.raises(BackupError, match="not made by the installation"):
        restoring.restore(Folder(source), None, identity, tmp_path / "place")


def test_the_data_file_alone_opens_nothing(source, tmp_path):
    words = back_up(source)
    alone = empty(tmp_path / "alone")
    shutil.copy(source / generations(source)[0], alone)
    with pytest.raises(BackupError, match="bring the two together"):
        restoring.restore(Folder(alone), None, recovery.identity(words), tmp_path / "place")
    # Even with the words: what it holds of a person is ciphertext, and there is no key beside it.
    pieces = archive.walk(Folder(alone), generations(alone)[0], recovery.identity(words))
    dump = gzip.decompress(b"".join(piece for member, piece in pieces if member == "data.sql.gz"))
    assert b"COPY public.casework_person " in dump
    assert NAME.encode() not in dump
    wrapped = bytes(DossierKey.objects.values_list("wrapped", flat=True)[0])
    assert wrapped.hex().encode() not in dump
    assert Person.objects.count() == 1


def test_the_list_of_what_ended_must_be_there_and_the_newest(source, tmp_path):
    words = back_up(source)
    older = (source / ENDED).read_bytes()
    back_up(source)
    (source / ENDED).write_bytes(older)
    assert f"{ENDED} is older than {KEYS}" in refused(source, tmp_path, words)
    (source / ENDED).unlink()
    assert "what ended stands again" in refused(source, tmp_path, words)


def test_what_a_newer_version_noted_is_named_and_nothing_is_ended_by_halves():
    with pytest.raises(BackupError, match="does not know what that is: marriage"):
        proof._end_again([{"n": 1, "kind": "account", "key": "1", "until": None, "by": None}, {"n": 2, "kind": "marriage"}])


def test_data_files_keep_their_generations_and_the_newest_keys_replace_the_former(source):
    back_up(source)
    first = source / generations(source)[0]
    for number in range(3):
        first.with_name(f"yorisoi-data-2020010{number}T000000Z.age").write_bytes(b"older")
    before = (source / KEYS).read_bytes()
    back_up(source, "--keep", "2")
    names = generations(source)
    assert len(names) == 2
    assert not any(name.startswith("yorisoi-data-2020") for name in names[1:])
    assert (source / KEYS).read_bytes() != before
    assert not list(source.glob("*.new"))


def test_an_unencrypted_byte_never_reaches_the_folder(source):
    back_up(source)
    for path in source.iterdir():
        assert path.read_bytes().startswith(b"age-encryption.org/v1")
        assert path.stat().st_mode & 0o077 == 0


def generations(folder) -> list[str]:
    return data_files(Folder(folder))


def refused(source, tmp_path, words) -> str:
    """Why; and nothing was written."""
    place = tmp_path / "place"
    with pytest.raises(BackupError) as complaint:
        restoring.restore(Folder(source), None, recovery.identity(words), place)
    assert not place.exists()
    return str(complaint.value)


def empty(path):
    path.mkdir()
    return path
