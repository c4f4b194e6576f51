"""Prints the policy: as the page `docs/permissions.md`, or as JSON for another program."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from privacy import policy
from privacy.roles import Role, Scope

LETTER = {Scope.NONE: "", Scope.ASSIGNED: "a", Scope.AREA: "A"}

SUBJECTS = [
    "",
    "## From a case to its person",
    "",
    "A grant on a case or an enrolment leads to the person's own record (address, telephone, family, consents) only where whoever gave",
    "the grant may do the same there themselves, without a last day. So nobody's own act opens what they could not read before.",
    "",
    "- Who takes a consultation about somebody they can only find keeps name, age and district, and works on the case.",
    "- The request stands on the home page of the coordinators and managers who have that record; `subject.open` is their yes or no,",
    "  never the asker's own. It stands on the case and in the ledger.",
    "- A person first registered in the same consultation is open to whoever took it.",
    "- Who reaches a person by name alone does not move them into a district of their own, which would open all about them.",
    "",
    "## The day-book",
    "",
    "An entry is for the whole council or for chosen districts: it is read by those who serve one of them, and by its writer.",
]

RECUSAL = [
    "",
    "## Recusal 利害関係",
    "",
    "Whoever has a close tie to a person must not see their records; it beats every role and every grant.",
    "",
    "- It is from a person: their record, cases, watch-over, what the day-book says of them by a link, and whatever comes later.",
    "  From a case only while it has no person; naming the person takes it along.",
    "- `person.recuse`: one takes oneself off, at once and alone, from the person's page, an enrolment or a case.",
    "- `person.exclude`: shutting somebody else out is a manager's, and so a manager is only ever shut out by another manager.",
    "- `exclude.confirm`: the second other manager that one manager shuts out waits for somebody else's yes, neither of these two.",
    "- `tie.tell`, `tie.answer`: a visitor says at a door that they know the person; a coordinator or manager, never the same person,",
    "  takes them off the door, which recuses them, or writes why they may stay. Until then the door is theirs.",
    "- What was granted by name, a door, an alert taken up and the next step of a welfare check end with it.",
    "- The managers who remain see who is or was shut out, since when, by whom and why; each case keeps a line.",
    "- A manager who is not shut out ends it, with a reason (`person.exclude`); the row stays, and grants by name do not come back.",
    "- No person or case is left without a manager who can read it: the last one neither steps aside nor is shut out before another is there.",
]

EMERGENCY = [
    "",
    "## In an emergency",
    "",
    "`emergency.open` finds a case by its number, or a person by full name and date of birth, in the whole council, and opens the record and",
    "all that is about that person for 15, 30 or 60 minutes to its reader alone. It reads: "
    + ", ".join(f"`{action}`" for action in sorted(policy.IN_AN_EMERGENCY))
    + ".",
    "",
    "- Never what is restricted, and never across a recusal; both are answered as what is not there.",
    "- Those who hold the person's cases and the managers are told at once; `emergency.review` looks at it within three working days,",
    "  never the one who opened it.",
]

SECOND_PERSON = [
    "",
    "## The second person",
    "",
    "A role, and a printed way in, is asked for by an administrator and opens nothing before somebody else confirms it.",
    "",
    "- `role.confirm`: every role but administrator, and the way in of whoever has, had or waits for such a role. A manager's, always.",
    "- `administrator.confirm`: administrators. Another administrator's or a manager's.",
    "- `pledge.manage`: pledges and training are a manager's, and nobody's own.",
    "- Whoever was disabled and is enabled again has no role until each is confirmed anew, and nothing by name even then.",
    "- The first managers are named on the machine's console (`manage.py appoint`), which is refused while a council has two.",
]


class Command(BaseCommand):
    help = "Print who may do what."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["md", "json"], default="md")

    def handle(self, *, format: str, **options: Any) -> None:
        self.stdout.write(as_json() if format == "json" else as_markdown())


def as_json() -> str:
    rows = [{"role": str(role), "action": action, "scope": scope.name.lower()} for role, action, scope in policy.rows()]
    return json.dumps({"rows": rows}, indent=1)


def as_markdown() -> str:
    head = [
        "# Permissions",
        "",
        "Made from `privacy/policy.py` by `manage.py policy --format md`; not edited by hand.",
        "",
        "**A**: the dossiers in the areas of the membership, never a restricted one, and whatever is granted by name.",
        "**a**: only what is granted by name. Blank: nothing. A desk is its owner's alone, a compartment its named readers' alone.",
        "",
        "| action | dossier kinds | " + " | ".join(Role) + " |",
        "|---" * (2 + len(Role)) + "|",
    ]
    body = [
        f"| {name} | {_kinds(action)} | " + " | ".join(LETTER[action.scopes[role]] for role in Role) + " |"
        for name, action in policy.ACTIONS.items()
    ]
    return "\n".join(head + body + _restricted() + SUBJECTS + RECUSAL + EMERGENCY + SECOND_PERSON)


def _kinds(action: policy.Action) -> str:
    instead = [f"{kind} as {other}" for kind, other in action.instead.items()]
    return ", ".join([*sorted(action.kinds), *instead]) or "none"


def _restricted() -> list[str]:
    """The actions that a restriction leaves to fewer."""
    head = [
        "",
        "## On a restricted dossier",
        "",
        "Reached by name alone. These actions are left to fewer of those who are named:",
        "",
    ]
    fewer = [(name, action) for name, action in policy.ACTIONS.items() if action.restricted != action.scopes]
    return head + [
        f"- `{name}`: {', '.join(role for role in Role if action.restricted[role])} among its holders."
        for name, action in fewer
    ]
