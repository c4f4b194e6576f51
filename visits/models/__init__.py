"""The watch-over: who is enrolled, who visits, what was found, who is not yet confirmed safe, what somebody must take up."""

from visits.models.alerts import Alert
from visits.models.duty import DutyTurn
from visits.models.enrolments import Assignment, Enrolment, Pause, Rollout
from visits.models.safety import SafetyCheck, SafetyStep
from visits.models.ties import Tie
from visits.models.visits import Visit
