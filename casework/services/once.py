"""Makes one record of a form that is sent twice: the id in the form finds what the first sending made."""

import uuid


def made_before(model, id, is_mine):
    """(the actor's own record of this id, or None; the id for a new one).

    Where the id is somebody else's, a fresh one takes its place: nothing fails, and nobody learns that it exists.
    """
    found = model.objects.filter(pk=id).first() if id else None
    if found is None:
        return None, id or uuid.uuid4()
    return (found, id) if is_mine(found) else (None, uuid.uuid4())
