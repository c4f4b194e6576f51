"""Code lists of the tablet. They stand in `docs/field-api.md`: a tablet of an older version knows them too."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from visits.questions import CLOCK

# A visit's time is corrected by the measured offset of the tablet's clock beyond the first, and by a person beyond the second.
TOLERANCE, WILD = CLOCK, timedelta(hours=2)
MOST_ITEMS = 200
LARGEST_ITEM = 8 * 1024
LARGEST_CALL = 2_500_000
# Of a visit on the tablet; with steps and checks it stays within an item.
NOTE_LENGTH = 1_500
RESULT_LENGTH = 100


class Status(TextChoices):
    """What became of an item when it arrived."""

    STORED = "stored"
    AGAIN = "again"
    APART = "apart"
    PERSON = "person"


# Nothing is left to be settled.
PLACED = (Status.STORED, Status.AGAIN)


class Reason(TextChoices):
    """Why an item waits for a person."""

    UNOPENED = "unopened", _("It does not open")
    VERSION = "version", _("A newer version of the app wrote it")
    INVALID = "invalid", _("Something in it is not as it should be")
    LARGE = "large", _("It is larger than a visit can be")
    CLOCK = "clock", _("The tablet's clock is wrong by more than two hours")
    REVOKED = "revoked", _("The tablet had been taken out of use")
    BEGUN = "begun", _("The form was shut before it was recorded")
    DEVICE = "device", _("Another tablet sent it than recorded it")
    APART = "apart", _("It arrived before with other content")
    EARLY = "early", _("It corrects a record that has not arrived")
    OLDER = "older", _("A newer correction arrived before it")
    UNKNOWN = "unknown", _("There is no such door in this council")
    ENDED = "ended", _("The watch-over has ended, or the person has died")
    VISITOR = "visitor", _("The visitor may not record a visit at this door")
    REFUSED = "refused", _("It cannot be recorded as it stands")


# What a tablet is told. Of doors and people it learns nothing: whether a watch-over has ended, or whose the door is.
TOLD = (
    Reason.UNOPENED, Reason.VERSION, Reason.LARGE, Reason.CLOCK, Reason.REVOKED, Reason.BEGUN, Reason.APART, Reason.EARLY, Reason.OLDER,
)  # fmt: skip
OFFICE = "office"


def told(reason: str) -> str:
    return reason if not reason or reason in TOLD else OFFICE


class Settled(TextChoices):
    TAKEN = "taken", _("Taken up")
    ASIDE = "aside", _("Put aside")
