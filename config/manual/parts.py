"""Which part of the manual `?` opens on a page: of the reader's own manual where it has that part, else of another."""

from collections.abc import Iterable

from django.urls import reverse

from config.manual.text import manual
from privacy.roles import Role

# In this order, for whoever has several roles. An advocate works as a caseworker does, an auditor looks at what a manager looks at.
WHOSE = {
    "caseworker": (Role.CASEWORKER, Role.ADVOCATE),
    "coordinator": (Role.COORDINATOR,),
    "manager": (Role.MANAGER, Role.AUDITOR),
    "administrator": (Role.ADMINISTRATOR,),
    "visitor": (Role.VISITOR,),
}
# {part: the pages that it is about}
PARTS = {
    "home": "home working_council",
    "search": "search emergency",
    "intake": "intake intake_start intake_draft intake_sheet intake_person enquiry enquiry_from namesakes",
    "cases": "case_list case_list_print",
    "case": """
        case case_timeline case_print case_status case_correct case_close case_reopen case_staff case_recuse case_restrict
        note_new note_edit note_move
    """,
    "files": """
        files_case attach_case files_note attach_note files_consent attach_consent files_enrolment attach_enrolment files_referral
        attach_referral attachment attachment_edit attachment_remove
    """,
    "person": "person person_edit person_same relative_new relative_edit other_name_new",
    "consent": "consent_new consent_withdraw may_tell told told_print told_add ground_new ground liaison_new",
    "daybook": "daybook",
    "referrals": "referrals referral referral_new referral_edit referral_step referral_changes letter letter_fax",
    "documents": "documents document document_withdraw copy_mark",
    "settings": """
        own_settings security passkey_new passkey_edit account_change_password account_reauthenticate mfa_activate_totp
        mfa_view_recovery_codes mfa_generate_recovery_codes
    """,
    "round": "round",
    "visit": "visit_new visit visit_edit tie_tell",
    "own-record": "own_record",
    "tablet": "own_devices",
    "watch": "watch watch_print watch_sheets rollout duty visitor_move visitors visitor_records visitor_record",
    "enrolment": """
        enrolment enrolment_new enrolment_sheet enrolment_edit enrolment_pause enrolment_resume enrolment_end enrolment_reconfirm
        enrolment_tell enrolment_changes
    """,
    "safety": "safety safety_print safety_step safety_next safety_confirm safety_take_back",
    "alerts": "alerts alert alert_case",
    "arrivals": "arrivals arrival",
    "conferences": """
        conferences conference conference_new conference_edit conference_series conference_people conference_papers
        case_conference_new sheet sheet_masked meeting meeting_item meeting_record minutes_edit minutes_correct action_board
        action_done
    """,
    "help": """
        help_requests help_request help_request_new help_request_edit help_request_changes supporters supporter supporter_new
        supporter_edit supporter_changes hosts host_edit
    """,
    "agencies": "agencies agency agency_new agency_kinds agency_edit agency_merge agency_changes",
    "activities": "activities activity activity_new activity_edit activity_cancel records_upload records_preview records_file",
    "plan": "plan plan_upload plan_preview program program_counting program_review plan_quarter plan_years plan_next plan_part target",
    "reports": "reports month_close month_reopen long_report year_reports year_report year_report_new own_form own_form_new",
    "tables": "published_tables published_table published_table_new",
    "exports": "exports export export_new export_decide",
    "moves": "moves move",
    "emergencies": "emergencies emergency_review",
    "access": "access_review ledger case_access enrolment_access case_changes confirmations",
    "pledges": "pledges pledge_forms pledges_record pledge_form pledge_record pledge_form_for training_record",
    "people": """
        people person_new person_account person_disable person_enable role_grant role_end role_restore
    """,
    "paper": "link_make link_print",
    "devices": "devices device_name device_out",
    "areas": """
        areas area_edit district_new places place_new place_edit place_close organisations organisation_new organisation_edit
    """,
    "upkeep": "upkeep mails",
    "leaving": "hand_over orphans recusals_asked case_exclude person_exclude person_recuse",
}  # fmt: skip
PART_OF = {route: part for part, routes in PARTS.items() for route in routes.split()}


def address(route: str, roles: Iterable[str]) -> str:
    held = set(roles)
    own = [name for name, whose in WHOSE.items() if held & set(whose)] or ["caseworker"]
    part = PART_OF.get(route)
    for name in dict.fromkeys([*own, *WHOSE]):
        if part in manual(name).parts:
            return f"{reverse('manual', args=[name])}#{part}"
    return reverse("manual", args=[own[0]])
