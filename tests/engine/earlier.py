"""Backups of an invented office that earlier versions made, with the words of their recovery keys, for `test_upgrade.py`.

`python -m tests.engine.earlier COMMIT NAME` has that version make one, with today's packages. At a release: its tag, so that the next
version is tried on what it wrote.
"""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from config.engine import ROOT
from tests.engine.copies import environment

BACKUPS = Path(__file__).parent / "backups"
PLANT = """
from datetime import date
from accounts.models import Installation
from casework import services
from casework.models import ProgressNote
from privacy import context
from privacy.areas import Area
from privacy.ledger import sealer
from privacy.roles import Role
from tests.cast import make_council, make_member, make_user
from tests.factories.casework import make_case, make_note
council, district, *_ = make_council(Area.objects.make(name="試験市", kind=Area.Kind.CITY), "甲地区社会福祉協議会", ("甲台", "台"))
kudo = make_member(make_user("kudo", is_demo=True), Role.COORDINATOR, council)
make_member(make_user("homon", is_demo=True), Role.VISITOR, district)
make_member(make_user("kanri", is_demo=True), Role.MANAGER, council)
Installation.mark_demo()
for number in range(5):
    case = make_case(kudo, district)
    for turn in range(3):
        make_note(kudo, case, text=f"{number} の {turn} 回目。", minutes=20 + turn)
with context.on_behalf_of(kudo):
    note = ProgressNote.objects.visible_to(kudo, "note.read").get(case=case, minutes=20)
    services.note_correct(note, actor=kudo, reason="書き誤り", text="直した。")
sealer.seal()
"""


def make(commit: str, name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="yorisoi-earlier-") as place:
        os.chmod(place, 0o711)
        tree, var, folder = (Path(place) / part for part in ("tree", "var", "backup"))
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(tree, filter="data")

        def manage(*arguments) -> str:
            command = [sys.executable, "-W", "ignore", tree / "manage.py", *arguments]
            return subprocess.run(
                command, cwd=tree, env=environment(var, PYTHONPATH=str(tree)), stdout=subprocess.PIPE, text=True, check=True
            ).stdout

        manage("migrate", "--verbosity", "0")
        manage("shell", "-c", PLANT)
        said = manage("backup", str(folder))
        shutil.copytree(folder, BACKUPS / name)
        (BACKUPS / name / "words").write_text(said)


if __name__ == "__main__":
    make(*sys.argv[1:])
