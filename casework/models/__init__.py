from casework.models.cases import Case, CaseNumber, CaseStep, Consulter
from casework.models.desk import DayBookEntry, Draft
from casework.models.notes import Circulation, ProgressNote
from casework.models.people import Consent, Person, Place, Relative
from casework.models.takeovers import Takeover

__all__ = [
    "Case",
    "CaseNumber",
    "CaseStep",
    "Circulation",
    "Consent",
    "Consulter",
    "DayBookEntry",
    "Draft",
    "Person",
    "Place",
    "ProgressNote",
    "Relative",
    "Takeover",
]
