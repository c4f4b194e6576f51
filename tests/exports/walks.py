"""A file asked for, made and opened through the pages, as somebody does who holds its password."""

import hashlib
import hmac
import io
import re
import struct
import uuid
import zipfile
import zlib

import msoffcrypto
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.urls import reverse
from django.utils.http import urlencode

from exports.models import Export
from privacy import outbox
from privacy.outbox import OutboxMessage
from ui import workbook

DAYS = {"from_date": "2019-04-01", "until_date": "2031-03-31"}


def query(*areas, **changed) -> str:
    chosen = {"kind": "consultations", **DAYS, "districts": [area.pk for area in areas], "split": "", "form": "xlsx", **changed}
    return f"{reverse('export_new')}?{urlencode(chosen, doseq=True)}"


def look(client, *areas, **changed) -> str:
    return client.get(query(*areas, **changed)).content.decode()


def told(page) -> dict:
    return dict(re.findall(r'name="(people|rows)" value="(\d+)"', page))


def ask(client, *areas, purpose="監査の資料", recipient="市の福祉課", **changed) -> Export:
    address = query(*areas, **changed)
    page = client.get(address).content.decode()
    given = {"purpose": purpose, "recipient": recipient, "once": str(uuid.uuid4()), **told(page)}
    answer = client.post(address, given)
    assert answer.status_code in (302, 303)
    assert answer.url.startswith(reverse("exports")), answer.url
    return Export.objects.latest("asked_at")


def press(client, export, name, **given):
    answer = client.post(reverse(name, args=[export.pk]), {"once": str(uuid.uuid4()), **given})
    assert answer.status_code == 303
    export.refresh_from_db()
    return answer


def work(export) -> Export:
    for message in OutboxMessage.objects.filter(done_at=None, handler="exports.make"):
        outbox.deliver(message.pk)
    export.refresh_from_db()
    return export


def page_of(client, export) -> str:
    return client.get(export.get_absolute_url()).content.decode()


def passwords(client, export) -> list[str]:
    press(client, export, "export_passwords")
    return re.findall(r'<b class="num">([0-9A-Z-]{23})</b>', page_of(client, export))


def download(client, export):
    return client.get(reverse("export_file", args=[export.pk]))


def unlocked(data: bytes, password: str) -> bytes:
    file = msoffcrypto.OfficeFile(io.BytesIO(data))
    file.load_key(password=password, verify_password=True)
    found = io.BytesIO()
    file.decrypt(found, verify_integrity=True)
    return found.getvalue()


def rows_of(data: bytes, head: str = "台帳番号") -> list[list[str]]:
    """Below the heads."""
    (sheet,) = workbook.sheets(data)
    at = next(at for at, row in enumerate(sheet.rows) if row and row[0] == head)
    return [list(row) for row in sheet.rows[at + 1 :]]


def unzipped(data: bytes, password: str) -> tuple[str, bytes]:
    """By WinZip's own description of AE-2, block by block, and not by what wrote it."""
    (entry,) = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert (entry.compress_type, entry.flag_bits & 1, entry.CRC) == (99, 1, 0)
    assert entry.extra == bytes.fromhex("01990700020041450308 00".replace(" ", ""))
    names, extras = struct.unpack("<HH", data[entry.header_offset + 26 : entry.header_offset + 30])
    begins = entry.header_offset + 30 + names + extras
    body = data[begins : begins + entry.compress_size]
    salt, check, text, mark = body[:16], body[16:18], body[18:-10], body[-10:]
    keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 1000, 66)
    assert keys[64:] == check
    assert hmac.new(keys[32:64], text, "sha1").digest()[:10] == mark
    plain = b""
    for number, at in enumerate(range(0, len(text), 16), 1):
        stream = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor().update(number.to_bytes(16, "little"))
        plain += bytes(a ^ b for a, b in zip(text[at : at + 16], stream, strict=False))
    found = zlib.decompress(plain, wbits=-15)
    assert len(found) == entry.file_size
    return entry.filename, found
