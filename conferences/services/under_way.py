"""What is written of an item only as long as it stands on its agenda and its meeting goes on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from conferences.codes import State
from conferences.models import Item


class Over(ValidationError):
    """Taken off, cancelled or ended meanwhile: whoever still typed keeps it in front of them."""


def refuse_over(item, *, ended=True) -> None:
    """`item`: it or its id, as the database has it now. Without `ended`: minutes are mended after the meeting too."""
    row = Item.objects.filter(pk=getattr(item, "pk", item)).values_list("removed_at", "conference__state")
    removed_at, state = row.get()
    if removed_at:
        raise Over(_("Somebody took this off the agenda meanwhile."))
    if state == State.CANCELLED:
        raise Over(_("This meeting was cancelled."))
    if ended and state == State.HELD:
        raise Over(_("This meeting has ended. On its record the minutes are mended, and it is held again to decide more."))
