"""ケース会議: the meetings, what is on their agendas and who comes, what is laid before them, and what came of it."""

from conferences.models.candidates import CandidateAsk, Passed
from conferences.models.items import Item, LeftOut, Sheet
from conferences.models.meetings import Attendee, Conference, Series
from conferences.models.outcomes import ActionItem, Decision, Minutes, MinutesCorrection, MinutesDraft
from conferences.models.papers import PaperPart
