"""The plan's own words and how they change: one line for each change, whoever made it."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from privacy.context import Actor
from programs.models import Plan, PlanChange

ADDED, CHANGED, WITHDRAWN = "added", "changed", "withdrawn"


@dataclass(frozen=True)
class Change:
    """`place` is the policy's number, `before` and `after` what the plan says; `part` the goal, policy or programme."""

    kind: str
    what: str
    place: str
    name: str
    before: str = ""
    after: str = ""
    # A row that a dry run makes has another one each time.
    part: UUID | None = field(default=None, compare=False)

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return chip_of(self.kind)


def chip_of(kind: str) -> tuple[str, str, str]:
    signs = {ADDED: (_("New"), "ok", "plus"), CHANGED: (_("Changed"), "now", "swap")}
    return signs.get(kind, (_("No longer there"), "warn", "minus"))


def keep(plan: Plan, how: str, changes: list[Change], actor) -> None:
    user = actor.user if isinstance(actor, Actor) else actor
    PlanChange.objects.bulk_create(
        PlanChange(
            plan=plan, part=one.part or plan.pk, how=how, kind=one.kind, what=one.what, place=one.place, name=one.name, before=one.before,
            after=one.after, by=user,
        )
        for one in changes
    )  # fmt: skip
