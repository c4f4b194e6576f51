"""Production starts with nothing missing, or says everything that is."""

import base64
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.models import Installation
from config import engine, refusals
from config.engine import postgres
from config.environment import CANNOT_START
from privacy import keyfiles

ADDRESS = "postgresql://yorisoi_app:" + "k3" * 12 + "@database/yorisoi"


@pytest.fixture
def sound(settings, tmp_path, db):
    """Settings of which nothing is to be said."""
    keyfiles.ensure(tmp_path)
    settings.PRODUCTION, settings.DEBUG, settings.DEMO_SIGN_IN = True, False, False
    settings.ALLOWED_HOSTS, settings.KEYS_DIR = ["yorisoi.example.jp"], tmp_path
    settings.DATABASE_URL, settings.REDIS_URL = ADDRESS, "rediss://:" + "q7" * 12 + "@broker:6379/0"
    return settings


def test_a_sound_installation_is_not_refused(sound):
    assert refusals.refusals() == []
    refusals.enforce()


def test_everything_is_named_at_once(sound, tmp_path):
    sound.DEBUG, sound.ALLOWED_HOSTS = True, []
    (tmp_path / "index").unlink()
    Installation.mark_demo()
    with pytest.raises(ImproperlyConfigured) as refused:
        refusals.enforce()
    for word in ("DEBUG", "ALLOWED_HOSTS", "“index”", "demo data"):
        assert word in str(refused.value)
    assert "“fields”" not in str(refused.value)


def test_outside_of_production_nothing_is_refused(sound):
    sound.PRODUCTION, sound.DEBUG = False, True
    refusals.enforce()


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"\0" * 32, "default"),
        (b"correct horse battery staple 123", "typed phrase"),
        (b"short", "cannot be read"),
    ],
)
def test_a_weak_key_is_named(sound, tmp_path, raw, word):
    (tmp_path / "django-secret").write_bytes(base64.b64encode(raw))
    (sentence,) = refusals.refusals()
    assert "“django-secret”" in sentence
    assert word in sentence


def test_one_key_under_two_names_is_named(sound, tmp_path):
    (tmp_path / "index").write_bytes((tmp_path / "fields").read_bytes())
    assert ["“fields” and “index” are the same" in sentence for sentence in refusals.refusals()] == [True]


@pytest.mark.parametrize("password", ["", "changeme", "short1"])
def test_a_weak_database_password_is_named_and_not_shown(sound, password):
    sound.DATABASE_URL = f"postgresql://yorisoi_app:{password}@database/yorisoi"
    (sentence,) = refusals.refusals()
    assert "DATABASE_URL" in sentence
    assert not password or password not in sentence


def test_every_host_and_demo_sign_in_are_refused(sound):
    sound.ALLOWED_HOSTS, sound.DEMO_SIGN_IN = ["*"], True
    assert len(refusals.refusals()) == 2


def production(*command, **variables):
    """A process of its own, on the bundled servers of this run, with keys that nobody made."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YORISOI_")}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.production", "PYTHONWARNINGS": "ignore", **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=engine.ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_web_and_worker_do_not_start_and_make_no_key(tmp_path):
    for command in (("-c", "import config.wsgi"), ("-m", "celery", "-q", "-A", "config", "worker", "-P", "solo")):
        ended = production(*command, VAR_DIR=str(tmp_path))
        assert ended.returncode == CANNOT_START, command
        assert "No host is allowed" in ended.stderr, ended.stderr
        assert "“fields” cannot be read" in ended.stderr
    assert not (tmp_path / "keys").exists()


def test_a_changed_key_is_refused_before_it_does_harm(tmp_path, own_database):
    variables = {
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": postgres.url(engine.var_dir(), postgres.APP, own_database),
    }
    assert production("-c", "import config.wsgi", **variables).returncode == 0
    (tmp_path / "keys" / "index").write_bytes(base64.b64encode(os.urandom(32)))
    ended = production("-c", "import config.wsgi", **variables)
    assert ended.returncode == CANNOT_START
    assert "is not the one this database was written with" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_page_in_production_is_served_over_tls_with_a_host_cookie(tmp_path):
    keyfiles.ensure(tmp_path / "keys")
    ended = production("-c", PAGE, VAR_DIR=str(tmp_path), ALLOWED_HOSTS="yorisoi.example.jp", TRUSTED_PROXIES="1")
    assert ended.returncode == 0, ended.stderr
    plain, tls, cookies, hsts = ended.stdout.split("\n")[:4]
    assert plain == "301 https://yorisoi.example.jp/"
    assert tls == "200"
    assert "__Host-csrf" in cookies
    assert "Secure" in cookies
    assert "Domain" not in cookies
    assert hsts.startswith("max-age=31536000")


PAGE = """
import django
django.setup()
from django.test import Client
from django.urls import reverse
client = Client(headers={"host": "yorisoi.example.jp"})
plain = client.get("/")
print(plain.status_code, plain["Location"])
page = client.get(reverse("account_login"), headers={"x-forwarded-proto": "https"})
print(page.status_code)
print(page.cookies.output().replace("\\r\\n", " "))
print(page["Strict-Transport-Security"])
"""
