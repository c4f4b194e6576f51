"""A paper of a meeting speaks of several cases, and each case's dossier is a lock of its own.

What the paper says of an item lies in that item's dossier, and so does a share of the key of its file. Only all shares together are the
key: whoever is shut out of one item opens no paper that speaks of it, and where one dossier's key is destroyed, nobody does.
"""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conferences.models import PaperPart
from documents.models import Content, Document
from documents.typesetting import NotMade
from privacy import context

SHARE, NONCE = 32, 12


def new_share() -> bytes:
    return os.urandom(SHARE)


class Parts:
    """What `documents.kinds.Joint` asks for."""

    def reaches(self, document: Document) -> bool:
        rows = PaperPart.objects.filter(document=document)
        return rows.visible_to(context.current()).count() == rows.count() > 0

    def data(self, content: Content) -> dict:
        parts = _all(content)
        if not parts:
            raise NotMade("a paper is made by whoever reaches all of it")
        meeting, *items = parts
        return {**meeting.data, "items": [part.data for part in items]}

    def lock(self, content: Content, file: bytes) -> bytes:
        parts, nonce = _all(content), os.urandom(NONCE)
        if not parts:
            raise NotMade("the reach of whoever makes it ended meanwhile")
        return nonce + AESGCM(_key(parts)).encrypt(nonce, file, content.document_id.bytes)

    def open(self, content: Content, kept: bytes) -> bytes | None:
        parts = _all(content)
        if not parts:
            return None
        return AESGCM(_key(parts)).decrypt(kept[:NONCE], kept[NONCE:], content.document_id.bytes)


def _all(content: Content) -> list[PaperPart]:
    """Every part, or nothing."""
    rows = PaperPart.objects.filter(document=content.document_id)
    parts = list(rows.visible_to(context.current()).order_by("place"))
    return parts if len(parts) == rows.count() else []


def _key(parts: list[PaperPart]) -> bytes:
    key = bytes(SHARE)
    for part in parts:
        key = bytes(one ^ other for one, other in zip(key, part.share, strict=True))
    return key
