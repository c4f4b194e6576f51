"""Every page that can be looked at: whose it is in the demo, and what its address is about.

`test_axe` fails for a route that stands neither here nor among the excused, so that a new page cannot be forgotten.
"""

# The caseworker's own: what she is named to.
OF_HERS = """
    SELECT {} FROM casework_case c JOIN privacy_grant g ON g.content_object_id = c.dossier_id AND NOT c.sealed
    JOIN accounts_user u ON u.id = g.user_id AND u.username = 'misaki' {}
    ORDER BY c.created_at, c.id LIMIT 1"""
OPEN_CASE = OF_HERS.format("c.id", "WHERE c.closed_date IS NULL AND c.subject_id IS NOT NULL")
CLOSED_CASE = OF_HERS.format("c.id", "WHERE c.closed_date IS NOT NULL")
PERSON = OF_HERS.format("c.subject_id", "WHERE c.closed_date IS NULL AND c.subject_id IS NOT NULL")
NOTE = OF_HERS.format("x.id", "JOIN casework_progressnote x ON x.case_id = c.id")
RELATIVE = OF_HERS.format("x.id", "JOIN casework_relative x ON x.person_id = c.subject_id")
CONSENT = OF_HERS.format("x.id", "JOIN casework_consent x ON x.person_id = c.subject_id")
DOCUMENT = OF_HERS.format("x.id", "JOIN documents_document x ON x.about = c.subject_id AND x.sequence IS NOT NULL")
COPY = OF_HERS.format(
    "y.id", "JOIN documents_document x ON x.about = c.subject_id JOIN documents_copy y ON y.document_id = x.id"
)
FILE = OF_HERS.format("x.id", "JOIN attachments_attachment x ON x.dossier_id = c.dossier_id AND x.kind = 'image'")
WITH_FILES = OF_HERS.format("c.id", "JOIN attachments_attachment x ON x.about = c.id")
STAFF = "SELECT id FROM accounts_user WHERE username = 'shishikura'"
ROLE = "SELECT m.id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id WHERE u.username = 'shishikura' LIMIT 1"
PROGRAM = "SELECT id FROM programs_program WHERE name = '総合相談支援事業'"

DOOR = "SELECT id FROM visits_enrolment WHERE ended_date IS NULL ORDER BY created_at, id LIMIT 1"
# A visitor's own: a door on her way, and what she wrote there.
OF_VISITOR = """
    SELECT {} FROM visits_assignment a JOIN accounts_user u ON u.id = a.user_id AND u.username = 'shishikura'
    JOIN visits_enrolment e ON e.id = a.enrolment_id AND e.ended_date IS NULL {} WHERE a.until_date IS NULL ORDER BY a.position, a.id LIMIT 1"""
OWN_DOOR = OF_VISITOR.format("e.id", "")
OWN_VISIT = OF_VISITOR.format("v.id", "JOIN visits_visit v ON v.enrolment_id = e.id AND v.visitor_id = u.id")
ASSIGNMENT = "SELECT id FROM visits_assignment WHERE until_date IS NULL ORDER BY created_at, id LIMIT 1"
CHECK = "SELECT id FROM visits_safetycheck WHERE confirmed_at IS NULL ORDER BY since, id LIMIT 1"
ALERT = "SELECT id FROM visits_alert WHERE closed_at IS NULL ORDER BY due_at, id LIMIT 1"
TOLD = OF_HERS.format("x.id", "JOIN casework_disclosure x ON x.case_id = c.id")
GROUND = OF_HERS.format("x.id", "JOIN casework_ground x ON x.case_id = c.id")
AGENCY = "SELECT id FROM referrals_agency WHERE closed_date IS NULL ORDER BY name LIMIT 1"
REFERRAL = "SELECT id FROM referrals_referral WHERE state = 'draft' ORDER BY created_at, id LIMIT 1"
REFERRED = "SELECT case_id FROM referrals_referral WHERE state = 'draft' ORDER BY created_at, id LIMIT 1"
ITEM = "SELECT item_id FROM conferences_sheet ORDER BY taken_at, id LIMIT 1"
MEETING = "SELECT id FROM conferences_conference WHERE state = 'planned' ORDER BY date, id LIMIT 1"
HELD = "SELECT id FROM conferences_conference WHERE state = 'held' ORDER BY date, id LIMIT 1"
UNLOCKED = "SELECT item_id FROM conferences_minutes WHERE locked_at IS NULL ORDER BY written_at, id LIMIT 1"
LOCKED = "SELECT id FROM conferences_minutes WHERE locked_at IS NOT NULL ORDER BY written_at, id LIMIT 1"
ACTION = "SELECT id FROM conferences_actionitem WHERE done_date IS NULL ORDER BY until_date, id LIMIT 1"
RIGHTS_PROGRAM = "SELECT id FROM programs_program WHERE code = 'rights'"
WATCH_PROGRAM = "SELECT id FROM programs_program WHERE code = 'watch'"

PLAN = "SELECT id FROM programs_plan ORDER BY from_year LIMIT 1"
EATING = "SELECT id FROM programs_program WHERE name = '地域食堂事業' LIMIT 1"
SUPPORTER = "SELECT s.id FROM supporters_supporter s WHERE ended_date IS NULL ORDER BY registered_date, id LIMIT 1"
ASKED = "SELECT id FROM supporters_helprequest ORDER BY (state = 'doing') DESC, asked_date, id LIMIT 1"
HOST = "SELECT id FROM supporters_host ORDER BY name LIMIT 1"
TAKEN_IN = "SELECT id FROM programs_recordfile ORDER BY taken_at LIMIT 1"
RECORDED = "SELECT id FROM programs_activity WHERE state = 'held' ORDER BY date DESC, id LIMIT 1"

# Kept for a day for who asked, so none lies in the demo.
MAKING = """
    INSERT INTO publishing_longreport (id, council_id, asked, asked_by_id, asked_at, status, figures)
    SELECT gen_random_uuid(), m.area_id, '{"figures": "exact"}', u.id, now(), 'making', '{}'
    FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id WHERE u.username = 'ishiwata' LIMIT 1 RETURNING id"""

BROUGHT = "SELECT id FROM field_held WHERE settled = '' AND content IS NOT NULL LIMIT 1"
REPORTER = "SELECT id FROM casework_reporter LIMIT 1"
REPORT = "SELECT id FROM annual_yearreport WHERE status = 'issued' LIMIT 1"
OWN_FORM = "SELECT id FROM annual_ownform LIMIT 1"
CLOSED = "SELECT to_char(month, 'YYYY-MM') FROM publishing_closedmonth WHERE reopened_at IS NULL LIMIT 1"
TABLE = "SELECT id FROM publishing_publishedtable WHERE status = 'published' LIMIT 1"
WAITING_EXPORT = "SELECT id FROM exports_export WHERE status = 'waiting' LIMIT 1"
ENDED_EXPORT = "SELECT id FROM exports_export WHERE status = 'ended' LIMIT 1"
EMERGENCY = "SELECT id FROM privacy_emergency WHERE reviewed_at IS NULL LIMIT 1"
RESTRICTED = "SELECT id FROM casework_case WHERE sealed LIMIT 1"

# {demo user: {route: query of its id, or "" where the address has none; with what stands behind the id beside it}}
PAGES = {
    "misaki": {
        "manual": "SELECT 'caseworker'", "emergency": "", "home": "", "intake": "", "intake_sheet": "", "enquiry": "", "search": "", "daybook": "",
        "case_list": "", "case_list_print": "", "case": OPEN_CASE, "case_print": OPEN_CASE, "case_correct": OPEN_CASE,
        "case_close": OPEN_CASE, "case_reopen": CLOSED_CASE, "case_recuse": OPEN_CASE, "person_recuse": PERSON, "note_new": OPEN_CASE, "note_edit": NOTE,
        "note_move": NOTE, "person": PERSON, "person_edit": PERSON, "relative_new": PERSON, "relative_edit": RELATIVE,
        "case_restrict": OPEN_CASE, "mail_stop": OPEN_CASE, "reporter_new": OPEN_CASE,
        "other_name_new": PERSON, "consent_new": PERSON, "may_tell": PERSON, "consent_withdraw": CONSENT,
        "told": PERSON, "told_print": PERSON, "told_add": TOLD, "ground_new": OPEN_CASE, "liaison_new": OPEN_CASE, "ground": GROUND, "documents": "", "document": DOCUMENT,
        "document_withdraw": DOCUMENT, "copy_mark": COPY, "files_case": WITH_FILES, "attach_case": WITH_FILES, "files_note": NOTE, "attach_note": NOTE, "files_consent": CONSENT, "attach_consent": CONSENT, "attachment": FILE, "attachment_edit": FILE, "attachment_remove": FILE, "own_settings": "", "security": "", "passkey_new": "",
    },
    "ishiwata": {
        "plan": "", "plan_upload": "", "program": PROGRAM, "reports": "", "month_close": "SELECT '2024-05'", "month_reopen": CLOSED, "published_tables": "", "published_table_new": "", "published_table": TABLE,
        "long_report": MAKING, "emergencies": "", "emergency_review": EMERGENCY, "moves": "", "exports": "", "export": WAITING_EXPORT, "export_decide": WAITING_EXPORT, "year_reports": "", "year_report_new": "", "year_report": REPORT, "own_form_new": "", "own_form": OWN_FORM,
        "target": f"SELECT id FROM programs_target WHERE program_id = ({PROGRAM}) LIMIT 1",
        "program_review": EATING, "plan_quarter": "", "plan_years": "", "plan_next": PLAN, "plan_part": (EATING, "program"),
        "program_counting": EATING, "activities": "", "activity": RECORDED, "activity_edit": RECORDED, "activity_cancel": RECORDED, "records_upload": "", "records_file": TAKEN_IN,
        "case_staff": OPEN_CASE, "case_exclude": OPEN_CASE, "person_exclude": PERSON, "case_access": OPEN_CASE, "referral": REFERRAL, "referral_changes": REFERRAL, "case_changes": OPEN_CASE, "ledger": "", "confirmations": "", "orphans": "", "person_same": PERSON, "recusals_asked": "",
        "pledges": "", "access_review": "", "pledge_forms": "", "pledges_record": "", "pledge_form": "", "training_record": STAFF, "pledge_record": STAFF, "pledge_form_for": STAFF, "hand_over": "",
    },
    "nemoto": {"referrals": "", "referral": REFERRAL, "referral_edit": REFERRAL, "files_referral": REFERRAL, "attach_referral": REFERRAL, "letter": REFERRAL, "letter_fax": REFERRAL, "referral_new": REFERRED,
        "referral_step": (REFERRAL, "withdraw"), "reporter": REPORTER, "reporter_edit": REPORTER, "reporter_readers": REPORTER, "case_lift": RESTRICTED,
        "case": REFERRED, "program": RIGHTS_PROGRAM},
    "shishikura": {"own_devices": "", "activity_new": "", "round": "", "own_record": "", "visit_new": OWN_DOOR, "tie_tell": OWN_DOOR, "visit": OWN_VISIT, "visit_edit": OWN_VISIT},
    "uzawa": {
        "help_requests": "", "help_request_new": "", "help_request": ASKED, "help_request_edit": ASKED, "help_request_changes": ASKED,
        "supporters": "", "supporter_new": "", "supporter": SUPPORTER, "supporter_edit": SUPPORTER, "supporter_changes": SUPPORTER,
        "hosts": "", "host_edit": HOST,
        "exports": "", "export_new": "", "export": ENDED_EXPORT, "watch": "", "visitor_records": "", "visitor_record": "SELECT visitor_id FROM visits_visit ORDER BY visited_at DESC LIMIT 1", "watch_print": "", "watch_sheets": "", "rollout": "", "duty": "", "visitor_move": ASSIGNMENT, "program": WATCH_PROGRAM,
        "enrolment_new": "", "enrolment_sheet": "", "enrolment": DOOR, "enrolment_edit": DOOR, "enrolment_pause": DOOR,
        "enrolment_resume": DOOR, "enrolment_end": DOOR, "enrolment_reconfirm": DOOR, "enrolment_tell": DOOR, "files_enrolment": DOOR, "attach_enrolment": DOOR, "visitors": DOOR,
        "enrolment_access": DOOR, "enrolment_changes": DOOR,
        "conferences": "", "conference_new": "", "conference": MEETING, "conference_edit": MEETING, "conference_series": MEETING,
        "conference_people": MEETING, "case_conference_new": OPEN_CASE, "sheet": ITEM, "sheet_masked": ITEM,
        "conference_papers": MEETING,
        "safety": "", "safety_print": "", "safety_step": CHECK, "safety_next": CHECK, "safety_confirm": CHECK,
        "alerts": "", "alert": ALERT, "alert_case": ALERT,
        "action_board": "", "action_done": ACTION, "meeting_record": HELD, "minutes_edit": UNLOCKED, "minutes_correct": LOCKED,
        "arrivals": "", "arrival": BROUGHT,
        "agencies": "", "agency_new": "", "agency_kinds": "", "agency": AGENCY, "agency_changes": AGENCY, "agency_edit": AGENCY, "agency_merge": AGENCY,
    },
    "kamata": {
        "devices": "", "device_name": "SELECT id FROM field_device LIMIT 1", "people": "", "mails": "", "upkeep": "", "person_new": "", "person_account": STAFF, "role_grant": STAFF, "role_end": ROLE, "person_disable": STAFF, "areas": "",
        "area_edit": "SELECT id FROM privacy_area WHERE short_name = '台小区'",
        "district_new": "SELECT council_id FROM privacy_area WHERE short_name = '台小区'",
        "organisations": "", "organisation_new": "", "organisation_edit": "SELECT id FROM accounts_organisation WHERE name = '台小福祉ネットワーク'",
        "places": "", "place_new": "",
        "place_edit": "SELECT p.id FROM casework_place p JOIN privacy_area a ON a.id = p.district_id AND a.short_name = '台小区' LIMIT 1",
    },
}  # fmt: skip
# Sheets of paper, which are as wide as paper on a phone too.
PAPER = (
    "watch_print", "watch_sheets", "enrolment_sheet", "safety_print", "intake_sheet", "case_print", "case_list_print", "told_print", "pledge_form", "pledge_forms", "pledge_form_for",
)  # fmt: skip
STRANGERS = ("account_login", "sign_in_help", "link")

# Not looked at here, each with what makes it no page of the demo.
EXCUSED = {
    "document_file": "a PDF",
    "attachment_file": "a file",
    "document_word": "a Word file",
    "document_state": "an answer without a page",
    "conference_papers_state": "an answer without a page",
    "conference_calendar": "a file",
    "published_table_file": "a file",
    "report_file": "a file",
    "long_report_file": "a file",
    "long_report_state": "an answer without a page",
    "published_table_state": "an answer without a page",
    "year_report_file": "a file",
    "year_report_state": "an answer without a page",
    "own_form_filled": "a file",
    "person_join": "needs two ids: tests/casework",
    "person_part": "needs two records made one: tests/casework",
    "safety_take_back": "needs somebody confirmed today: tests/visits",
    "agency_suggest": "a part of a form: tests/referrals",
    "note_receivers": "a part of a form: tests/referrals",
    "meeting": "leads to the item that is spoken of",
    "meeting_item": "needs a meeting that is being held: test_meeting",
    "healthz": "JSON",
    "field": "drawn by its own script: test_field_fits",
    "field_help": "for the tablet: test_field_fits",
    "field_worker": "a script",
    "field_manifest": "JSON",
    "field_session": "JSON",
    "field_list": "JSON",
    "field_receipts": "JSON",
    "readyz": "JSON",
    "session_state": "JSON",
    "demo_sign_in": "POST only",
    "account_logout": "a POST; its page is a question that nobody is sent to",
    "mfa_authenticate": "stands between password and session, which the demo skips: tests/accounts",
    "mfa_activate_totp": "asks for the password again first",
    "passkey_sign_in": "a question of the script, which a browser is not shown",
    "passkey_edit": "needs a passkey: test_passkeys.py",
    "mfa_view_recovery_codes": "needs a second factor, which the demo has not",
    "mfa_generate_recovery_codes": "needs a second factor, which the demo has not",
    "account_change_password": "asks for the password again first",
    "account_reauthenticate": "answers only in the middle of something else",
    "link_open": "redirects to the page of the link's purpose",
    "link_print": "needs a printed link: tests/accounts",
    "plan_preview": "answers an uploaded file",
    "records_preview": "answers an uploaded file: tests/programs",
    "records_marked": "a file",
    "export_state": "a part of a page",
    "export_file": "a file",
    "move": "needs an uploaded file: tests/moving",
    "move_sample": "a file",
    "move_marked": "a file",
    "move_state": "a part of a page",
    "agency_export": "a file",
    "plan_rows_to_mend": "a file",
    "plan_quarter_file": "a file",
    "plan_quarter_word": "a file",
    "intake_draft": "the page of intake, filled",
    "enquiry_from": "the page of an enquiry, filled",
    "tie_answer": "needs a visitor who asked: tests/visits",
    "case_subject": "needs somebody who asks for a record: tests/casework",
    "case_timeline": "a part of the case page",
}
