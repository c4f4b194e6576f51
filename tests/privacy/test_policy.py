"""The first table, restated by hand from the council's own description of its roles, against `privacy/policy.py`."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from privacy import policy
from privacy.roles import Role, Scope
from tests.sources import ON_PAGES, files

A, a, no = Scope.AREA, Scope.ASSIGNED, Scope.NONE

# caseworker, visitor, coordinator, advocate, manager, auditor, administrator
BY_HAND = {
    ("person.find",): (A, no, A, A, A, no, no),
    ("person.read", "person.write"): (A, no, A, a, A, no, no),
    ("person.merge",): (no, no, A, no, A, no, no),
    ("case.open",): (A, no, A, A, A, no, no),
    ("case.read", "case.print", "note.read"): (A, no, A, a, A, no, no),
    ("case.write", "case.close", "note.write", "note.move"): (A, no, A, a, A, no, no),
    ("case.assign", "case.handover"): (A, no, A, no, A, no, no),
    ("subject.open", "exclude.confirm"): (no, no, A, no, A, no, no),
    ("case.restrict",): (a, no, a, a, A, no, no),
    ("case.unrestrict",): (a, no, a, a, a, no, no),
    ("reporter.read", "reporter.write"): (a, no, a, a, a, no, no),
    ("orphan.take",): (no, no, no, no, A, no, no),
    ("orphan.confirm",): (no, no, A, no, A, no, no),
    ("share.grant", "history.read"): (a, no, A, a, A, no, no),
    ("handover.read", "handover.write"): (A, no, A, A, A, no, no),
    ("consent.read", "consent.write"): (A, no, A, a, A, no, no),
    ("document.read", "document.make"): (A, no, A, a, A, no, no),
    # Beside what the record itself says to whom.
    ("attachment.read", "attachment.write"): (A, no, A, a, A, no, no),
    ("enrolment.read", "enrolment.write"): (A, no, A, no, A, no, no),
    ("round.read", "visit.read", "visit.write"): (A, a, A, no, A, no, no),
    ("tie.tell",): (no, a, no, no, no, no, no),
    ("tie.answer",): (no, no, A, no, A, no, no),
    ("arrival.settle",): (no, no, A, no, A, no, no),
    ("alert.read",): (A, a, A, a, A, no, no),
    ("alert.take", "alert.close"): (A, no, A, no, A, no, no),
    ("watch.run", "referral.remind"): (no, no, no, no, no, no, no),
    ("conference.propose",): (A, no, A, a, A, no, no),
    ("conference.read",): (a, no, A, a, A, no, no),
    ("conference.prepare", "conference.record"): (no, no, A, no, A, no, no),
    ("item.prepare",): (A, no, A, a, A, no, no),
    ("decision.read", "action_item.complete"): (A, no, A, a, A, no, no),
    ("minutes.approve",): (a, no, A, a, A, no, no),
    ("conference.remind",): (no, no, no, no, no, no, no),
    ("ground.write", "disclosure.write"): (A, no, A, a, A, no, no),
    ("ground.confirm",): (no, no, A, a, A, no, no),
    ("ground.review",): (no, no, no, no, A, no, no),
    ("support.read", "support.write"): (A, no, A, no, A, no, no),
    ("agency.read",): (A, no, A, A, A, no, no),
    ("agency.write",): (no, no, A, A, A, no, no),
    # The door of all files that an office brings: ledger and watch-over ask for `ledger.import` besides, agencies for `agency.write`.
    ("file.bring",): (no, no, A, A, A, no, no),
    ("referral.read", "referral.write", "referral.step"): (a, no, A, a, A, no, no),
    ("referral.approve",): (no, no, A, no, A, no, no),
    ("program.read", "activity.read"): (A, A, A, A, A, A, A),
    ("activity.write",): (A, no, A, no, A, no, no),
    # A visitor: only in a programme whose helper they are.
    ("activity.record",): (A, a, A, no, A, no, no),
    ("target.judge", "plan.import", "program.write", "duty.write", "ledger.import"): (no, no, A, no, A, no, no),
    ("report.exact",): (A, no, A, no, A, no, no),
    ("report.publish",): (no, no, A, no, A, no, no),
    ("report.public",): (A, no, A, A, A, A, no),
    ("month.close",): (no, no, no, no, A, no, no),
    ("export.request",): (no, no, A, no, A, no, no),
    ("export.approve",): (no, no, no, no, A, no, no),
    ("export.read",): (no, no, A, no, A, A, no),
    ("emergency.open",): (A, no, A, A, A, no, no),
    ("emergency.read",): (a, no, A, a, A, no, no),
    ("emergency.review", "ledger.read"): (no, no, no, no, A, A, no),
    ("pledge.manage", "role.confirm"): (no, no, no, no, A, no, no),
    ("user.manage", "device.manage", "upkeep.read", "area.manage", "organisation.manage", "role.grant"): (
        no,
        no,
        no,
        no,
        no,
        no,
        A,
    ),
    ("administrator.confirm",): (no, no, no, no, A, no, A),
}
# Ours, beside the table: to step aside from a person, to shut somebody else out, and one's own desk of drafts.
OURS = {"person.recuse", "person.exclude", "desk.use"}


@pytest.mark.parametrize("actions", BY_HAND, ids=lambda actions: actions[0])
def test_the_policy_is_the_table(actions):
    for action in actions:
        assert tuple(policy.scope(role, action) for role in Role) == BY_HAND[actions], action


# The dossiers that an action can reach, whatever the role; none for what is about no dossier.
KINDS_BY_HAND = {
    "case": "case.open case.read case.print note.read case.write case.close note.write note.move case.assign case.handover "
    "conference.propose referral.read referral.write referral.step referral.approve ground.write ground.confirm ground.review "
    "referral.remind",
    "person": "person.find person.read person.write person.merge support.read support.write",
    "person case": "subject.open person.recuse person.exclude exclude.confirm case.restrict case.unrestrict consent.write",
    "person case enrolment": "consent.read orphan.take orphan.confirm emergency.open emergency.read document.read document.make attachment.read attachment.write",
    "case enrolment": "disclosure.write share.grant alert.read alert.take alert.close",
    "enrolment": "enrolment.read enrolment.write visit.read visit.write tie.tell tie.answer watch.run",
    "enrolment person": "round.read",
    "enrolment daybook": "arrival.settle",
    "person case enrolment item compartment daybook": "history.read",
    "compartment": "reporter.read reporter.write",
    "daybook": "handover.read handover.write",
    "desk": "desk.use",
    "item": "conference.read conference.prepare conference.record item.prepare decision.read action_item.complete minutes.approve conference.remind",
    "": "agency.read agency.write duty.write program.read program.write activity.read activity.record activity.write target.judge plan.import report.exact report.public report.publish month.close file.bring ledger.import export.request export.approve export.read "
    "emergency.review ledger.read pledge.manage user.manage device.manage upkeep.read area.manage organisation.manage role.grant "
    "role.confirm administrator.confirm",
}


def test_an_action_reaches_the_kinds_of_the_table_and_no_other():
    by_hand = {action: set(kinds.split()) for kinds, actions in KINDS_BY_HAND.items() for action in actions.split()}
    assert {name: set(action.kinds) for name, action in policy.ACTIONS.items()} == by_hand


def test_a_paper_of_a_meeting_is_asked_for_as_its_items_are():
    by_hand = {"document.read": {"item": "conference.read"}, "document.make": {"item": "conference.prepare"}}
    assert {name: action.instead for name, action in policy.ACTIONS.items() if action.instead} == by_hand


def test_whoever_may_do_it_is_named_by_the_policy():
    assert policy.roles_for("alert.take") == (Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER)
    assert policy.roles_for("tie.tell") == (Role.VISITOR,), "by name is enough"
    assert policy.roles_for("watch.run") == ()


def test_whoever_answers_for_it_is_named_by_the_policy():
    office = (Role.COORDINATOR, Role.MANAGER)
    by_hand = {
        "round": (Role.VISITOR,), "case.give_out": office, "watch.oversee": office, "alert.raised": (Role.COORDINATOR,),
        "alert.late": (Role.MANAGER,), "alert.emergency": office, "emergency.opened": (Role.MANAGER,), "referral.give_out": (Role.COORDINATOR,),
        "referral.late": (Role.MANAGER,), "support.arrange": (Role.COORDINATOR,), "minutes.approve": (Role.MANAGER,), "action_item.late": (Role.COORDINATOR,),
    }  # fmt: skip
    assert by_hand == policy.DUTIES


# Who may appoint whom, and who confirms it, is about these two roles themselves.
NAME_A_ROLE = {
    "accounts/management/commands/appoint.py",
    "accounts/management/commands/bootstrap.py",
    "accounts/models.py",
    "accounts/second_person.py",
}


def test_no_app_names_a_role():
    """But for the demo and the bench, which make people of each."""
    sources = {name: path for name, path in files(*ON_PAGES) if not {"bench", "migrations"} & set(path.parts)}
    names = {name for name, path in sources.items() if not path.name.startswith("demo") and "Role." in path.read_text()}
    assert names == NAME_A_ROLE


def test_a_restriction_leaves_naming_others_to_a_manager_who_is_named():
    fewer = {
        name: tuple(action.restricted.values()) for name, action in policy.ACTIONS.items() if action.restricted != action.scopes
    }
    assert fewer == dict.fromkeys(("case.assign", "case.handover"), (no, no, no, no, a, no, no))


def test_a_door_shows_its_enrolment_and_whom_it_is_about_and_nothing_else():
    assert policy.ACTIONS["round.read"].kinds == {"enrolment", "person"}
    assert policy.ACTIONS["visit.read"].kinds == policy.ACTIONS["visit.write"].kinds == {"enrolment"}
    reaches_people = {
        name for name, action in policy.ACTIONS.items() if "person" in action.kinds and action.scope(Role.VISITOR) != no
    }
    assert reaches_people == {"round.read"}
    assert not any(
        action.scope(Role.VISITOR)
        for action in policy.ACTIONS.values()
        if "case" in action.kinds and "enrolment" not in action.kinds
    )


def test_the_clock_acts_for_nobody_else():
    assert policy.SYSTEM["watch"] == {"watch.run"}
    assert policy.SYSTEM["late visit"] == {"visit.write"}
    assert policy.SYSTEM["life event"] == {"case.write", "enrolment.write", "person.write", "referral.write", "support.write"}
    assert policy.SYSTEM["masking"] == {"person.read", "person.find", "case.read", "reporter.read"}
    assert policy.SYSTEM["silence"] == {"referral.remind"}
    assert policy.SYSTEM["deeds"] == {"conference.remind"}
    assert policy.SYSTEM["restore"] == {"case.restrict"}
    assert policy.SYSTEM["virus scanner"] == {"attachment.read", "attachment.write"}
    assert policy.ACTIONS["watch.run"].kinds == {"enrolment"}


def test_what_the_watch_over_uses_is_reserved_no_more():
    used = {
        "enrolment.read",
        "enrolment.write",
        "round.read",
        "visit.read",
        "visit.write",
        "alert.read",
        "alert.take",
        "alert.close",
    }
    assert not (used | {"activity.write", "watch.run"}) & policy.RESERVED


def test_no_action_stands_outside_the_table():
    assert set(policy.ACTIONS) - {name for names in BY_HAND for name in names} == OURS


def test_what_has_no_words_is_what_nothing_uses_yet():
    """The list only shrinks."""
    by_hand = """
        share.grant
    """
    assert set(by_hand.split()) == policy.RESERVED


def test_an_emergency_opens_reading_and_only_what_is_named_here():
    by_hand = "person.read consent.read case.read note.read enrolment.read round.read visit.read alert.read support.read"
    assert set(by_hand.split()) == policy.IN_AN_EMERGENCY
    assert {name for name, action in policy.ACTIONS.items() if action.whole_council} == {"emergency.open"}


def test_an_unknown_action_is_an_error_and_not_an_open_door():
    with pytest.raises(KeyError):
        policy.scope(Role.MANAGER, "case.publish")


def test_jobs_do_only_what_the_policy_knows():
    for actions in policy.SYSTEM.values():
        assert actions <= set(policy.ACTIONS)


def test_the_command_prints_every_role_and_action():
    out = StringIO()
    call_command("policy", format="json", stdout=out)
    rows = json.loads(out.getvalue())["rows"]
    assert len(rows) == len(Role) * len(policy.ACTIONS)
    assert {row["scope"] for row in rows} == {"none", "assigned", "area"}
    assert {"role": "visitor", "action": "case.read", "scope": "none"} in rows
