"""The key that stands in every form: a press that is repeated comes with the same one."""

import uuid


def once_of(data) -> uuid.UUID:
    """The key among these fields, or a fresh one where none came that is one."""
    try:
        return uuid.UUID(data.get("once", ""))
    except ValueError:
        return uuid.uuid4()
