"""Who may do what: the whole matrix, as a table.

One letter a role. A: the dossiers of these kinds in the areas of the membership, never a restricted one, and whatever is granted by
name. a: only what is granted by name. -: nothing. Kinds are the dossiers an action can reach; an action without kinds is about
no dossier (programmes, areas, accounts) and asks only for the role.

A restricted record opens to its holders alone: how, says `reach.py`, who they can be, `possible_holders` in
`casework/people_on_cases.py`, and how many they must be, `casework/services/restricting.py`.
Whatever the role, a desk is its owner's alone and a compartment its named readers' alone.
`docs/permissions.md` is made from this table (`manage.py policy --format md`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.roles import Role, Scope

LETTERS = {"-": Scope.NONE, "a": Scope.ASSIGNED, "A": Scope.AREA}


@dataclass(frozen=True)
class Action:
    """`restricted`: the roles it is left to on a restricted dossier, among those who are named to it. `label`: as the ledger calls it.
    `instead`: {kind of dossier: the action that decides there}. `whole_council`: in all of it, whichever districts one serves."""

    kinds: frozenset[str]
    scopes: dict[Role, Scope]
    restricted: dict[Role, Scope]
    label: Promise | None
    instead: dict[str, str]
    whole_council: bool = False

    def scope(self, role: str) -> Scope:
        return self.scopes[Role(role)]


def row(
    kinds: str, letters: str, label: Promise | None = None, *, restricted: str = "", whole_council: bool = False, **instead: str
) -> Action:
    return Action(frozenset(kinds.split()), _by_role(letters), _by_role(restricted or letters), label, instead, whole_council)


def _by_role(letters: str) -> dict[Role, Scope]:
    return dict(zip(Role, [LETTERS[letter] for letter in letters.split()], strict=True))


READABLE = "person case enrolment item compartment daybook"

ACTIONS: dict[str, Action] = {
    # Columns: caseworker, visitor, coordinator, advocate, manager, auditor, administrator
    "person.find": row("person", "A - A A A - -", _("finding a person")),
    "person.read": row("person", "A - A a A - -", _("reading about a person")),
    "person.write": row("person", "A - A a A - -", _("writing about a person")),
    "person.merge": row("person", "- - A - A - -", _("making two records one person, or two again")),
    "case.open": row("case", "A - A A A - -", _("taking a consultation")),
    "case.read": row("case", "A - A a A - -", _("reading a case")),
    "case.print": row("case", "A - A a A - -", _("printing a case")),
    "note.read": row("case", "A - A a A - -", _("reading notes")),
    "case.write": row("case", "A - A a A - -", _("changing a case")),
    "case.close": row("case", "A - A a A - -", _("closing or reopening a case")),
    "note.write": row("case", "A - A a A - -", _("writing a note")),
    "note.move": row("case", "A - A a A - -", _("moving a note")),
    # Who else gets to know of a restricted case, a manager among its holders alone decides.
    "case.assign": row("case", "A - A - A - -", _("staff of a case"), restricted="- - - - a - -"),
    "case.handover": row("case", "A - A - A - -", _("handing a case over"), restricted="- - - - a - -"),
    # Whether a case leads its holder to its person's own record, where it does not by itself. Never one's own.
    "subject.open": row("case person", "- - A - A - -", _("opening a person's record to somebody")),
    # Oneself, and somebody else; a case stands for its person.
    "person.recuse": row("person case", "A - A a A - -", _("recusal")),
    "person.exclude": row("person case", "- - - - A - -", _("recusal of somebody else")),
    # As somebody else, when one manager shuts out a second other manager.
    "exclude.confirm": row("person case", "- - A - A - -", _("confirming the recusal of a second manager")),
    # So that it opens to those who are named to it alone, and to confirm that; to open it again, which takes two of them.
    "case.restrict": row("case person", "a - a a A - -", _("restricting a case to those who are named to it")),
    "case.unrestrict": row("case person", "a - a a a - -", _("lifting a restriction")),
    # Who reported what a case is about.
    "reporter.read": row("compartment", "a - a a a - -", _("reading who reported")),
    "reporter.write": row("compartment", "a - a a a - -", _("writing down who reported, and who may know it")),
    # Of a restricted record that no manager can read: to ask for it and keep it, and to be the second who confirms.
    "orphan.take": row("case person enrolment", "- - - - A - -", _("asking for a restricted record that no manager can read")),
    "orphan.confirm": row("case person enrolment", "- - A - A - -", _("a restricted record taken over by two")),
    "share.grant": row("case enrolment", "a - A a A - -"),
    "history.read": row(READABLE, "a - A a A - -", _("who looked, what was changed")),
    "handover.read": row("daybook", "A - A A A - -", _("reading the day-book")),
    "handover.write": row("daybook", "A - A A A - -", _("writing into the day-book")),
    "consent.read": row("person case enrolment", "A - A a A - -", _("reading consents")),
    "consent.write": row("person case", "A - A a A - -", _("recording a consent")),
    # A paper of a meeting is read by who reads its items, and made, withdrawn and ticked by who prepares them.
    "document.read": row("person case enrolment", "A - A a A - -", _("reading a document"), item="conference.read"),
    "document.make": row("person case enrolment", "A - A a A - -", _("making a document"), item="conference.prepare"),
    # A file that lies with a record; that record's own actions decide besides (`attachments/parents.py`).
    "attachment.read": row("person case enrolment", "A - A a A - -", _("reading an attached file")),
    "attachment.write": row("person case enrolment", "A - A a A - -", _("attaching a file, or removing one")),
    "desk.use": row("desk", "a a a a a - -", _("own drafts")),
    "enrolment.read": row("enrolment", "A - A - A - -", _("reading an enrolment of the watch-over")),
    "enrolment.write": row("enrolment", "A - A - A - -", _("writing an enrolment of the watch-over")),
    "round.read": row("enrolment person", "A a A - A - -", _("a visitor's round")),
    "visit.read": row("enrolment", "A a A - A - -", _("reading visits")),
    "visit.write": row("enrolment", "A a A - A - -", _("recording a visit")),
    # A visitor who knows the person; who answers.
    "tie.tell": row("enrolment", "- a - - - - -", _("knowing somebody behind a door")),
    "tie.answer": row("enrolment", "- - A - A - -", _("answering a visitor who knows somebody")),
    "alert.read": row("enrolment case", "A a A a A - -", _("reading what must be taken up")),
    "alert.take": row("enrolment case", "A - A - A - -", _("taking something up")),
    "alert.close": row("enrolment case", "A - A - A - -", _("closing what was taken up")),
    "duty.write": row("", "- - A - A - -", _("the duty roster of the watch-over")),
    # What a tablet brought and the program could not place: at the door of which it speaks, else in the day-book.
    "arrival.settle": row("enrolment daybook", "- - A - A - -", _("settling what a tablet brought")),
    "watch.run": row("enrolment", "- - - - - - -", _("what is overdue in the watch-over")),
    "conference.propose": row("case", "A - A a A - -", _("asking for a case conference")),
    "conference.read": row("item", "a - A a A - -", _("reading a case conference")),
    "conference.prepare": row("item", "- - A - A - -", _("preparing a case conference")),
    "conference.record": row("item", "- - A - A - -", _("writing down a case conference")),
    # By the chair, whoever that is, or a manager; never by who wrote them alone.
    "minutes.approve": row("item", "a - A a A - -", _("approving the minutes of a case conference")),
    "conference.remind": row("item", "- - - - - - -", _("what a case conference decided and is due")),
    "item.prepare": row("item", "A - A a A - -", _("preparing a case sheet")),
    # What was decided about a case, whoever reads the case knows; the minutes only those who took part.
    "decision.read": row("item", "A - A a A - -", _("reading what a case conference decided")),
    "action_item.complete": row("item", "A - A a A - -", _("doing what a case conference decided")),
    # A legal ground for telling without consent: never confirmed by who wrote it; a manager reviews what could not wait.
    "ground.write": row("case", "A - A a A - -", _("recording a legal ground for telling")),
    "ground.confirm": row("case", "- - A a A - -", _("confirming a legal ground for telling")),
    "ground.review": row("case", "- - - - A - -", _("reviewing a legal ground that was used at once")),
    # What was told to somebody outside, whatever it was told by.
    "disclosure.write": row("case enrolment", "A - A a A - -", _("recording what was told")),
    # Who helps in the programmes, and who asks for help there: in the person's own record.
    "support.read": row("person", "A - A - A - -", _("reading about supporters and requests for help")),
    "support.write": row("person", "A - A - A - -", _("writing about supporters and requests for help")),
    "agency.read": row("", "A - A A A - -", _("directory of agencies")),
    "agency.write": row("", "- - A A A - -", _("writing into the directory of agencies")),
    "referral.read": row("case", "a - A a A - -", _("reading a referral")),
    "referral.write": row("case", "a - A a A - -", _("writing a referral")),
    "referral.step": row("case", "a - A a A - -", _("a step of a referral")),
    "referral.approve": row("case", "- - A - A - -", _("approving a referral")),
    "referral.remind": row("case", "- - - - - - -", _("referrals without an answer")),
    "program.read": row("", "A A A A A A A", _("plan and results")),
    # What a programme did; by name: in the programmes that somebody helps with (`programs/helping.py`).
    "activity.read": row("", "A A A A A A A", _("what the programmes did")),
    "activity.record": row("", "A a A - A - -", _("recording what a programme did")),
    "activity.write": row("", "A - A - A - -", _("rollout of the watch-over in a district")),
    "program.write": row("", "- - A - A - -", _("what a programme counts, its volunteers, reviews and money")),
    "target.judge": row("", "- - A - A - -", _("judging a target or a programme")),
    "plan.import": row("", "- - A - A - -", _("the plan: taken in, changed, copied to the next year")),
    "report.exact": row("", "A - A - A - -", _("exact figures")),
    "report.public": row("", "A - A A A A -", _("totals")),
    # What leaves: looked at and let go by somebody who sees the exact figures too.
    "report.publish": row("", "- - A - A - -", _("publishing tables of figures")),
    # Whose figures stand from then on; to open it again.
    "month.close": row("", "- - - - A - -", _("closing a month's figures")),
    # A file that an office kept before. Which of them somebody takes over, says what it becomes (`moving/subjects.py`).
    "file.bring": row("", "- - A A A - -", _("bringing in a file of the office")),
    # Consultations of before, of every district of the council.
    "ledger.import": row("", "- - A - A - -", _("taking over a ledger of before")),
    # Files of records: of what one may read oneself, in the districts of a role that allows it. Never one's own is approved.
    "export.request": row("", "- - A - A - -", _("taking records out as a file")),
    "export.approve": row("", "- - - - A - -", _("saying yes to a file that leaves")),
    "export.read": row("", "- - A - A A -", _("the register of files that leave")),
    "emergency.open": row("case person enrolment", "A - A A A - -", _("emergency access"), whole_council=True),
    # Why it was opened, in words: for who answers for the record.
    "emergency.read": row("case person enrolment", "a - A a A - -", _("reading why a record was opened in an emergency")),
    "emergency.review": row("", "- - - - A A -", _("looking at an emergency access afterwards")),
    "ledger.read": row("", "- - - - A A -", _("access ledger")),
    "pledge.manage": row("", "- - - - A - -", _("pledges")),
    "user.manage": row("", "- - - - - - A", _("accounts")),
    "device.manage": row("", "- - - - - - A", _("tablets of the visitors")),
    # Disk, backup, queue: of people it shows nothing.
    "upkeep.read": row("", "- - - - - - A", _("how the installation is")),
    "area.manage": row("", "- - - - - - A", _("areas")),
    "organisation.manage": row("", "- - - - - - A", _("organisations")),
    "role.grant": row("", "- - - - - - A", _("granting a role")),
    # As the second person: whatever leads to content or shows who looked at it, and what makes an administrator.
    "role.confirm": row("", "- - - - A - -", _("confirming as the second person")),
    "administrator.confirm": row("", "- - - - A - A", _("confirming an administrator")),
}

# By which action a dossier of each kind is read. A model may name a way of its own.
READS: dict[str, str] = {
    "person": "person.read",
    "case": "case.read",
    "enrolment": "enrolment.read",
    "item": "conference.read",
    "compartment": "reporter.read",
    "desk": "desk.use",
    "daybook": "handover.read",
}

# What an emergency access opens for its minutes, to whoever may do it on other records: reading at the office, nothing else. Of consents too:
# whom a person does not want to be told of anything is known in an emergency least of all.
IN_AN_EMERGENCY = frozenset(
    {
        "person.read",
        "consent.read",
        "case.read",
        "note.read",
        "enrolment.read",
        "round.read",
        "visit.read",
        "alert.read",
        "support.read",
    }
)

# Named by the plan, used by nothing yet: what has no words. Tests refuse one that a route uses, and any that the list by hand does not name.
RESERVED: frozenset[str] = frozenset(name for name, action in ACTIONS.items() if action.label is None)

# For what each role is answerable: what waits on its home page, and of what it is told. A duty opens nothing; what it shows is asked of
# the table above.
DUTIES: dict[str, tuple[Role, ...]] = {
    "round": (Role.VISITOR,),
    "case.give_out": (Role.COORDINATOR, Role.MANAGER),
    "watch.oversee": (Role.COORDINATOR, Role.MANAGER),
    # Told at once of what must be taken up; told of what nobody took in time.
    "alert.raised": (Role.COORDINATOR,),
    "alert.late": (Role.MANAGER,),
    "alert.emergency": (Role.COORDINATOR, Role.MANAGER),
    # Told at once that a record was opened in an emergency.
    "emergency.opened": (Role.MANAGER,),
    # Referrals that nobody follows who can; those of which nobody heard by the second day.
    "referral.give_out": (Role.COORDINATOR,),
    "referral.late": (Role.MANAGER,),
    # Requests for help for which nobody was found yet.
    "support.arrange": (Role.COORDINATOR,),
    # Minutes that wait; what a conference decided and nobody did in time.
    "minutes.approve": (Role.MANAGER,),
    "action_item.late": (Role.COORDINATOR,),
}

# Work that no person asked for. A job does only what stands here, in every area.
SYSTEM: dict[str, frozenset[str]] = {
    "reseal": frozenset({"note.move"}),
    "demo": frozenset(ACTIONS),
    "bench": frozenset(ACTIONS),
    "import": frozenset({"plan.import"}),
    # What is overdue and what nobody took; the months that begin; notices that wait in the outbox.
    "watch": frozenset({"watch.run"}),
    # Referrals without an answer, and notices of them.
    "silence": frozenset({"referral.remind"}),
    # What a case conference decided, and its days.
    "deeds": frozenset({"conference.remind"}),
    # Drafts that nobody finished in a day.
    "documents": frozenset({"document.make"}),
    # What a tablet brought, kept for a person in its visitor's name, who may no longer read that dossier.
    "tablet": frozenset({"arrival.settle"}),
    # A visit by somebody who is no longer assigned: kept, not shown to them, and without effect until the office has looked at it.
    "late visit": frozenset({"visit.write"}),
    # A death, written down by whoever may: that it stands on the person's record, and what it ends that they perhaps cannot see.
    "life event": frozenset({"case.write", "enrolment.write", "person.write", "referral.write", "support.write"}),
    # What a case sheet without names must not show: the names of its own case, of a reporter, and of the other cases at the table.
    "masking": frozenset({"person.read", "person.find", "case.read", "reporter.read"}),
    # Files that were kept while no virus scanner looked.
    "virus scanner": frozenset({"attachment.read", "attachment.write"}),
    "reindex": frozenset({"person.read", "person.write", "case.read"}),
    # What was restricted after the backup.
    "restore": frozenset({"case.restrict"}),
}


def scope(role: str, action: str) -> Scope:
    """An unknown action is a fault of the caller, never an open door."""
    return ACTIONS[action].scope(role)


def roles_for(action: str) -> tuple[Role, ...]:
    """Whoever may do it anywhere, by area or by name, in the table's order."""
    return tuple(role for role in Role if ACTIONS[action].scopes[role] > Scope.NONE)


@lru_cache
def roles_anywhere(action: str) -> frozenset[str]:
    """The same with the actions that decide on other kinds of dossier in its place."""
    return frozenset(role for one in (action, *ACTIONS[action].instead.values()) for role in roles_for(one))


def rows() -> Iterator[tuple[Role, str, Scope]]:
    """(role, action, scope) for every pair, in the table's order."""
    for name, action in ACTIONS.items():
        for role in Role:
            yield role, name, action.scopes[role]


# A grant to read opens no other door.
READ_VERBS = frozenset({"find", "read", "print"})


def only_reads(action: str) -> bool:
    return action.rpartition(".")[2] in READ_VERBS
