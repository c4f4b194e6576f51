"""What an earlier version wrote is there in this one: found, read, written on, with its history and its proofs.

`backups/` holds what those versions themselves made of an invented office (`earlier.py` says how).
"""

import json

import pytest

from tests.engine.copies import manage
from tests.engine.earlier import BACKUPS

LOOK = """
import json
import os
from django.core.management import call_command
from django.test import Client
from accounts.models import User
from casework.models import Case, CaseStep, Person, ProgressNote
from privacy import context
from tests.cast import login, make_pledge
from tests.factories.casework import make_note
kudo, kanri = (User.objects.get(username=name) for name in ("kudo", "kanri"))
for user in (kudo, kanri):
    make_pledge(user)
def page(user, path):
    answer = login(Client(headers={"host": "localhost"}), user).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()
with context.on_behalf_of(kudo):
    notes = ProgressNote.objects.visible_to(kudo, "note.read").filter(minutes__gte=20).order_by("met_at")
    found = {"notes": [note.text for note in notes], "people": [one.name for one in Person.objects.visible_to(kudo, "person.read")]}
    corrected = next(note for note in notes if note.text == "直した。")
    found["versions"] = [one.text for one in corrected.history.order_by("history_date")]
    case = corrected.case
make_note(kudo, case, text="新しい版で書く")
shown = page(kudo, f"/cases/{case.pk}/")
found["case"] = [words in shown for words in ("髙橋 ヨシ子", "直した。", "4 の 2 回目。", "新しい版で書く")]
found["list"] = page(kudo, "/cases/").count("髙橋 ヨシ子")
for path in ("/", "/round/", "/reports/?report=monthly&period=2023-09", "/staff/review/"):
    page(kanri, path)
call_command("verify_ledger", stdout=open(os.devnull, "w"))
print(json.dumps(found))
"""


@pytest.mark.parametrize("version", sorted(path.name for path in BACKUPS.iterdir()))
def test_what_an_earlier_version_wrote_is_there_and_goes_on(version, tmp_path):
    """Half a minute: a machine of its own, on which everything that changed in the tables since is changed."""
    folder, var = BACKUPS / version, tmp_path / "var"
    restored = manage(var, "restore", str(folder), "--words-file", str(folder / "words"), "--without-what-ended")
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "The ledger is whole" in restored.stdout
    looked = manage(var, "shell", "-v", "0", "-c", LOOK)
    assert looked.returncode == 0, looked.stderr[-3000:]
    found = json.loads(looked.stdout.splitlines()[-1])
    said = [f"{case} の {turn} 回目。" for case in range(5) for turn in range(3)]
    assert sorted(found["notes"]) == sorted({*said, "直した。"} - {"4 の 0 回目。"})
    assert found["people"] == ["髙橋 ヨシ子"] * 5
    assert found["versions"] == ["4 の 0 回目。", "直した。"]
    assert found["case"] == [True] * 4
    assert found["list"] >= 5
