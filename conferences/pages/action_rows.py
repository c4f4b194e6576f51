"""Open action items as a board shows them: whose, since when, until when, and about whom."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _

from conferences.models import ActionItem, Item
from conferences.pages.meeting import called
from conferences.querysets import WEEK
from privacy.together import Given, Wanted, alone, question

MOST = 100


@dataclass(frozen=True)
class ActionRow:
    pk: UUID
    what: str
    who: str
    name: str
    case_number: str
    until_date: date
    made_on: date
    is_late: bool
    is_old: bool
    is_lost: bool


@dataclass(frozen=True)
class Owner:
    name: str
    rows: list[ActionRow]

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)


ITEMS = Given("items", UUIDField(), many=True)


@question
def decided(asker):
    """Whom actions are about, as far as the reader may know it: what was decided is read by more people than the minutes."""
    return asker.sees(Item, "decision.read").filter(pk__in=ITEMS)


def rows_of(user, actions, today=None) -> list[ActionRow]:
    """In this order. As many queries for a hundred as for one."""
    return alone(user, drawn(actions, today))


def drawn(actions, today=None):
    """As `rows_of`, of a page that asks for more."""
    today, actions = today or timezone.localdate(), list(actions)
    if not actions:
        return []
    wanted = {action.item_id for action in actions}
    found = yield Wanted([decided], {ITEMS: wanted})
    names = yield from called(item for item in found[decided] if item.pk in wanted)
    return [_row(action, names.get(action.item_id), today) for action in actions]


def board(user, today, *, owner=None) -> list[Owner]:
    """By owner, whoever has waited longest first; what nobody has any more stands on top."""
    rows = ActionItem.objects.visible_to(user).open().with_holder(today).select_related("owner", "item")
    rows = rows.filter(owner=owner) if owner else rows
    found: dict[str, list[ActionRow]] = {}
    for row in rows_of(user, rows.order_by("until_date", "created_at", "id")[:MOST], today):
        found.setdefault(row.who, []).append(row)
    owners = [Owner(name, rows) for name, rows in found.items()]
    return sorted(owners, key=lambda one: (not any(row.is_lost for row in one.rows), one.rows[0].until_date))


def who_of(action) -> str:
    if action.owner_id:
        return action.owner.display_name
    return _("%(name)s (from outside)") % {"name": action.outsider}


def _row(action, name, today) -> ActionRow:
    return ActionRow(
        pk=action.pk, what=action.what, who=who_of(action), name=name[0] if name else "", case_number=name[1] if name else "",
        until_date=action.until_date, made_on=timezone.localdate(action.created_at), is_late=action.until_date < today,
        is_old=action.until_date + WEEK <= today, is_lost=bool(action.owner_id) and not getattr(action, "is_held", True),
    )  # fmt: skip
