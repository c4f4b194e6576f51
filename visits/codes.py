"""Code lists of the watch-over. Stored codes never change; what is shown comes through the translations."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(TextChoices):
    """What a visitor found. Never set beforehand."""

    WELL = "well", _("Well")
    CONCERN = "concern", _("Something to tell")
    CONSULT = "consult", _("Wants to talk")
    ABSENT = "absent", _("Not at home")
    DECLINED = "declined", _("Declined")
    EMERGENCY = "emergency", _("Emergency")
    CANCELLED = "cancelled", _("Not visited")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (str(self.label), *OUTCOME_CHIPS[self])


OUTCOME_CHIPS = {
    Outcome.WELL: ("ok", "smile"), Outcome.CONCERN: ("warn", "tri"), Outcome.CONSULT: ("warn", "meeting"),
    Outcome.ABSENT: ("off", "away"), Outcome.DECLINED: ("off", "minus"), Outcome.EMERGENCY: ("bad", "siren"),
    Outcome.CANCELLED: ("off", "cross"),
}  # fmt: skip

# Somebody was seen or heard. 不在 is counted apart, a visit that was called off not at all.
MET = (Outcome.WELL, Outcome.CONCERN, Outcome.CONSULT, Outcome.DECLINED, Outcome.EMERGENCY)
# 緊急 is no confirmation that somebody is safe.
SAFE = (Outcome.WELL, Outcome.CONCERN, Outcome.CONSULT, Outcome.DECLINED)


class Manner(TextChoices):
    MEETING = "meeting", pgettext_lazy("manner of visit", "Meeting face to face")
    CALL = "call", _("Calling out at the door")
    OUTSIDE = "outside", _("Looking from outside only")


class Pattern(TextChoices):
    TIMES = "times", _("n times a month")
    WEEKS = "weeks", _("Every n weeks, on weekdays or any day")
    NTH = "nth", _("On the n-th weekday of the month")


class Weekday(IntegerChoices):
    MONDAY = 0, _("Mon")
    TUESDAY = 1, _("Tue")
    WEDNESDAY = 2, _("Wed")
    THURSDAY = 3, _("Thu")
    FRIDAY = 4, _("Fri")
    SATURDAY = 5, _("Sat")
    SUNDAY = 6, _("Sun")


class Need(TextChoices):
    """Why somebody is watched over."""

    ALONE = "alone", _("75 or older, living alone")
    COUPLE = "couple", _("Elderly couple")
    FIFTY_EIGHTY = "8050", _("8050 (ageing parent, dependent child)")
    HOSPITAL = "hospital", _("After a stay in hospital")
    DISABILITY = "disability", _("Disability")
    OTHER = "other", pgettext_lazy("need of watch-over", "Other")


class Caution(TextChoices):
    DOG = "dog", _("There is a dog")
    HEARING = "hearing", _("Hard of hearing")
    BELL = "bell", _("The bell is broken")
    SLOW = "slow", _("Takes long to the door")
    SIGHT = "sight", _("Sees badly")
    MEMORY = "memory", _("Forgets easily")

    @property
    def icon(self) -> str:
        return CAUTION_ICONS.get(self, "help")


CAUTION_ICONS = {
    Caution.DOG: "dog", Caution.HEARING: "ear", Caution.BELL: "bell", Caution.SLOW: "clock", Caution.SIGHT: "eye",
}  # fmt: skip


class Part(TextChoices):
    VISITOR = "visitor", pgettext_lazy("part in a round", "Visitor")
    COMPANION = "companion", pgettext_lazy("part in a round", "Companion")
    SUBSTITUTE = "substitute", pgettext_lazy("part in a round", "Substitute")


class TieAnswer(TextChoices):
    """To a visitor who knows the person."""

    OFF = "off", _("Take them off this door")
    STAYS = "stays", _("They may stay")


class PauseReason(TextChoices):
    HOSPITAL = "hospital", _("In hospital")
    AWAY = "away", _("Travelling, or with family")
    WISH = "wish", _("By their own wish")
    OTHER = "other", pgettext_lazy("reason of a pause", "Other")


class EndReason(TextChoices):
    DIED = "died", _("Died")
    MOVED = "moved", _("Moved away")
    FACILITY = "facility", _("Entered a facility")
    WISH = "wish", _("By their own wish")
    NO_NEED = "no_need", _("No longer needed")
    OTHER = "other", pgettext_lazy("reason of an end", "Other")


class RolloutStatus(TextChoices):
    STUDY = "study", _("Under study")
    PREPARE = "prepare", _("In preparation")
    TRIAL = "trial", _("On trial")
    RUNNING = "running", _("Running")


class Check(TextChoices):
    """Signs at a door, after the check lists of watch-over groups."""

    VOICE = "voice", _("Voice, looks")
    MAIL = "mail", _("Mail, newspapers")
    MEALS = "meals", _("Meals")
    HOME = "home", _("Smell, temperature of the home")
    TROUBLE = "trouble", _("Talk of trouble")
    METER = "meter", _("Electricity meter, lights")
    CURTAIN = "curtain", _("Curtains, shutters")
    LAUNDRY = "laundry", _("Laundry")
    MEDICINE = "medicine", _("Medicine")
    TALK = "talk", _("Conversation")
    CLOTHES = "clothes", _("Clothes for the season")


class Finding(TextChoices):
    SAME = "same", _("No change")
    CHANGED = "changed", pgettext_lazy("finding", "Changed")
    UNCHECKED = "unchecked", _("Not checked")


class Answered(TextChoices):
    SELF = "self", _("The person")
    FAMILY = "family", _("Family")
    OTHER = "other", pgettext_lazy("who answered", "Somebody else")


class Source(TextChoices):
    PAGE = "page", _("On the page")
    TABLET = "tablet", _("On the tablet")
    PAPER = "paper", _("From paper")


class Flag(TextChoices):
    """A visit that is kept although something is wrong with it."""

    NOT_ASSIGNED = "not_assigned", _("By somebody no longer assigned")


class Late(TextChoices):
    """What becomes of a visit that somebody brings who is no longer assigned. The office looks at it before anything follows from it."""

    WAITING = "waiting", _("Not looked at yet")
    TAKEN = "taken", _("Taken up")
    ASIDE = "aside", _("Set aside")


# Nothing follows from these, and they are in no number.
APART = (Late.WAITING, Late.ASIDE)


class Step(TextChoices):
    """What is tried, in this order, until somebody's safety is confirmed."""

    CARD = "card", _("Card left")
    PHONE = "phone", _("Telephone")
    REVISIT = "revisit", _("Came again")
    CONTACT = "contact", _("Emergency contact")
    COMMISSIONER = "commissioner", pgettext_lazy("step", "Welfare commissioner")
    CENTRE = "centre", pgettext_lazy("step", "Support centre")
    POLICE = "police", _("Police, fire brigade")


class Cause(TextChoices):
    ABSENT = "absent", _("Not at home")
    OVERDUE = "overdue", _("Visit overdue")
    EMERGENCY = "emergency", _("Emergency")


class Confirmed(TextChoices):
    """How safety was confirmed."""

    MET = "met", _("Met")
    PHONE = "phone", _("Spoke on the telephone")
    FAMILY = "family", _("From family")
    NEIGHBOUR = "neighbour", _("From a neighbour or commissioner")
    AGENCY = "agency", _("From an agency or hospital")
    OTHER = "other", pgettext_lazy("how safety was confirmed", "Other")


# Somebody of the house met or spoke with the person. Whatever was heard from others says from whom.
SEEN_OR_HEARD = (Confirmed.MET, Confirmed.PHONE)


class AlertKind(TextChoices):
    EMERGENCY = "emergency", _("Emergency")
    CONSULT = "consult", _("Wants to talk")
    CONCERN = "concern", _("Something to tell")
    ABSENCES = "absences", _("Twice not at home")
    OVERDUE = "overdue", _("Visit overdue")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon): an outcome that somebody must take up keeps its sign."""
        return (str(self.label), *ALERT_CHIPS[self])


ALERT_CHIPS = {
    AlertKind.EMERGENCY: OUTCOME_CHIPS[Outcome.EMERGENCY], AlertKind.CONSULT: OUTCOME_CHIPS[Outcome.CONSULT],
    AlertKind.CONCERN: OUTCOME_CHIPS[Outcome.CONCERN], AlertKind.ABSENCES: ("warn", "away"), AlertKind.OVERDUE: ("warn", "clock"),
}  # fmt: skip


class AlertClosed(TextChoices):
    CASE = "case", _("Became a consultation")
    SETTLED = "settled", _("Settled")
    WATCHING = "watching", _("Watched over as before")
    AGENCY = "agency", _("Handed to an agency")
    MISTAKE = "mistake", _("Raised by mistake")
    SAFE = "safe", _("Safety confirmed")

    @classmethod
    def by_itself(cls) -> tuple["AlertClosed", ...]:
        """Nobody chooses these: something else that was recorded closes the alert."""
        return (cls.CASE, cls.SAFE)
