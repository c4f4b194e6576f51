"""Every write of the conferences."""

from conferences.services.attendees import (
    attendee_invite,
    attendee_leave_out,
    attendee_let_in,
    attendee_pledge,
    attendee_remove,
)
from conferences.services.candidates import candidate_ask, candidate_pass, candidate_unask
from conferences.services.decisions import (
    action_add,
    action_done,
    action_handover,
    action_remove,
    decision_record,
    decision_remove,
)
from conferences.services.items import item_add, item_change, item_move, item_remove
from conferences.services.meetings import conference_cancel, conference_change, conference_create
from conferences.services.minutes import minutes_approve, minutes_correct, minutes_draft_save, minutes_keep, minutes_leave
from conferences.services.opening import papers_open
from conferences.services.papers import (
    invitation_make,
    item_record_make,
    newest_paper,
    papers_collected,
    papers_make,
    people_make,
    record_make,
)
from conferences.services.reminders import scan
from conferences.services.running import attendee_came, conference_begin, conference_end, item_begin
from conferences.services.series import copy_of, made_ahead, series_begin, series_end, series_go_on, take_along
from conferences.services.sheets import sheet_mask, sheet_reopen, sheet_settle, sheet_take, sheet_write
