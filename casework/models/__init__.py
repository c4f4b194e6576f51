"""The consultations: whom they are about, what was written, what waits on the desk."""

from casework.models.cases import Case, CaseStep, Consulter
from casework.models.desk import DayBookEntry, Draft
from casework.models.disclosures import Disclosure, Ground
from casework.models.joinings import Joining
from casework.models.names import OtherName
from casework.models.notes import Circulation, ProgressNote
from casework.models.people import Consent, Person, Place, Relative
from casework.models.reporters import Reporter
from casework.models.restrictions import CaseRestriction, HiddenContact
from casework.models.takeovers import Takeover
