"""Prints the policy: as the page `docs/permissions.md`, or as JSON for another program."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from privacy import policy
from privacy.roles import Role, Scope

LETTER = {Scope.NONE: "", Scope.ASSIGNED: "a", Scope.AREA: "A"}

RECUSAL = [
    "",
    "## Recusal 利害関係",
    "",
    "Whoever has a close tie to a person must not see their records; it beats every role and every grant.",
    "",
    "- `case.recuse`: one takes oneself off a case, at once and alone.",
    "- `case.exclude`: shutting somebody else out is a manager's, and so a manager is only ever shut out by another manager.",
    "- It closes the case and everything else about the same person, later cases too.",
    "- The managers who remain see on each of these cases who is shut out, since when, by whom and why; the case keeps a line.",
    "- No case is left without a manager who can read it: the last one neither steps aside nor is shut out before another is there.",
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
    "- Whoever was disabled and is enabled again has no role until each is confirmed anew.",
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
        "**A**: the dossiers in the areas of the membership, never a sealed one, and whatever is granted by name.",
        "**a**: only what is granted by name. Blank: nothing. A desk is its owner's alone, a compartment its named readers' alone.",
        "",
        "| action | dossier kinds | " + " | ".join(Role) + " |",
        "|---" * (2 + len(Role)) + "|",
    ]
    body = [
        f"| {name} | {', '.join(sorted(action.kinds)) or 'none'} | "
        + " | ".join(LETTER[action.scopes[role]] for role in Role)
        + " |"
        for name, action in policy.ACTIONS.items()
    ]
    return "\n".join(head + body + RECUSAL + SECOND_PERSON)
