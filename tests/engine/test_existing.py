"""On engines that are not ours: Debian's PostgreSQL behind PgBouncer in transaction mode, with a copy that follows, and Redis; two web
servers, two workers, two beats, of which each is killed while people work. Only where the three are installed: it takes some minutes.
"""

import json
import os
import random
import re
import threading
import time
import urllib.error
import urllib.request

import psycopg
import pytest

from tests.engine.engines import APP, OWNER, Office, missing
from tests.engine.people_at_work import KINDS, Browser, things

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(
        "PYTEST_XDIST_WORKER" in os.environ, reason="kills servers for minutes: run by itself, not beside the others"
    ),
]
TOGETHER, PEOPLE = 400, 4
VICTIMS = ["web-1", "web-2", "worker-1", "worker-2", "beat-1", "beat-2", "broker", "pooler", "database"]
PLANT = """
import django
django.setup()
from accounts.models import Installation
from privacy.areas import Area
from privacy.roles import Role
from tests.cast import make_council, make_member, make_user
from tests.factories.casework import make_case
from tests.factories.visits import assign, enrol
council, district, *_ = make_council(Area.objects.make(name="試験市", kind=Area.Kind.CITY), "甲地区社会福祉協議会", ("甲台", "台"))
people = [make_member(make_user(f"kudo{n}", is_demo=True), Role.COORDINATOR, council) for n in range(4)]
for n in range(2):
    make_member(make_user(f"kanri{n}", is_demo=True), Role.MANAGER, council)
Installation.mark_demo()
case, door = make_case(people[0], district), enrol(people[0], district)
for n in range(4):
    assign(people[0], door, make_member(make_user(f"homon{n}", is_demo=True), Role.VISITOR, district))
print(case.pk, case.subject_id, door.pk)
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
from attachments.models import Attachment
from casework.models import Case, ProgressNote
from documents.models import Document
from privacy import context
from visits.models import Visit
user = User.objects.get(username="kudo0")
with context.on_behalf_of(user):
    found = {
        "note": [note.text for note in ProgressNote.objects.visible_to(user, "note.read")],
        "intake": [case.words for case in Case.objects.visible_to(user, "case.read")],
        "visit": [visit.note for visit in Visit.objects.visible_to(user, "visit.read")],
        "file": [file.description for file in Attachment.objects.visible_to(user)],
    }
found = {kind: [text for text in texts if text.endswith("回目。")] for kind, texts in found.items()}
print(json.dumps(found | {"paper": [str(pk) for pk in Document.objects.values_list("pk", flat=True)]}))
"""


@pytest.fixture(scope="module")
def office():
    made = Office()
    try:
        made.make()
        made.manage("migrate", "--verbosity", "0")
        made.manage("collectstatic", "--no-input", "--verbosity", "0")
        made.follow()
        made.records = dict(zip(("case", "person", "door"), made.python("-c", PLANT).stdout.split()[-3:], strict=True))
        for name in ("web-1", "web-2", "worker-1", "worker-2", "beat-1", "beat-2", "metrics"):
            made.start(name)
        for name in ("web-1", "web-2"):
            made.until(
                lambda name=name: get(made, name, "/readyz")[0] == 200, f"{name} is never ready: {get(made, name, '/readyz')}"
            )
        yield made
    finally:
        made.close()


def get(office, web, path):
    try:
        with urllib.request.urlopen(f"http://localhost:{office.ports[web]}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()
    except OSError:
        return 0, ""


def in_the_making(office) -> int:
    with office.root() as root:
        return root.execute("SELECT count(*) FROM documents_document WHERE status = 'making'").fetchone()[0]


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
    """What some people do at once, each one thing after the other."""

    def __init__(self, office, seed):
        self.office, self.acknowledged, self.complaints = office, [], []
        self.threads = [threading.Thread(target=self._all_of, args=(who, random.Random(seed + who))) for who in range(PEOPLE)]

    def _all_of(self, who, dice):
        desk, outside = Browser(self.office, f"kudo{who}"), Browser(self.office, f"homon{who}")
        for thing in things(TOGETHER // PEOPLE, who, dice):
            complaint = thing.done_by(outside if thing.kind == "visit" else desk)
            (self.complaints if complaint else self.acknowledged).append(complaint or thing)

    @property
    def goes_on(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)


def test_each_is_killed_at_random_while_people_work_and_what_was_acknowledged_is_there_once(office):
    """Notes, consultations, visits, files, and papers that a worker makes. `KILLS_SEED` throws the dice of an earlier run again."""
    seed = int(os.environ.get("KILLS_SEED") or time.time())
    print(f"KILLS_SEED={seed}")
    work, dice, killed = Work(office, seed), random.Random(seed), []
    for thread in work.threads:
        thread.start()
    while work.goes_on:
        for name in dice.sample(VICTIMS, len(VICTIMS)):
            # Some things are done between two falls: what is killed was at work.
            wanted = len(work.acknowledged) + dice.randint(1, 12)
            while work.goes_on and len(work.acknowledged) < wanted:
                office.revive()
                time.sleep(0.05)
            if work.goes_on:
                office.kill(name)
                time.sleep(dice.uniform(0, 2))
                office.start(name)
                killed.append(name)
    assert work.complaints == []
    assert len(work.acknowledged) == TOGETHER
    assert len(killed) > 3 * len(VICTIMS), killed
    office.revive()
    office.until(lambda: in_the_making(office) == 0, "a paper is never made", 180)
    stored = json.loads(office.python("-c", STORED).stdout)
    told = {kind: sorted(thing.words for thing in work.acknowledged if thing.kind == kind) for kind in KINDS}
    told["paper"] = sorted(thing.key for thing in work.acknowledged if thing.kind == "paper")
    # A consultation is the first note of its case.
    told["note"] = sorted(told["note"] + told["intake"])
    assert {kind: sorted(found) for kind, found in stored.items()} == told
    assert min(map(len, told.values())) > 10, "each kind was tried"
    office.until(lambda: get(office, "web-1", "/readyz")[0] == 200, f"never ready again: {get(office, 'web-1', '/readyz')}")
    office.manage("verify_ledger")
    measured = urllib.request.urlopen(f"http://127.0.0.1:{office.ports['metrics']}/metrics", timeout=10).read().decode()
    assert 'yorisoi_part_up{part="database"} 1' in measured
    assert 'yorisoi_request_seconds_count{route="note_new",method="POST",status="303"}' in measured
    assert "回目" not in measured
