import base64

import pytest

from privacy import keyfiles


@pytest.fixture(autouse=True)
def no_given_keys(monkeypatch):
    for name in keyfiles.NAMES:
        monkeypatch.delenv("YORISOI_KEY_" + name.upper().replace("-", "_"), raising=False)


def test_keys_are_made_once_and_for_the_owner_alone(tmp_path):
    made = keyfiles.ensure(tmp_path / "keys")
    assert made == list(keyfiles.NAMES)
    before = {name: keyfiles.read(tmp_path / "keys", name) for name in keyfiles.NAMES}
    assert keyfiles.ensure(tmp_path / "keys") == []
    assert {name: keyfiles.read(tmp_path / "keys", name) for name in keyfiles.NAMES} == before
    assert len(set(before.values())) == len(keyfiles.NAMES)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_a_lost_key_is_never_replaced_by_a_new_one(tmp_path):
    keyfiles.ensure(tmp_path)
    (tmp_path / "fields").unlink()
    with pytest.raises(keyfiles.KeyMissing, match="fields"):
        keyfiles.ensure(tmp_path)
    with pytest.raises(keyfiles.KeyMissing, match="fields"):
        keyfiles.read(tmp_path, "fields")


def test_a_mounted_secret_wins_over_the_directory(tmp_path, monkeypatch):
    keyfiles.ensure(tmp_path)
    secret = tmp_path / "mounted"
    secret.write_text(base64.b64encode(b"k" * 32).decode())
    monkeypatch.setenv("YORISOI_KEY_INDEX_FILE", str(secret))
    assert keyfiles.read(tmp_path, "index") == b"k" * 32


def test_what_is_mounted_is_neither_made_in_the_directory_nor_missed_there(tmp_path, monkeypatch):
    monkeypatch.setenv("YORISOI_KEY_INDEX", base64.b64encode(b"k" * 32).decode())
    others = {name for name in keyfiles.NAMES if name != "index"}
    assert set(keyfiles.ensure(tmp_path)) == {path.name for path in tmp_path.iterdir()} == others
    assert keyfiles.ensure(tmp_path) == []


def test_a_short_key_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("YORISOI_KEY_INDEX", base64.b64encode(b"short").decode())
    with pytest.raises(keyfiles.KeyMissing, match="32 bytes"):
        keyfiles.read(tmp_path, "index")
