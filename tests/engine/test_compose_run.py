"""The compose file run for real by podman, with stand-ins for the publishers' images (`tests/engine/stand_ins.py` makes them): secrets,
start, first people over TLS, a consultation, backup and restore, a killed web container. Only where all of it is at hand, and by itself.
"""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from config.engine import ROOT
from tests.accounts.phone import code_now
from tests.engine import stand_ins
from tests.engine.copies import free_port

HOST, PASSWORD, PROJECT = "yorisoi.test", "a long new password", "yorisoi-test"
CONF = """[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
"""


def missing() -> str:
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return "builds and starts seven containers: run by itself, not beside the others"
    if os.geteuid() or not all(map(shutil.which, ("podman", "podman-compose", "runc"))):
        return "needs root, podman, podman-compose and runc"
    asked = [subprocess.run(["podman", "image", "exists", name], check=False).returncode for name in stand_ins.IMAGES]
    return "needs the images: python -m tests.engine.stand_ins" if any(asked) else ""


WHY = missing()
pytestmark = pytest.mark.skipif(bool(WHY), reason=WHY)


class Server:
    """The folder of an installation, as an administrator has it."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
        # The ports of this machine may be taken; everything else is the file as it is.
        compose = folder / "docker-compose.yml"
        text = compose.read_text()
        assert '"80:8080", "443:8443"' in text
        compose.write_text(text.replace('"80:8080", "443:8443"', f'"{self.port}:8443"'))
        self.backup = folder.parent / "backup"
        self.backup.mkdir()
        os.chown(self.backup, 10001, 10001)
        override = f'services:\n  prepare:\n    volumes: ["{self.backup}:/backup"]\n'
        (folder / "docker-compose.override.yml").write_text(override)
        conf = folder.parent / "containers.conf"
        conf.write_text(CONF)
        self.environment = os.environ | {"CONTAINERS_CONF": str(conf), "YORISOI_HOST": HOST, "YORISOI_TLS": "tls internal"}

    def run(self, *command, check=True) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def compose(self, *arguments, **kwargs):
        """With the folder for backups mounted: podman-compose 1.0 forgets `-v` of its `run`."""
        files = ["-f", "docker-compose.yml", "-f", "docker-compose.override.yml"]
        return self.run("podman-compose", "-p", PROJECT, *files, *arguments, **kwargs)

    def podman(self, *arguments, **kwargs):
        return self.run("podman", *arguments, **kwargs)

    def manage(self, *arguments):
        return self.compose("run", "--rm", "-T", "--no-deps", "prepare", "python", "manage.py", *arguments).stdout

    def start(self):
        """In the order of `depends_on`: podman-compose 1.0 knows no conditions."""
        self.run(sys.executable, "deploy/make_secrets.py", "secrets")
        for target in ("app", "proxy"):
            build = ["build", "--quiet", *stand_ins.LIMITS, "--network", "host", "--target", target]
            self.podman(*build, "--tag", f"localhost/yorisoi/{target}:0.1.0", ".")
        self.compose("up", "-d", "postgres", "redis")
        for name in ("postgres", "redis"):
            self.until_well(name)
        self.compose("up", "-d", "--no-deps", "prepare")
        assert self.podman("wait", f"{PROJECT}_prepare_1").stdout.strip() == "0", self.podman(
            "logs", f"{PROJECT}_prepare_1"
        ).stdout
        self.compose("up", "-d", "--no-deps", "web", "worker", "beat", "proxy")
        for name in ("web", "worker", "beat", "proxy"):
            self.until_well(name)

    def until_well(self, name):
        """By the file's own health check; on a machine without systemd nobody else runs it."""
        until(
            lambda: self.podman("healthcheck", "run", f"{PROJECT}_{name}_1", check=False).returncode == 0, f"{name} is not well"
        )

    def close(self):
        self.compose("down", "-v", check=False)


def until(true, complaint, patience=120):
    deadline = time.monotonic() + patience
    while not (found := true()):
        assert time.monotonic() < deadline, complaint
        time.sleep(0.5)
    return found


class Browser:
    """Over TLS, by the name of the server; follows nothing."""

    def __init__(self, port):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *args):
                return None

        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self.base = f"https://{HOST}:{port}"
        handlers = urllib.request.HTTPCookieProcessor(CookieJar()), Stay(), urllib.request.HTTPSHandler(context=trusting)
        self.opener = urllib.request.build_opener(*handlers)

    def ask(self, path, data=None):
        wanted = urllib.request.Request(
            self.base + path, data and urlencode(data, doseq=True).encode(), {"Referer": self.base + path}
        )
        try:
            with self.opener.open(wanted, timeout=20) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode(errors="replace")
        except OSError:
            return 0, "", ""

    def send(self, path, **data):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(path)[2])
        return self.ask(path, {"csrfmiddlewaretoken": token[1], **data})

    def enter(self, link, login):
        """From the paper to the second factor, as somebody new does."""
        assert self.ask(link)[0] == 302
        assert self.send("/link/", password=PASSWORD, again=PASSWORD)[:2] == (303, "/account/login/")
        assert self.send("/account/login/", login=login, password=PASSWORD)[0] == 303
        page = self.ask("/account/second-factor/")[2]
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        answer = self.ask("/account/second-factor/", {"csrfmiddlewaretoken": token, "code": code_now(secret)})
        assert answer[:2] == (303, "/account/recovery-codes/"), answer


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("office") / "yorisoi")
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture
def named(server, monkeypatch):
    """The name leads to this machine, as it would by DNS."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **kwargs: real("127.0.0.1" if host == HOST else host, *args, **kwargs)
    )


def test_an_office_moves_in_is_backed_up_and_restored_elsewhere_and_survives_a_kill(server, named):
    browser = Browser(server.port)
    until(lambda: browser.ask("/readyz")[0] == 200, "it is never ready")
    town = ["--council", "甲地区社会福祉協議会", "--url", f"https://{HOST}"]
    server.manage("bootstrap", "first.admin", "second.admin", *town)
    said = server.manage("appoint", "first.manager", "second.manager", *town)
    browser.enter(re.search(r"first\.manager: \S+(/link/\S+/)", said)[1], "first.manager")
    consultation = {
        "draft": uuid.uuid4(), "once": uuid.uuid4(), "intake_date": "令和5年9月12日", "means": "phone", "route": "self", "same": "other",
        "consulter_name": "露﨑 光江", "name": "髙橋 ヨシ子", "kana": "たかはし よしこ", "birth": "S18.5.7", "place": "", "words": "通帳が見つからない",
        "topics": ["dementia"], "main_topic": "dementia", "urgency": "soon", "consent": "oral",
    }  # fmt: skip
    status, case, _page = browser.send("/intake/", **consultation)
    assert (status, case[:7]) == (303, "/cases/"), (status, case)
    assert "髙橋 ヨシ子" in browser.ask(case)[2]
    assert (
        "○ Rights in the database"
        in server.compose(
            "run", "--rm", "-T", "--no-deps", "prepare", "python", "manage.py", "doctor", "--language", "en", check=False
        ).stdout
    )

    folder = server.backup
    words = server.manage("backup", "/backup")
    assert len(re.findall("[ぁ-ん]{2,}", words)) == 24
    (folder / "words").write_text(words)
    elsewhere = [
        "run",
        "--rm",
        "-v",
        f"{folder}:/backup:ro",
        "-e",
        "VAR_DIR=/tmp/restored",
        "-e",
        "DJANGO_SETTINGS_MODULE=config.settings.dev",
    ]
    restored = server.podman(
        *elsewhere, "yorisoi/app:0.1.0", "python", "manage.py", "restore", "/backup", "--words-file", "/backup/words"
    )
    assert "The ledger is whole" in restored.stdout

    pid = int(server.podman("inspect", "--format", "{{.State.Pid}}", f"{PROJECT}_web_1").stdout)
    os.kill(pid, signal.SIGKILL)
    until(lambda: browser.ask("/readyz")[0] == 200, "the killed web container did not come back")
    again = int(server.podman("inspect", "--format", "{{.State.Pid}}", f"{PROJECT}_web_1").stdout)
    assert again != pid
    assert "髙橋 ヨシ子" in browser.ask(case)[2]
