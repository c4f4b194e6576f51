"""Makes one record of a form that is sent twice: the id in the form finds what the first sending made."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacy.ledger import proofs
from privacy.reading import unshown


class OtherContent(ValidationError):
    """A record of this id exists already and says something else."""


def made_before(model, id, is_mine, **words):
    """(the actor's own record of this id, or None; the id for a new one). `words`: what was written, which it must say too.

    Where the id is somebody else's, a fresh one takes its place: nothing fails, and nobody learns that it exists.
    """
    found = model.objects.filter(pk=id).first() if id else None
    if found is None:
        return None, id or uuid.uuid4()
    if not is_mine(found):
        return None, uuid.uuid4()
    with unshown():
        if any(getattr(found, name) != value for name, value in words.items()):
            raise OtherContent(_("This is recorded already, and says something else."))
    proofs.found_again()
    return found, id
