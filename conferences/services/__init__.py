"""Every write of the conferences."""

from conferences.services.attendees import (
    attendee_invite,
    attendee_leave_out,
    attendee_let_in,
    attendee_pledge,
    attendee_remove,
)
from conferences.services.candidates import candidate_ask, candidate_pass, candidate_unask
from conferences.services.decisions import action_add, action_done, decision_record
from conferences.services.items import item_add, item_change, item_move, item_remove
from conferences.services.meetings import conference_cancel, conference_change, conference_create
from conferences.services.minutes import minutes_draft_save
from conferences.services.opening import papers_open
from conferences.services.series import copy_of, series_begin, series_go_on
from conferences.services.sheets import sheet_mask, sheet_settle, sheet_take, sheet_write
