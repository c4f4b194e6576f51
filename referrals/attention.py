"""What waits in the referrals: silence, what comes back, what waits for approval, what nobody follows."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.attention import Item, More, attention
from privacy.policy import DUTIES, roles_for
from referrals.codes import State
from referrals.consent import no_longer_agreed
from referrals.models import Referral, ReferralStep
from referrals.pages.board import rows_of
from referrals.transitions import AUTHORING

MOST = 30
# What its owner does next, without anybody's silence.
NEXT = (State.APPROVED, State.RETURNED, State.ACCEPTED)


@attention(*roles_for("referral.step"))
def own(user, today):
    """Of those one follows: past their first day, and those that wait for one's own next step."""
    rows = _open(user, today).filter(owner=user).filter(Q(due_date__lte=today) | Q(state__in=NEXT))
    yield from _items(user, rows.order_by("due_date", "since", "id"), today, _what_next)
    if rows.exists():
        yield More(_("All my referrals"), reverse("referrals") + "?owner=me")


@attention(*roles_for("referral.step"))
def consent_lost(user, today):
    """Of those one follows: what was told stays told, and nothing more leaves."""
    if found := no_longer_agreed(user, today):
        said = _("The person no longer agrees to what it tells: ask them again, or withdraw it")
        rows = _open(user, today).filter(pk__in=found).order_by("created_at", "id")
        yield from _items(user, rows, today, lambda row: said)


@attention(*roles_for("referral.approve"))
def to_approve(user, today):
    """Never what one wrote or asked for oneself."""
    hands = ReferralStep.objects.filter(referral=OuterRef("pk"), actor=user, step__in=AUTHORING)
    rows = Referral.objects.visible_to(user, "referral.approve").with_holder(today).waiting().exclude(Exists(hands))
    yield from _items(user, rows.order_by("submitted_at", "id"), today, lambda row: _("Waits for your approval"))


@attention(*DUTIES["referral.give_out"])
def nobody_follows(user, today):
    rows = _open(user, today).filter(is_held=False)
    yield from _items(
        user, rows.order_by("due_date", "since", "id"), today, lambda row: _("Nobody follows it who can: give it to somebody")
    )


@attention(*DUTIES["referral.late"])
def silent_too_long(user, today):
    """Past their second day; one's own stand there already."""
    rows = _open(user, today).filter(late_date__lt=today).exclude(owner=user)
    said = _("No answer after the second day (%(owner)s follows it)")
    yield from _items(user, rows.order_by("late_date", "id"), today, lambda row: said % {"owner": row.owner.display_name})


def _open(user, today):
    return Referral.objects.visible_to(user).with_holder(today).open()


def _items(user, rows, today, why):
    referrals = list(rows.select_related("agency", "owner")[:MOST])
    for referral, row in zip(referrals, rows_of(user, referrals), strict=True):
        facts = " ・ ".join(filter(None, [row.number, row.area, row.what, row.agency]))
        yield Item(
            due_date=referral.due_date, title=row.name, facts=facts, chip=referral.chip, why=why(referral), url=row.url, kind="case",
            early=True,
        )  # fmt: skip


def _what_next(referral) -> str:
    if referral.due_date and referral.late_date is None:
        return _("The person has died: end the referral, or withdraw it")
    return str(
        {
            State.DRAFT: _("Suspected abuse: report it today"), State.APPROVED: _("Approved: hand it over"),
            State.SENT: _("No word yet that it was received: ask"), State.ACKNOWLEDGED: _("No answer yet: ask"),
            State.RETURNED: _("It came back: rewrite it, or withdraw it"), State.ACCEPTED: _("Taken on: has it begun?"),
        }[State(referral.state)]
    )  # fmt: skip
