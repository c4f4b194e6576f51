"""A file, put together again."""

from hashlib import sha256

from attachments.models import Attachment, Piece
from privacy.fields import Tampered


def content_of(attachment: Attachment, user) -> bytes:
    """All of it, or nothing: each piece is bound to its row, and the sum says that they are all there and in their order."""
    pieces = Piece.objects.in_dossier_of(attachment, user).filter(attachment=attachment).order_by("n")
    data = b"".join(piece.body for piece in pieces)
    if sha256(data).hexdigest() != attachment.sha256:
        raise Tampered(f"the pieces of {attachment.pk} are not those that were kept")
    return data
