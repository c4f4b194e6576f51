"""Every write of the watch-over."""

from visits.services.alerts import (
    alert_act,
    alert_close,
    alert_handover,
    alert_take,
    alert_to_case,
    raise_overdue,
    scan,
)
from visits.services.confirming import safety_confirm, safety_take_back
from visits.services.doors import hold_door, hold_door_of, hold_person_of
from visits.services.duty import duty_end, duty_save
from visits.services.enrolments import (
    enrol,
    enrolment_correct,
    enrolment_end,
    enrolment_pause,
    enrolment_reconfirm,
    enrolment_resume,
    plan_months,
    rollout_set,
    visitor_assign,
    visitor_handover,
    visitor_order,
    visitor_unassign,
)
from visits.services.escalating import escalate_late
from visits.services.late import visit_deliver, visit_set_aside, visit_take_up
from visits.services.safety import safety_next, safety_step
from visits.services.ties import tie_answer, tie_tell
from visits.services.visits import visit_correct, visit_join, visit_record, visit_separate
