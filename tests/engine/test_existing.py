"""On engines that are not ours: Debian's PostgreSQL behind PgBouncer in transaction mode, with a copy that follows, and Redis; two web
servers, two workers, two beats, of which each is killed while people work. Only where the three are installed: it takes some minutes.
"""

import itertools
import json
import os
import random
import re
import threading
import time
import urllib.error
import urllib.request
import uuid
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import psycopg
import pytest

from tests.engine.engines import APP, OWNER, Office, missing

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"not installed here: {missing()}"),
    pytest.mark.skipif(
        "PYTEST_XDIST_WORKER" in os.environ, reason="kills servers for minutes: run by itself, not beside the others"
    ),
]
NOTES, PEOPLE = 160, 4
PLANT = """
import django
django.setup()
from accounts.models import Installation
from privacy.areas import Area
from privacy.roles import Role
from tests.cast import make_council, make_member, make_user
from tests.factories.casework import make_case
council, district, *_ = make_council(Area.objects.make(name="試験市", kind=Area.Kind.CITY), "甲地区社会福祉協議会", ("甲台", "台"))
people = [make_member(make_user(f"kudo{n}", is_demo=True), Role.COORDINATOR, council) for n in range(4)]
for n in range(2):
    make_member(make_user(f"kanri{n}", is_demo=True), Role.MANAGER, council)
Installation.mark_demo()
print(make_case(people[0], district).pk)
"""
ANOTHER = (
    PLANT.partition("council, district")[0]
    + """
from accounts.models import User
make_case(User.objects.get(username="kudo0"), Area.objects.get(short_name="台"))
"""
)
STORED = """
import django
django.setup()
import json
from accounts.models import User
from casework.models import ProgressNote
from privacy import context
user = User.objects.get(username="kudo0")
with context.on_behalf_of(user):
    print(json.dumps({str(note.pk): note.text for note in ProgressNote.objects.visible_to(user, "note.read")}))
"""


@pytest.fixture(scope="module")
def office():
    made = Office()
    try:
        made.make()
        made.manage("migrate", "--verbosity", "0")
        made.manage("collectstatic", "--no-input", "--verbosity", "0")
        made.follow()
        made.case = made.python("-c", PLANT).stdout.split()[-1]
        for name in ("web-1", "web-2", "worker-1", "worker-2", "beat-1", "beat-2", "metrics"):
            made.start(name)
        for name in ("web-1", "web-2"):
            made.until(
                lambda name=name: get(made, name, "/readyz")[0] == 200, f"{name} is never ready: {get(made, name, '/readyz')}"
            )
        yield made
    finally:
        made.close()


class Browser:
    """Signed in at both servers; follows nothing."""

    def __init__(self, office, who):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *args):
                return None

        self.office, self.opener = office, urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay())
        page = self.ask("web-1", "/account/login/")[2]
        status, *_ = self.ask("web-1", "/account/demo/", {"csrfmiddlewaretoken": token_of(page), "login": who})
        assert status == 303

    def ask(self, web, path, data=None):
        """(status, where it leads, body); 0 where nobody answers."""
        try:
            address = f"http://localhost:{self.office.ports[web]}{path}"
            with self.opener.open(address, data and urlencode(data).encode(), timeout=30) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode(errors="replace")
        except OSError:
            return 0, "", ""


def token_of(page) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def get(office, web, path):
    try:
        with urllib.request.urlopen(f"http://localhost:{office.ports[web]}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()
    except OSError:
        return 0, ""


def test_doctor_finds_nothing_wrong_and_names_the_engines(office):
    office.until(lambda: office.python("-c", SEALED).stdout.strip() == "True", "nothing is sealed")
    said = office.manage("doctor", "--language", "en", check=False).stdout
    assert "×" not in said.replace("× Backup", ""), said
    assert re.search(r"○ Database: PostgreSQL 1[5-9]", said)
    assert "○ Broker: Redis 7" in said
    assert "○ Copy for reports: 0 seconds behind" in said
    assert "waits, and takes over when it stops" in said


SEALED = "import django; django.setup(); from config.upkeep import records; print(bool(records.sealed_at()))"


def test_what_lasts_longer_than_a_transaction_is_not_asked_of_the_pooler(office):
    """The owner is not known there, and the backup and the commands go past it."""
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(office.url(OWNER, "pooler"), connect_timeout=2)
    folder = office.place / "backup"
    made = office.manage("backup", str(folder)).stdout
    assert "yorisoi-keys.age" in made
    assert "as it was written" in office.manage("backup", str(folder), "--verify").stdout
    # From the copy too, so that the database itself has no work with it.
    later = office.manage("backup", str(folder), BACKUP_DATABASE_URL=office.url(APP, "copy"), DATABASE_OWNER_URL="").stdout
    assert "yorisoi-data-" in later
    assert "as it was written" in office.manage("backup", str(folder), "--verify").stdout
    office.manage("verify_ledger")


def test_a_report_is_counted_on_the_copy_and_here_when_that_stopped(office):
    """The copy is held back while a second case is taken: there is one of them there, and two here."""
    browser, path = Browser(office, "kudo1"), "/reports/?report=monthly&period=2023-09"
    with office.root(server="copy") as copy:
        copy.execute("SELECT pg_wal_replay_pause()")
        office.python("-c", ANOTHER)
        status, _where, page = browser.ask("web-1", path)
        assert (status, 'class="num">1<' in page, 'class="num">2<' in page) == (200, True, False)
        copy.execute("SELECT pg_wal_replay_resume()")
    office.kill("copy")
    began = time.monotonic()
    status, _where, page = browser.ask("web-2", path)
    assert (status, 'class="num">2<' in page) == (200, True)
    assert time.monotonic() - began < 10
    said = office.manage("doctor", "--language", "en", check=False).stdout
    assert "△ Copy for reports: It does not answer" in said
    office.start("copy")


class Work:
    """What some people write at once, each a note after the other, with a key of its own. Where no answer came, or a fault, it is sent
    again to the other server, as a person would."""

    def __init__(self, office):
        self.office, self.acknowledged, self.complaints = office, {}, []
        self.threads = [threading.Thread(target=self._all_of, args=(number,)) for number in range(PEOPLE)]

    def _all_of(self, number):
        browser = Browser(self.office, f"kudo{number}")
        for turn in range(NOTES // PEOPLE):
            self._one(browser, str(uuid.uuid4()), f"電話。{number} の {turn} 回目。")

    def _one(self, browser, key, text):
        path, deadline = f"/cases/{self.office.case}/notes/new/", time.monotonic() + 120
        fields = {"once": key, "means": "phone", "met_date": "2026-04-01", "met_time": "10:00", "text": text}
        for web in itertools.cycle(("web-1", "web-2")):
            status, where, page = browser.ask(web, path)
            if status == 200:
                status, where, page = browser.ask(web, path, {**fields, "csrfmiddlewaretoken": token_of(page)})
            if status == 303 and where == f"/cases/{self.office.case}/":
                self.acknowledged[key] = text
                return
            if status in (302, 303, 400, 403, 404, 422) or time.monotonic() > deadline:
                self.complaints.append((status, where, text))
                return
            time.sleep(0.2)


def test_each_is_killed_while_people_work_and_what_was_acknowledged_is_there_once(office):
    work, killed = Work(office), []
    for each in work.threads:
        each.start()
    order = ["web-1", "worker-1", "beat-1", "pooler", "web-2", "broker", "beat-2", "worker-2", "database", "web-1"]
    random.shuffle(order)
    for name in order:
        time.sleep(1.5)
        before = len(work.acknowledged)
        office.kill(name)
        time.sleep(0.5)
        office.start(name)
        killed.append((name, before))
    for each in work.threads:
        each.join(300)
    assert work.complaints == []
    assert len(work.acknowledged) == NOTES
    # While people worked: the last kill found some of them at it, and each some that were acknowledged since the one before.
    assert killed[-1][1] < NOTES, killed
    stored = json.loads(office.python("-c", STORED).stdout)
    assert {key: text for key, text in stored.items() if key in work.acknowledged} == work.acknowledged
    assert sorted(text for text in stored.values() if text.startswith("電話。")) == sorted(work.acknowledged.values())
    office.until(lambda: get(office, "web-1", "/readyz")[0] == 200, f"never ready again: {get(office, 'web-1', '/readyz')}")
    office.manage("verify_ledger")
    told = urllib.request.urlopen(f"http://127.0.0.1:{office.ports['metrics']}/metrics", timeout=10).read().decode()
    assert 'yorisoi_part_up{part="database"} 1' in told
    assert 'yorisoi_request_seconds_count{route="note_new",method="POST",status="303"}' in told
    assert "電話" not in told
