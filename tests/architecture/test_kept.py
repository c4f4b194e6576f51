"""Nothing typed is lost: every route that saves says so, every form that takes words keeps a draft, every edit says what it showed."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from privacy.reach import can
from tests.architecture.addresses import ROUTES
from tests.architecture.routes_table import PARAMETERS
from tests.architecture.world import asked_to_read, make_plan, make_world
from tests.cast import login

# Sent twice they do the same, or nothing the second time, and no words stand in them: each with what it does.
NO_WORDS = {
    "accounts' own doors": {
        "account_login", "demo_sign_in", "mfa_authenticate", "account_logout", "session_state", "link", "link_open", "set_language",
        "mfa_activate_totp", "mfa_generate_recovery_codes", "passkey_sign_in", "access_review", "passkey_new", "passkey_edit", "factor_remove", "session_end", "sessions_end", "account_change_password", "account_reauthenticate",
        "own_settings", "working_council", "text_size", "link_make", "link_confirm",
    },
    "one press, which finds what the first one did": {
        "person_disable", "person_enable", "role_end", "role_confirm", "pledge_revoke", "case_staff", "case_subject", "orphans",
        "case_recuse", "case_exclude", "person_recuse", "person_exclude", "note_read", "entry_done", "relative_remove",
        "relative_restore", "visit_join", "visit_late", "rollout", "visitor_move", "visitors", "alert_take", "place_close",
        "hand_over", "note_move", "mails", "role_restore", "document_again", "attachment_restore", "recusals_asked", "other_name_remove", "restriction_confirm", "reporter_readers",
        "referral_owner", "agency_close", "ground_confirm", "ground_review", "plan_begin", "plan_next", "helper_end", "series_end", "deed_remove", "training_remove",
        "emergency_end", "devices", "device_name", "device_out", "own_device_out",
        "conference_cancel", "attendee_change", "conference_item_move", "conference_item_remove", "candidate_unask", "candidate_pass",
    },
    "one press of a meeting, which finds what the first one did": {
        "meeting_begin", "meeting_end", "meeting_came", "decision_remove", "action_remove", "minutes_approve", "decision_follow",
    },
    "under the form's key, which its service knows": {
        "decision_add", "action_add", "attach_case", "attach_note", "attach_consent", "attach_referral", "attach_enrolment",
    },
    "the minutes while they are typed, the last of which counts": {"minutes_draft", "minutes_take_over"},
    "finding": {"letter_preview", "liaison_telling", "ledger", "search", "person_same", "namesakes", "intake_start", "intake_person"},
    "a tablet, known by its key, and what it brings, by its ids": {"field_devices", "field_visits"},
    "the drafts themselves": {"draft_keep", "draft_discard", "draft_save"},
    "a file, which stays on its owner's disk": {"plan_upload", "plan_preview", "records_upload", "moves"},
}  # fmt: skip
EDITS = {
    "person_edit",
    "relative_edit",
    "case_correct",
    "note_edit",
    "reporter_edit",
    "visit_edit",
    "enrolment_edit",
    "safety_next",
    "referral_edit",
    "minutes_edit",
    "conference_edit",
    "sheet",
    "sheet_masked",
}


def test_every_route_that_saves_saves_a_form_once():
    excepted = set().union(*NO_WORDS.values())
    takes = {name for name, row in PARAMETERS.items() if row.post is not None}
    saves = {name for name in takes if getattr(ROUTES[name].callback, "sent_once", False)}
    assert takes - saves - excepted == set(), "say @sent_once, or say here why not"
    assert excepted & saves == set(), "no longer an exception"
    assert excepted <= set(PARAMETERS)
    assert saves >= EDITS


class Forms(HTMLParser):
    """(action, whether a draft is kept, whether it says what it showed) of each POST form in which somebody writes sentences."""

    def __init__(self, page):
        super().__init__()
        self.found, self.now = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and given.get("method") == "post":
            self.now = {"action": given.get("action", ""), "draft": "data-draft-url" in given, "seen": False, "words": False}
        if self.now is None:
            return
        self.now["draft"] |= "data-draft-url" in given
        self.now["seen"] |= given.get("name") == "seen"
        self.now["words"] |= tag == "textarea"

    def handle_endtag(self, tag):
        if tag == "form" and self.now:
            self.found.append(self.now)
            self.now = None


@pytest.mark.django_db
def test_every_page_on_which_somebody_writes_keeps_a_draft_and_every_edit_says_what_it_showed(cast, areas):
    """Each page of the resolver, as the coordinator and the visitor get it."""
    world = make_world(cast.coordinator, areas.dai)
    make_plan(cast.manager, areas.council)
    asked_to_read(world, cast.coordinator)
    wrote, edits = set(), set()
    for user in (cast.coordinator, cast.manager):
        client = login(Client(), user)
        # Last the one whose visit would confirm the check of the others.
        for name, row in sorted(PARAMETERS.items(), key=lambda named: named[0] == "visit_edit"):
            if not row.get or row.about not in ("", "content", "book", "desk") or not can(user, "desk.use"):
                continue
            answer = client.get(reverse(name, args=row.args(world, user)))
            if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
                continue
            for form in Forms(answer.content.decode()).found:
                assert form["draft"] or not form["words"], f"{name}: what is written here can be lost"
                wrote |= {name} if form["words"] else set()
                edits |= {name} if form["seen"] else set()
    assert {
        "case",
        "note_new",
        "alert",
        "daybook",
        "case_close",
        "enrolment_edit",
        "safety_step",
        "safety_confirm",
        "intake",
    } <= wrote
    assert EDITS | {"case"} <= edits
