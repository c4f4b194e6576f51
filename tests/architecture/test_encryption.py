"""Every encryption of the project, and what it binds. A new one is listed here with its row and its user, or this fails."""

import ast
import os
import uuid
from functools import cache

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy import keys
from tests.sources import APPS, files

# Modules that encrypt. `hashes`, `hmac` and the like make nothing that opens again.
CIPHERS = ("cryptography.hazmat.primitives.ciphers", "cryptography.hazmat.primitives.keywrap", "cryptography.fernet", "pyrage",
           "nacl", "Crypto", "Cryptodome", "django.core.signing")  # fmt: skip

# {file: {function that encrypts or opens: what the ciphertext is bound to}}
BINDS = {
    "privacy/fields.py": dict.fromkeys(("encrypt", "decrypt"), "model and field, row, dossier; under the dossier's own key"),
    "privacy/keys.py": dict.fromkeys(("wrap", "unwrap"), "model and field, dossier (which is the row)"),
    "accounts/encryption.py": dict.fromkeys(("encrypt", "decrypt"), "what its callers name: see CALLERS"),
    "accounts/migrations/0004_secrets_and_user_names.py": {
        "encrypt_for_their_owner": "opens what was bound to nobody, once, to encrypt it for its owner"
    },
    "field/sealing.py": {"unseal": "the item's id; under a key of the tablet's own making and the server's sealing key"},
    "field/bench/tablet.py": {"seal": "the same, from the other side"},
    "conferences/joint.py": dict.fromkeys(("lock", "open"), "the paper; under a key of which each part holds a share"),
    # As other programs open it: bound to the file alone, under its password, in no row.
    "exports/locking.py": {},
    # age binds nothing: the manifest inside names installation, time and every member's digest, under a MAC of our own.
    "config/backup/archive.py": dict.fromkeys(("write", "fill", "_decrypt"), "manifest with a MAC"),
    "config/backup/recovery.py": {"identity": "makes the recovery key; encrypts nothing"},
}
# Who encrypts by accounts.encryption: {(file, function): what is named beside the data}.
CALLERS = {
    ("accounts/encryption.py", "encrypt_session"): "model and field, session key (which is the row; its user stands inside)",
    ("accounts/encryption.py", "decrypt_session"): "the same",
    ("accounts/message_storage.py", "sign_object"): "the use, user; one cookie of a browser, in no row",
    ("accounts/message_storage.py", "unsign_object"): "the same",
    ("field/sealing.py", "new_pair"): "model and field, sealing key (which is the row)",
    ("field/sealing.py", "private_of"): "the same",
    ("accounts/encryption.py", "encrypt_secret"): "nobody: opens for nobody until `bind` encrypts it for its owner",
    ("accounts/encryption.py", "decrypt_secret"): "model and field, type, user (one of each type a user is the row)",
    ("accounts/encryption.py", "bind"): "the same",
    ("accounts/encryption.py", "seal_passkey"): "model and field, type, user (who has several: each opens the same account)",
    ("accounts/encryption.py", "open_passkey"): "the same",
    ("accounts/migrations/0004_secrets_and_user_names.py", "encrypt_for_their_owner"): "the same",
}


@cache
def sources() -> list:
    return [(name, ast.parse(path.read_text())) for name, path in files(*APPS, "deploy")]


def imported(tree) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def encrypts(tree) -> bool:
    return any(name == cipher or name.startswith(cipher + ".") for name in imported(tree) for cipher in CIPHERS)


def functions_with(tree, wanted) -> set[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {function.name for function in functions if any(wanted(node) for node in ast.walk(function))}


def names_cipher(node) -> bool:
    return isinstance(node, ast.Name) and node.id in {"AESGCM", "pyrage"}


def calls_ours(node) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (isinstance(called, ast.Name) and called.id in {"encrypt", "decrypt"}) or (
        isinstance(called, ast.Attribute)
        and called.attr in {"encrypt", "decrypt"}
        and ast.unparse(called.value) == "encryption"
    )


def test_every_encryption_is_listed_with_what_it_binds():
    found = {path: functions_with(tree, names_cipher) for path, tree in sources() if encrypts(tree)}
    assert found == {path: set(functions) for path, functions in BINDS.items()}


def test_each_gives_associated_data():
    seen = 0
    for path, tree in sources():
        for node in ast.walk(tree):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr in {"encrypt", "decrypt"} and ast.unparse(node.func.value).startswith("AESGCM"):
                assert len(node.args) == 3, f"{path}:{node.lineno}"
                assert not isinstance(node.args[2], ast.Constant), f"{path}:{node.lineno} binds the same for all"
                seen += 1
    assert seen == 12


def test_everybody_who_encrypts_for_the_accounts_names_row_and_user():
    found = set()
    for path, tree in sources():
        if path == "accounts/encryption.py" or any(name.startswith("accounts.encryption") for name in imported(tree)):
            found |= {(path, name) for name in functions_with(tree, calls_ours)}
    assert found == set(CALLERS)


def test_a_dossiers_key_opens_for_no_other_dossier_in_either_form():
    one, other = uuid.uuid4(), uuid.uuid4()
    key, nonce = os.urandom(32), os.urandom(12)
    before = nonce + AESGCM(keys.get(keys.MASTER)).encrypt(nonce, key, one.bytes)
    for wrapped in (keys.wrap(key, one), before):
        assert keys.unwrap(wrapped, one) == key
        with pytest.raises(InvalidTag):
            keys.unwrap(wrapped, other)
