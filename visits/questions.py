"""What a visitor is asked at a door: one definition, for the page of the office and for the tablet."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.codes import Finding, Outcome, Step

# Words at a door, not a report.
NOTE_LENGTH = 4_000
LONGEST_VISIT = 600
CLOCK = timedelta(minutes=5)
FIRST_CHECKS = 5

FINDINGS = [
    (Finding.SAME, Finding.SAME.label),
    (Finding.CHANGED, pgettext_lazy("at the door", "Changed")),
    ("", _("Not looked at")),
]
# What is tried at the door itself; the rest of the order is the office's.
TRIED = (Step.CARD, Step.PHONE)
WITH_STEPS = (Outcome.ABSENT, Outcome.EMERGENCY)

# What each answer means to a visitor, the four large ones first.
ANSWERS = {
    Outcome.WELL: _("As always"),
    Outcome.CONCERN: _("Somebody should know"),
    Outcome.ABSENT: _("Met nobody"),
    Outcome.EMERGENCY: _("Needs help at once"),
    Outcome.CONSULT: _("Asks to be heard"),
    Outcome.DECLINED: _("Does not wish to meet"),
    Outcome.CANCELLED: _("Did not go there"),
}
LARGE = 4
