"""Every write of casework."""

from casework.services.asked_recusals import exclude_confirm, exclude_refuse
from casework.services.cases import (
    case_assign,
    case_close,
    case_correct,
    case_handover,
    case_open,
    case_reopen,
    case_set_status,
    case_unassign,
    enquiry_record,
    subject_name,
)
from casework.services.daybook import entry_done, entry_undone, entry_write
from casework.services.disclosures import disclosure_add, ground_confirm, ground_record, ground_review, tell
from casework.services.drafts import draft_discard, draft_save
from casework.services.joinings import person_join, person_part
from casework.services.mail_stops import mail_resume, mail_stop
from casework.services.notes import note_add, note_circulate, note_correct, note_mark_read, note_mend, note_move
from casework.services.orphans import orphan_ask, orphan_confirm, orphan_refuse
from casework.services.people import (
    PersonDetails,
    consent_record,
    consent_withdraw,
    other_name_add,
    other_name_remove,
    person_correct,
    person_register,
    place_save,
    relative_remove,
    relative_restore,
    relative_save,
)
from casework.services.recusals import person_exclude, person_readmit, person_recuse
from casework.services.reporters import reporter_correct, reporter_name_readers, reporter_record
from casework.services.restricting import (
    case_restrict,
    lift_agree,
    lift_ask,
    lift_refuse,
    restriction_confirm,
)
from casework.services.subjects import subject_open, subject_refuse
