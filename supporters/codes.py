"""What the people of the programmes do, when, and how a request for help stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """For which programme; each value is the code of one."""

    EVERYDAY = "everyday", _("Everyday help")
    ELDERLY = "layer2", _("Elderly people helping each other")
    PARTICIPATION = "participation", _("Taking part")
    DEBUT = "debut", _("First volunteering")
    HELPERS = "helpers", _("Becoming a helper")


class Task(models.TextChoices):
    CLEANING = "cleaning", _("Cleaning")
    SHOPPING = "shopping", _("Shopping")
    RUBBISH = "rubbish", _("Taking out the rubbish")
    GARDEN = "garden", _("Weeding, garden")
    REPAIRS = "repairs", _("Light bulbs, small repairs")
    ESCORT = "escort", _("Going along")
    TALK = "talk", _("Company, talking")
    PAPERS = "papers", _("Papers, writing for somebody")
    COOKING = "cooking", _("Cooking, serving")
    CHILDREN = "children", _("Being with children")
    EVENTS = "events", _("Helping at events")
    PHONE = "phone", _("Showing how a telephone works")
    JOINING = "joining", _("A place to be with others")
    LEARNING = "learning", _("Learning to help")


class Weekday(models.IntegerChoices):
    MON = 0, pgettext_lazy("weekday", "Mon")
    TUE = 1, pgettext_lazy("weekday", "Tue")
    WED = 2, pgettext_lazy("weekday", "Wed")
    THU = 3, pgettext_lazy("weekday", "Thu")
    FRI = 4, pgettext_lazy("weekday", "Fri")
    SAT = 5, pgettext_lazy("weekday", "Sat")
    SUN = 6, pgettext_lazy("weekday", "Sun")


class Band(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


class State(models.TextChoices):
    ASKED = "asked", pgettext_lazy("request", "Asked")
    ARRANGING = "arranging", pgettext_lazy("request", "Being arranged")
    DOING = "doing", pgettext_lazy("request", "Being done")
    ENDED = "ended", pgettext_lazy("request", "Ended")
    CANCELLED = "cancelled", pgettext_lazy("request", "Cancelled")


OPEN = (State.ASKED, State.ARRANGING, State.DOING)
WAITING = (State.ASKED, State.ARRANGING)


class Step(models.TextChoices):
    ASKED = "asked", pgettext_lazy("step of a request", "Taken down")
    ARRANGE = "arrange", pgettext_lazy("step of a request", "Arranging begins")
    MATCH = "match", pgettext_lazy("step of a request", "Somebody found")
    BEGIN = "begin", pgettext_lazy("step of a request", "It begins")
    END = "end", pgettext_lazy("step of a request", "It ends")
    CANCEL = "cancel", pgettext_lazy("step of a request", "Cancelled")
    REOPEN = "reopen", pgettext_lazy("step of a request", "Taken up again")


# From where a step can be taken, and where it leads; nothing: it stays.
STEPS: dict[Step, tuple[tuple[State, ...], State | None]] = {
    Step.ARRANGE: ((State.ASKED,), State.ARRANGING),
    Step.MATCH: ((State.ASKED, State.ARRANGING, State.DOING), None),
    Step.BEGIN: ((State.ASKED, State.ARRANGING), State.DOING),
    Step.END: ((State.DOING,), State.ENDED),
    Step.CANCEL: (OPEN, State.CANCELLED),
    Step.REOPEN: ((State.ENDED, State.CANCELLED), State.ARRANGING),
}


class EndReason(models.TextChoices):
    WISH = "wish", _("By their own wish")
    HEALTH = "health", _("For their health")
    MOVED = "moved", _("Moved away")
    DIED = "died", _("Died")
    JOINED = "joined", _("Two records became one")
    OTHER = "other", _("Other")


class Course(models.TextChoices):
    DEBUT = "debut", _("Course for beginners")
    HELPERS = "helpers", _("Course for helpers")
    OTHER = "other", pgettext_lazy("course", "Other course")
