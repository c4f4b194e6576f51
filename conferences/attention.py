"""What waits of the conferences: what one took on there, what nobody can do any more, what is a week late, minutes to be approved."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.attention import Item as Waiting
from accounts.attention import More, attention
from conferences.codes import State
from conferences.models import ActionItem, Minutes
from conferences.pages.action_rows import rows_of, who_of
from conferences.querysets import WEEK
from privacy.policy import DUTIES, roles_for

MOST = 30


@attention(*roles_for("action_item.complete"), needs=lambda asker: [asker.sees(ActionItem, "decision.read").open()])
def own(user, today):
    """Until it is done."""
    rows = ActionItem.objects.visible_to(user).open().filter(owner=user)
    yield from _waiting(user, rows, today, lambda action: _("Decided by a conference: %(what)s") % {"what": action.what})
    if rows.exists():
        yield More(_("All action items"), reverse("action_board") + "?whose=me")


@attention(*DUTIES["action_item.late"], needs=lambda asker: [asker.sees(ActionItem, "decision.read").open()])
def nobody_does(user, today):
    """Somebody else's a week after its day, somebody's from outside on its day, and at once what its owner can no longer do."""
    late = Q(until_date__lte=today - WEEK) | Q(owner=None, until_date__lte=today) | Q(owner__isnull=False, is_held=False)
    rows = ActionItem.objects.visible_to(user).open().with_holder(today).filter(late).exclude(owner=user)
    yield from _waiting(user, rows, today, _why_late)


@attention(*roles_for("minutes.approve"), needs=lambda asker: [asker.sees(Minutes, "minutes.approve").filter(locked_at=None)])
def to_approve(user, today):
    """Of meetings that one leads, or as a manager of all; never what one wrote oneself last."""
    rows = (
        Minutes.objects.visible_to(user, "minutes.approve")
        .filter(locked_at=None, item__conference__state=State.HELD)
        .exclude(writer=user)
    )
    manages = user.memberships.current().filter(role__in=DUTIES["minutes.approve"]).exists()
    rows = rows if manages else rows.filter(item__conference__chair=user)
    found = {}
    for minutes in (
        rows.annotate(meeting=F("item__conference"), day=F("item__conference__date")).defer("text").order_by("day", "pk")[:MOST]
    ):
        found.setdefault((minutes.meeting, minutes.day), []).append(minutes)
    for (meeting, day), waiting in found.items():
        yield Waiting(
            title=_("Minutes of a conference"), why=_("%(n)d wait for your approval") % {"n": len(waiting)}, due_date=day,
            url=reverse("meeting_record", args=[meeting]), kind="meeting",
        )  # fmt: skip


def _waiting(user, rows, today, why):
    actions = list(rows.select_related("owner", "item").order_by("until_date", "created_at", "id")[:MOST])
    for action, row in zip(actions, rows_of(user, actions, today), strict=True):
        yield Waiting(
            due_date=action.until_date, title=row.name or _("A conference"), facts=row.case_number, why=why(action),
            url=reverse("action_done", args=[action.pk]), kind="meeting", early=True,
        )  # fmt: skip


def _why_late(action) -> str:
    if action.owner_id and not action.is_held:
        return _("Nobody can do it any more: %(what)s") % {"what": action.what}
    return _("Not done yet (%(who)s): %(what)s") % {"who": who_of(action), "what": action.what}
