"""Files that a password opens: Excel's own encryption, and for everything else a zip with AES-256 as 7-Zip and others open it."""

import io
import os
import secrets
import struct
import zipfile
import zlib

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from msoffcrypto.format.ooxml import OOXMLFile

# Without letters and digits that look alike on paper; 20 of them are 98 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SALT, KEY, MARK, BLOCK = 16, 32, 10, 16
# https://www.winzip.com/en/support/aes-encryption/: AE-2, 256 bits; what is packed inside is deflated.
AES, DEFLATED = 99, 8
EXTRA = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, DEFLATED)
ROUNDS = 1000
ENCRYPTED = 0x1
FIRST_DAY = (1 << 5) | 1


def make_password() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _each in range(20))
    return "-".join(letters[start : start + 5] for start in range(0, 20, 5))


def lock_excel(data: bytes, password: str) -> bytes:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, locked)
    return locked.getvalue()


def lock_zip(name: str, data: bytes, password: str) -> bytes:
    """A zip of one file. The standard library writes none that is encrypted; the password has 98 bits, so few rounds are enough."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    salt = os.urandom(SALT)
    keys = PBKDF2HMAC(hashes.SHA1(), 2 * KEY + 2, salt, ROUNDS).derive(password.encode())  # noqa: S303 - as the format has it
    body = _in_counter_mode(packed, keys[:KEY])
    mac = hmac.HMAC(keys[KEY : 2 * KEY], hashes.SHA1())  # noqa: S303
    mac.update(body)
    return _one_file(name.encode("ascii"), len(data), salt + keys[2 * KEY :] + body + mac.finalize()[:MARK])


def _in_counter_mode(data: bytes, key: bytes) -> bytes:
    """The format counts from 1, its lowest byte first."""
    blocks = -(-len(data) // BLOCK)
    counters = b"".join(number.to_bytes(BLOCK, "little") for number in range(1, blocks + 1))
    stream = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(counters)[: len(data)]  # noqa: S305
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")


def _one_file(name: bytes, size: int, body: bytes) -> bytes:
    """Local head, body, directory, its end (APPNOTE 4.3). The checksum is left out, as AE-2 has it."""
    both = struct.pack("<HHHHHIIIHH", 51, ENCRYPTED, AES, 0, FIRST_DAY, 0, len(body), size, len(name), len(EXTRA))
    local = b"PK\x03\x04" + both + name + EXTRA + body
    directory = b"PK\x01\x02" + struct.pack("<H", 51) + both + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name + EXTRA
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local), 0)
    return local + directory + end


def together(files: dict[str, bytes]) -> bytes:
    """Several files, each locked for itself, in one."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()
