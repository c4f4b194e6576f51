"""A row is opened by a decision of the policy, made in the same breath: nobody else says that it is within reach."""

import re

from tests.sources import files

# Where the lock is turned: {file: why it may}.
KEEPERS = {
    "privacy/confidential.py": "`visible_to` and `in_dossier_of` ask the policy in the same sentence",
    "privacy/keyring.py": "the keyring itself",
    "privacy/opening.py": "whoever makes a dossier, or many at once, writes into it",
    "privacy/reach.py": "`can`, after its yes",
    "privacy/together.py": "`sees` and `lies_in`, which ask the policy in the same statement",
    "privacy/reseal.py": "a note moved under `note.move`, on both sides",
    "casework/demo_scale.py": "invented dossiers that it has just made",
    "casework/bench/copies.py": "invented dossiers that it has just made",
    "visits/bench/fill.py": "invented dossiers that it has just made",
}
TURNS = re.compile(r"\._opened\(|_opens_for|\badmit\(|keyring\.made\(|opened_by_reach")


def test_nothing_is_opened_past_the_policy():
    read = {name: path.read_text() for name, path in files()}
    found = {name for name, text in read.items() if TURNS.search(text)}
    assert len(read) > 100
    assert found == set(KEEPERS)
